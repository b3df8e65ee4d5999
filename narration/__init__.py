"""What is said: visitor profile → script → speech → subtitles.

Imports `contract` and `runtime`. The same script and the same cues serve kiosk, phone and server.
"""
