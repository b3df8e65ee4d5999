"""From answers about single frames to what a visitor means: smoothing over time, presence, placement."""
