"""What a kiosk tells about itself as a machine; never about people."""
