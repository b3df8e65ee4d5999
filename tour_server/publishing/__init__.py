"""Publishing: drafts become one immutable release, a signed bundle that kiosks and phones take whole."""
