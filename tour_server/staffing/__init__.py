"""Staffing: how many people the house needs, and who works when."""
