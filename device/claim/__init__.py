"""How this kiosk becomes one of a museum: its key, its prepared file, its claim, its certificate and its renewal."""
