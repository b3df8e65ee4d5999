"""How a kiosk becomes one of this museum: prepared files, claims, certificates, revoking, replacing by a spare."""
