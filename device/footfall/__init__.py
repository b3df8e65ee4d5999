"""Footfall: frames in, crossings and people in view out. Nothing about anyone leaves this folder but counts."""
