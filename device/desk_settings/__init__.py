"""The settings that the desk has for this kiosk: taken, applied, tried, refused, and kept on the disk."""
