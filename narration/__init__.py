"""Narration: visitor profile → script → speech → subtitles.

Imports `contract` and `runtime` alone. The same script and the same cues serve kiosk, phone and server.
"""
