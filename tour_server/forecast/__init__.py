"""Tomorrow: how many visitors come, by the hour, for the house and for each room, for the next 28 days."""
