"""`/metrics` for Prometheus: off until a token is set, and then for requests that carry it."""

from __future__ import annotations

import hmac

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from tour_server.metrics.metrics import Metrics


class MetricsPages:
    """The one page of the metrics."""

    def __init__(self, metrics: Metrics, token: str) -> None:
        """`token`: what follows `Bearer` in the request's Authorization. Empty: there is no such page."""
        self._token = token
        # A registry of its own: the library's default one has metrics of the process, and two servers would share it.
        self._registry = CollectorRegistry()
        self._registry.register(metrics)

    def blueprint(self) -> Blueprint:
        """Return the blueprint with `/metrics`."""
        blueprint = Blueprint("metrics", __name__)
        blueprint.add_url_rule("/metrics", "metrics", self.metrics)
        return blueprint

    def metrics(self) -> ResponseReturnValue:
        """Answer with every metric in Prometheus's text format."""
        if not self._token:
            abort(404)
        given = request.headers.get("Authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {self._token}".encode()):
            refused = Response("This page asks for its token.\n", 401, mimetype="text/plain")
            refused.headers["WWW-Authenticate"] = "Bearer"
            return refused
        return Response(
            generate_latest(self._registry),
            content_type=CONTENT_TYPE_LATEST,
            headers={"Cache-Control": "no-store"},
        )
