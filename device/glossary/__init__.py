"""What words mean, on the kiosk's screen: the museum's glossary in the text that a visitor reads."""
