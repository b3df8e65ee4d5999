"""A visitor says at the kiosk that something is wrong: two touches, a sentence for who likes, no name."""
