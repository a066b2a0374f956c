// Package bridges maps three Terraform providers, which are Go modules, to the Pulumi tokens that the published
// pulumi_docker, pulumi_random and pulumi_tls packages use. Versions are those of the Python packages they serve.
package bridges

import (
	"embed"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
)

// Generated holds <name>/schema.json and <name>/bridge-metadata.json, written by cmd/pulumi-schema before the plugin
// is built.
//
//go:embed all:generated
var generated embed.FS

// Generated returns one generated file of a provider, or an empty JSON object before it has been generated.
func Generated(provider, file string) []byte {
	content, err := generated.ReadFile("generated/" + provider + "/" + file)
	if err != nil {
		return []byte("{}")
	}
	return content
}

func metadata(provider string) *tfbridge.MetadataInfo {
	return tfbridge.NewProviderMetadata(Generated(provider, "bridge-metadata.json"))
}
