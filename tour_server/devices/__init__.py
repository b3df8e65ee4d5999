"""The registry of devices: which there are, the key of each, and which are revoked."""
