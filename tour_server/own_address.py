"""Where others reach this server."""

from __future__ import annotations

from flask import request


def own_address(public_url: str) -> str:
    """Return `public_url` or, where nobody said, what this request was sent to, without a slash at its end."""
    return (public_url or request.url_root).rstrip("/")
