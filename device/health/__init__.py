"""The kiosk's report of its own health as a machine; nothing in it is about people."""
