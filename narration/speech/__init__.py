"""Text to speech, with the time of every word. One file a back end, chosen by a setting (`settings.py`)."""
