"""What visitors ask and the guide does not know: tasks at the desk, whose answers become narration."""
