"""Which of the museum's offers hold now, as the server says."""
