"""The security headers of every answer."""

from __future__ import annotations

from flask import Response


def add_security_headers(response: Response) -> Response:
    """Allow only our own scripts, styles, fonts and pictures, and no embedding. Returns the response."""
    response.headers.setdefault(
        "Content-Security-Policy",
        "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; "
        "style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    )
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    return response
