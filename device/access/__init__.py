"""For people who can't see or can't touch the screen: the spoken screen, a keypad, switches and headphones."""
