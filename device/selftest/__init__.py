"""The self test of a kiosk: each of its parts tried in turn, with a word on what to do."""
