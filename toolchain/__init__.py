"""What `make` runs: gets Pulumi, its plugins and Docker ready, then drives Pulumi. Standard library only."""
