"""The page of a kiosk without an identity, and its page of health."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from flask import Flask, Response, jsonify, render_template

import web
from device.claim.claim_scene import ClaimScene, words_of
from web.qr_code import qr_svg

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; "
    "base-uri 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def create_unclaimed_app(scene: Callable[[], ClaimScene], *, night: bool) -> Flask:
    """Make the WSGI application. `scene`: what to show now."""
    app = Flask("device.claim", root_path=str(Path(__file__).parent), static_url_path="/static")
    app.register_blueprint(web.blueprint())
    app.after_request(_add_headers)

    @app.get("/")
    def page() -> str:
        return render_template("unclaimed.html", night=night, **_shown(scene()))

    @app.get("/unclaimed")
    def fragment() -> str:
        return render_template("unclaimed_part.html", **_shown(scene()))

    @app.get("/health")
    def health() -> Response:
        now = scene()
        return jsonify(
            ready=False, doing="waiting to be set up", step=now.step.value, code=now.code
        )

    return app


def _shown(scene: ClaimScene) -> dict[str, object]:
    return {
        "words": words_of(scene),
        "scene": scene,
        "qr": qr_svg(scene.page) if scene.page else "",
    }


def _add_headers(answer: Response) -> Response:
    for name, value in HEADERS.items():
        answer.headers[name] = value
    return answer
