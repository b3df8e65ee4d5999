"""Rooms now on a wall, for months: screens that nobody is signed in at, and the desk's page of them."""
