"""Camera set-up: a signed-in, encrypted, time-limited preview in which a technician aims a camera and draws on it."""
