"""The kiosk: camera, recognition, footfall, guide, screen, uplink, content store, health.

`device.kiosk` is the composition root. It reads the settings, builds the parts, and starts and stops them.
"""
