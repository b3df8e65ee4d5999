"""From the kiosk to the server: the outbox on disk, the link that empties it, and what the clock is worth."""
