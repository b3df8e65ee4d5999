"""The guide: one visit at the kiosk as a state machine, and the scene that the screen shows of it."""
