"""The kiosk: camera, recognition, footfall, guide, screen, uplink, content store, health.

`device.kiosk` is the composition root: the only module that reads settings and starts threads.
"""
