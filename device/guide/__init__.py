"""The guide: what one visit at the kiosk is, from the first look to the last word."""
