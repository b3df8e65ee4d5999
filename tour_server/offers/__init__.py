"""Offers that staff wrote, shown while their condition holds."""
