"""What is said: visitor profile → script → speech → subtitles.

Imports `contract` alone. Nothing in here knows a kiosk, a phone or a server: the same script and the same
cues serve all three.
"""
