"""The Pulumi language host for Python programs, for machines where the official one can't be downloaded."""
