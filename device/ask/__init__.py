"""A visitor asks at the kiosk: answered from the release on its disk, with or without a network."""
