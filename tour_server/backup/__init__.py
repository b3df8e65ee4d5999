"""Back-up and restore: one file from which a server starts again, on SQLite or PostgreSQL."""
