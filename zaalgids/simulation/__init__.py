"""Simulated galleries and drawn pictures, for the evaluations and the demo."""
