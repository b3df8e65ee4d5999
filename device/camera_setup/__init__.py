"""A technician aims a camera: one signed-in, encrypted, time-limited look at its picture, to draw line and zones."""
