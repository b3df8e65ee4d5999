"""The desk: the frame of every staff page, the page of today, and what is said when something goes wrong."""
