"""Kiosks that share a room speak one after the other."""
