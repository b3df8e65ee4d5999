"""The kiosks: when each was last seen, what it runs and what is wrong with it."""
