package bridges

import (
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/pf/tfbridge"
	bridge "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	random "github.com/terraform-providers/terraform-provider-random/shim"
)

// RandomVersion is the version of the pulumi_random package.
const RandomVersion = "4.21.4"

// Random bridges the Terraform random provider.
func Random() bridge.ProviderInfo {
	return bridge.ProviderInfo{
		Name:         "random",
		Version:      RandomVersion,
		P:            tfbridge.ShimProvider(random.NewProvider()),
		MetadataInfo: metadata("random"),
		Resources: map[string]*bridge.ResourceInfo{
			"random_bytes": {
				Tok:       "random:index/randomBytes:RandomBytes",
				ComputeID: bridge.DelegateIDField("base64", "random", "https://github.com/pulumi/pulumi-random"),
			},
			"random_id":       {Tok: "random:index/randomId:RandomId"},
			"random_integer":  {Tok: "random:index/randomInteger:RandomInteger"},
			"random_password": {Tok: "random:index/randomPassword:RandomPassword"},
			"random_pet":      {Tok: "random:index/randomPet:RandomPet"},
			"random_shuffle":  {Tok: "random:index/randomShuffle:RandomShuffle"},
			"random_string":   {Tok: "random:index/randomString:RandomString"},
			"random_uuid":     {Tok: "random:index/randomUuid:RandomUuid"},
		},
	}
}
