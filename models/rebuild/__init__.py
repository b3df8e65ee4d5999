"""How the model files were made: each module is a command that makes one again from its registry packages."""
