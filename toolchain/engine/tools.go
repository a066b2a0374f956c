//go:build tools

// Package engine pins the Pulumi engine, which is built from here where no pulumi command is installed.
package engine

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
