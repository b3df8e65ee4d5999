"""Knows which rooms staff have closed, from what the server says."""
