"""Runbooks: one page for the people of one stack, generated from its spec and settings; every command is whole."""
