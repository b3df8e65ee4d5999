"""The desk: the frame of every staff page, its rail, and Today."""
