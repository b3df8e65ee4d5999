"""Cameras: one file a back end. The virtual ones are twins of the hardware, and their names say so."""
