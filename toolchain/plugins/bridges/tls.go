package bridges

import (
	tls "github.com/hashicorp/terraform-provider-tls/shim"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/pf/tfbridge"
	bridge "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge/tokens"
)

// TLSVersion is the version of the pulumi_tls package.
const TLSVersion = "5.6.2"

// TLS bridges the Terraform tls provider.
func TLS() bridge.ProviderInfo {
	provider := bridge.ProviderInfo{
		Name:         "tls",
		Version:      TLSVersion,
		P:            tfbridge.ShimProvider(tls.NewProvider()),
		MetadataInfo: metadata("tls"),
	}
	provider.MustComputeTokens(tokens.SingleModule("tls_", "index", tokens.MakeStandard("tls")))
	return provider
}
