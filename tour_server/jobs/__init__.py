"""Work in the background that survives a restart: asked, run, watched, cancelled."""
