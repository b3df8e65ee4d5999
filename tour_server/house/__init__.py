"""The plan of the house at the desk: rooms are drawn on it, works, kiosks, doors and places put where they are."""
