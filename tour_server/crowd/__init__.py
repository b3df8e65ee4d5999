"""Footfall and occupancy: how many people are in each room, from the kiosks' counts."""
