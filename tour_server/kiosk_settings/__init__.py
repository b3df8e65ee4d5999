"""Kiosks' settings from the desk: for the site, a room or one kiosk, with their history."""
