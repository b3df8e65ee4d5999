"""Speech that the kiosk makes itself for blocks that the release has no speech for."""
