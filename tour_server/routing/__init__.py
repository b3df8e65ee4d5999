"""Which stops, in which order: an exact search over at most twelve."""
