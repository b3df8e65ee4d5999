"""Footfall: counts crossings and the people in view in a camera's frames. Only counts leave this folder."""
