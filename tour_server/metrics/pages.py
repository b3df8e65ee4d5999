"""`/metrics`, for Prometheus: off until a token is set, and then for whoever brings it."""

from __future__ import annotations

import hmac

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from tour_server.metrics.metrics import Meters


def pages(meters: Meters, token: str) -> Blueprint:
    """`token`: what follows `Bearer` in the request's Authorization; empty, and there is no such page."""
    blueprint = Blueprint("metrics", __name__)
    # A registry of its own: the library's has figures about the process, which a second server in it would share.
    registry = CollectorRegistry()
    registry.register(meters)

    @blueprint.get("/metrics")
    def metrics() -> ResponseReturnValue:
        if not token:
            abort(404)
        given = request.headers.get("Authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
            refused = Response("This page asks for its token.\n", 401, mimetype="text/plain")
            refused.headers["WWW-Authenticate"] = "Bearer"
            return refused
        return Response(
            generate_latest(registry),
            content_type=CONTENT_TYPE_LATEST,
            headers={"Cache-Control": "no-store"},
        )

    return blueprint
