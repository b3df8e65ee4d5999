"""The only way out of the server: fetching a file from an address that staff name."""
