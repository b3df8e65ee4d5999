"""The kiosks: who they are, when each was last seen, what it runs."""
