"""Speech that the kiosk makes itself, where the bundle has none yet."""
