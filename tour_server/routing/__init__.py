"""Plans a visitor's route: which stops, in which order, by an exact search over at most twelve stops."""
