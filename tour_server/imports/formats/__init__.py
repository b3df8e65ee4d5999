"""Formats in which museums exchange works: IIIF, LIDO, Linked Art, TourML, and a museum as one file."""
