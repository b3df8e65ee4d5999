"""The log of events: who did what, when. Never about a visitor."""
