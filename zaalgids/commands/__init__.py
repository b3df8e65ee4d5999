"""The one command line: a file for each command."""
