"""The desk: the frame of every staff page, the page Today, and the page for errors."""
