"""Who works here: accounts, sign-in, roles."""
