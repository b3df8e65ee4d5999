"""One module a work: `draw()` returns it as a Drawing, the same one every time."""
