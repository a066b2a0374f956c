// Command pulumi-plugin is three resource plugins in one program: it serves the provider whose name it is installed
// under (pulumi-resource-docker, pulumi-resource-random, pulumi-resource-tls), so the code they share is linked once.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	pfbridge "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/pf/tfbridge"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"

	"moorage.local/plugins/bridges"
)

func main() {
	provider := strings.TrimPrefix(filepath.Base(os.Args[0]), "pulumi-resource-")
	schema := bridges.Generated(provider, "schema.json")
	metadata := pfbridge.ProviderMetadata{PackageSchema: schema}
	switch provider {
	case "docker":
		tfbridge.Main("docker", bridges.DockerVersion, bridges.Docker(), schema)
	case "random":
		pfbridge.Main(context.Background(), "random", bridges.Random(), metadata)
	case "tls":
		pfbridge.Main(context.Background(), "tls", bridges.TLS(), metadata)
	default:
		fmt.Fprintf(os.Stderr, "install this program as pulumi-resource-docker, -random or -tls, not as %q\n", provider)
		os.Exit(2)
	}
}
