"""Serves the signed bundle: `/bundles/metadata/…` and `/bundles/targets/…`, to anyone.

What a newcomer would get wrong: only `timestamp.json` ever changes under its name. Everything else carries its version
or its hash in the name and may be kept for ever; the timestamp may never be kept.
"""

from __future__ import annotations

from flask import Blueprint, Response, abort, send_from_directory

from tour_server.publishing.repository import Repository

FOR_EVER = 365 * 24 * 3600  # seconds


def pages(repository: Repository) -> Blueprint:
    """The bundle's files, with Range and ETag."""
    blueprint = Blueprint("bundles", __name__, url_prefix="/bundles")

    @blueprint.get("/metadata/<name>")
    def metadata(name: str) -> Response:
        if not name.endswith(".json"):
            abort(404)
        changes = name == "timestamp.json"
        return _kept(
            send_from_directory(repository.metadata.resolve(), name, max_age=0), not changes
        )

    @blueprint.get("/targets/<path:name>")
    def target(name: str) -> Response:
        if any(part.startswith(".") for part in name.split("/")):
            abort(404)
        return _kept(send_from_directory(repository.targets.resolve(), name, max_age=0), True)

    return blueprint


def _kept(response: Response, for_ever: bool) -> Response:
    response.headers["Cache-Control"] = (
        f"public, max-age={FOR_EVER}, immutable" if for_ever else "no-store"
    )
    return response
