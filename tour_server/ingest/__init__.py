"""Messages from the broker into the database, acknowledged after the commit."""
