"""From the kiosk to the server: the outbox on disk, the uplink that empties it, and how far the clock is trusted."""
