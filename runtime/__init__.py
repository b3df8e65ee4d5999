"""What every part stands on: languages, durable files, back-off, worker threads, settings files."""
