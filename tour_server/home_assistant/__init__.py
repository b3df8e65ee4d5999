"""Rooms and kiosks as sensors of Home Assistant, or of anything that understands its MQTT discovery."""
