"""Orders of staff to this kiosk: restart, show which one it is, send the log."""
