"""Closes releases at the pages' port, where a museum gives them to kiosks with a certificate alone.

Files of a release stay open by their hashes, because the list of them is what is closed.
"""

from __future__ import annotations

from flask import abort, request


def close_public_bundles() -> None:
    """Abort with 403 for the signed lists of a release."""
    if request.endpoint == "bundles.metadata":
        abort(403)
