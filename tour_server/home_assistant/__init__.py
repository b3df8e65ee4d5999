"""Rooms and kiosks as sensors of a Home Assistant, or of anything that understands its MQTT discovery."""
