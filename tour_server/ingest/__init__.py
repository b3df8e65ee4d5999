"""Stores the messages from the broker in the database and acknowledges them after the commit."""
