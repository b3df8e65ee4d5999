"""Finds, filters and changes many works at once, and lists every change of the museum."""
