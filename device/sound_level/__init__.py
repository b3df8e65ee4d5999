"""How loud the kiosk speaks, as a technician has set it at its place."""
