"""Offers that staff wrote, shown to visitors while their condition holds."""
