"""The technician's page: sign in, see, draw, save.

What a newcomer would get wrong: every answer with a picture, or with where people are, must be of an open look and
over an encrypted line, and must never be kept by a browser; both are seen to once, for all of them, below.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import msgspec
from flask import Flask, Response, abort, make_response, redirect, render_template, request
from msgspec import Struct
from werkzeug.wrappers import Response as AnyResponse

import web
from device.camera_setup.access import LOOK_SECONDS, Access, RefusedError
from device.camera_setup.saving import NotSavedError
from device.camera_setup.settings import on_this_machine
from device.camera_setup.trial import Trial
from device.footfall.line import Point
from device.settings import Eye, ZoneSettings

COOKIE = "look"
OPEN_TO_ALL = {"sign_in", "static", "web.static", "front"}  # `front` asks for the code by itself
IN_THE_CLEAR = (
    "This page shows people, so it is not sent over a line that others can read. Open it with https://, or through "
    "an SSH tunnel on 127.0.0.1.\n"
)


class Drawing(Struct, frozen=True, forbid_unknown_fields=True):
    """What was drawn on the picture, in its own pixels."""

    line: tuple[float, float, float, float] | None
    point: Point
    zones: tuple[ZoneSettings, ...]


class Looked(Protocol):
    """The look, as its page sees it. Cameras are numbered from 0."""

    access: Access

    @property
    def keeps(self) -> bool:
        """There is a settings file to save to."""

    def eyes(self) -> Sequence[Eye]:
        """The cameras, as they count now."""

    def trial(self, number: int) -> Trial | None:
        """What watches one of them; None without a look, or without that camera."""

    def former(self, number: int) -> Eye | None:
        """How it was drawn before the last save."""

    def save(self, number: int, eye: Eye) -> None:
        """Keeps what was drawn. Raises NotSavedError."""


def create_aim(looked: Looked, name: str, *, encrypted: bool) -> Flask:
    """The WSGI application of the look at kiosk `name`."""
    app = Flask(
        "device.camera_setup", root_path=str(Path(__file__).parent), static_url_path="/static"
    )
    app.config["MAX_CONTENT_LENGTH"] = 16_384
    app.register_blueprint(web.blueprint())

    @app.before_request
    def guard() -> Response | None:
        if not request.is_secure and not on_this_machine(request.remote_addr or ""):
            return Response(IN_THE_CLEAR, 403, mimetype="text/plain")
        if request.endpoint not in OPEN_TO_ALL and _left() is None:
            return Response("The look is over.\n", 401, mimetype="text/plain")
        return None

    @app.after_request
    def closed(answer: Response) -> Response:
        if request.endpoint not in ("static", "web.static"):
            answer.headers["Cache-Control"] = "no-store"
        answer.headers["Content-Security-Policy"] = (
            "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
            "img-src 'self' blob: data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'"
        )
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["Referrer-Policy"] = "no-referrer"
        return answer

    def _left() -> float | None:
        return looked.access.seconds_left(request.cookies.get(COOKIE, ""))

    @app.get("/")
    def front() -> str:
        if _left() is None:
            return render_template("sign_in.html", name=name, refused="")
        eyes = [_plain(eye) for eye in looked.eyes()]
        return render_template(
            "aim.html", name=name, eyes=eyes, keeps=looked.keeps, points=list(Point)
        )

    @app.post("/")
    def sign_in() -> AnyResponse:
        try:
            token = looked.access.sign_in(request.form.get("code", ""))
        except RefusedError as error:
            page = render_template("sign_in.html", name=name, refused=str(error))
            return make_response(page, 403)
        answer = redirect("/", 303)
        answer.set_cookie(
            COOKIE,
            token,
            max_age=int(LOOK_SECONDS),
            secure=encrypted,
            httponly=True,
            samesite="Strict",
        )
        return answer

    @app.get("/picture/<int:number>")
    def picture(number: int) -> Response:
        found = _trial(number).picture(request.args.get("after", 0, int))
        if found is None:
            return Response(status=204)
        about = {
            "X-Number": str(found.number),
            "X-People": msgspec.json.encode(found.people).decode(),
        }
        return Response(found.jpeg, mimetype="image/jpeg", headers=about)

    @app.get("/state/<int:number>")
    def state(number: int) -> Response:
        seen = msgspec.to_builtins(_trial(number).seen())
        return _json({"left": _left(), "seen": seen, "former": looked.former(number) is not None})

    @app.post("/try/<int:number>")
    def attempt(number: int) -> Response:
        trial = _trial(number)
        trial.use(_drawn(number))
        return _json({})

    @app.post("/save/<int:number>")
    def save(number: int) -> Response:
        eye = msgspec.structs.replace(_drawn(number), count=True)
        return _saved(number, eye)

    @app.post("/undo/<int:number>")
    def undo(number: int) -> Response:
        former = looked.former(number)
        if former is None:
            abort(Response("Nothing was saved before.\n", 409, mimetype="text/plain"))
        now = _eye(number)
        eye = msgspec.structs.replace(
            now, count=former.count, line=former.line, point=former.point, zones=former.zones
        )
        return _saved(number, eye)

    @app.post("/end")
    def end() -> AnyResponse:
        looked.access.end()
        return _json({})

    def _saved(number: int, eye: Eye) -> Response:
        trial = _trial(number)
        try:
            looked.save(number, eye)
        except NotSavedError as error:
            abort(Response(f"{error}\n", 409, mimetype="text/plain"))
        trial.use(eye)
        return _json(_plain(eye))

    def _eye(number: int) -> Eye:
        eyes = looked.eyes()
        if number >= len(eyes):
            abort(404)
        return eyes[number]

    def _trial(number: int) -> Trial:
        _eye(number)
        trial = looked.trial(number)
        if trial is None:
            words = f"Camera {number + 1} can't be had. See the kiosk's page of health.\n"
            abort(Response(words, 503, mimetype="text/plain"))
        return trial

    def _drawn(number: int) -> Eye:
        """The camera with the drawing in the body of this request; ends it with a sentence where that can't be."""
        if request.mimetype != "application/json":
            abort(415)
        try:
            drawing = msgspec.json.decode(request.get_data(), type=Drawing)
            return msgspec.structs.replace(
                _eye(number), line=drawing.line, point=drawing.point, zones=drawing.zones
            )
        except ValueError as error:  # msgspec's own, and a line nobody can cross
            abort(Response(f"{error}\n", 400, mimetype="text/plain"))

    return app


def _plain(eye: Eye) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(eye)
    return {name: plain[name] for name in ("count", "line", "point", "zones")}


def _json(body: dict[str, Any]) -> Response:
    return Response(msgspec.json.encode(body), mimetype="application/json")
