"""One module a work: `draw()` returns it as a complete SVG document, the same one every time."""
