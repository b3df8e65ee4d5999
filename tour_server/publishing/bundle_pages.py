"""Serves the signed bundle: `/bundles/metadata/…` and `/bundles/targets/…`, to anyone.

Note: only `timestamp.json` changes under its name, so it must never be cached. Everything else carries its version or
its hash in its name and may be cached for ever.
"""

from __future__ import annotations

from flask import Blueprint, Response, abort, send_from_directory

from tour_server.publishing.repository import Repository

YEAR_SECONDS = 365 * 24 * 3600


class BundlePages:
    """The bundle's files, with Range and ETag."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository

    def blueprint(self) -> Blueprint:
        """Returns the pages, to be registered once."""
        pages = Blueprint("bundles", __name__, url_prefix="/bundles")
        pages.add_url_rule("/metadata/<name>", "metadata", self.metadata)
        pages.add_url_rule("/targets/<path:name>", "target", self.target)
        return pages

    def metadata(self, name: str) -> Response:
        """Send a file of signed metadata."""
        if not name.endswith(".json"):
            abort(404)
        folder = self._repository.metadata.resolve()
        return _cached(send_from_directory(folder, name, max_age=0), name != "timestamp.json")

    def target(self, name: str) -> Response:
        """Send a file of a release."""
        if any(part.startswith(".") for part in name.split("/")):
            abort(404)
        return _cached(
            send_from_directory(self._repository.targets.resolve(), name, max_age=0), True
        )


def _cached(response: Response, for_ever: bool) -> Response:
    response.headers["Cache-Control"] = (
        f"public, max-age={YEAR_SECONDS}, immutable" if for_ever else "no-store"
    )
    return response
