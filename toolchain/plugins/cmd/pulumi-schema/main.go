// Command pulumi-schema writes the schema and the bridge metadata of one provider:
//
//	pulumi-schema {docker|random|tls} schema --skip-docs --skip-examples --out FOLDER
package main

import (
	"fmt"
	"os"

	pftfgen "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/pf/tfgen"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfgen"

	"moorage.local/plugins/bridges"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: pulumi-schema {docker|random|tls} schema [options]")
		os.Exit(2)
	}
	provider := os.Args[1]
	os.Args = append(os.Args[:1], os.Args[2:]...)
	switch provider {
	case "docker":
		tfgen.Main("docker", bridges.DockerVersion, bridges.Docker())
	case "random":
		pftfgen.Main("random", bridges.Random())
	case "tls":
		pftfgen.Main("tls", bridges.TLS())
	default:
		fmt.Fprintf(os.Stderr, "pulumi-schema: %q is not a provider; use docker, random or tls\n", provider)
		os.Exit(2)
	}
}
