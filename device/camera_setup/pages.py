"""The technician's pages: sign in, see the picture, draw, save.

Every answer with a picture, or with where people are, needs an open session and an encrypted connection, and must
not be kept by a browser. `_guard` and `_close_down` see to that for all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import msgspec
from flask import Flask, Response, abort, make_response, redirect, render_template, request
from msgspec import Struct
from werkzeug.wrappers import Response as AnyResponse

import web
from device.camera_setup.access import SESSION_SECONDS, SetupAccess, SignInRefusedError
from device.camera_setup.camera_preview import CameraPreview
from device.camera_setup.saving import NotSavedError
from device.camera_setup.script_words import script_words
from device.footfall.line import ReferencePoint
from device.footfall.settings import CountingSettings, Pixels, ZoneSettings
from device.footfall.view import CameraView
from device.sound_level.sound_level import HIGHEST_DB, LOWEST_DB, SoundLevel
from runtime.hosts import on_this_machine
from web.json_pages import json_body, json_reply
from web.translations import gettext as _
from web.translations import install_gettext, mark

COOKIE = "look"
MAX_BODY_BYTES = 16_384
STATIC = {"static", "web.static", "web.as_of_now"}
OPEN_TO_ALL = STATIC | {"sign_in", "front"}  # `front` itself shows the form for the code
UNENCRYPTED = mark(
    "This page shows people, so it is not sent over a line that others can read. Open it with https://, or through "
    "an SSH tunnel on 127.0.0.1."
)
SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
    "img-src 'self' blob: data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class CameraDrawing(Struct, frozen=True, forbid_unknown_fields=True):
    """The drawing on the picture, in pixels of the picture."""

    line: tuple[float, float, float, float] | None
    point: ReferencePoint
    view: CameraView
    person: tuple[Pixels, Pixels] | None
    zones: tuple[ZoneSettings, ...]


class SetupHost(Protocol):
    """The set-up sessions, as their pages use them. Cameras are numbered from 0."""

    access: SetupAccess
    sound: SoundLevel | None

    @property
    def can_save(self) -> bool:
        """Whether there is a settings file to save to."""

    def cameras(self) -> Sequence[CountingSettings]:
        """Returns what each camera counts now."""

    def preview(self, number: int) -> CameraPreview | None:
        """Returns the preview of a camera; None without a session, or without that camera."""

    def former(self, number: int) -> CountingSettings | None:
        """Returns what the camera counted before the last save."""

    def save(self, number: int, counting: CountingSettings) -> None:
        """Keep what was drawn. Raises NotSavedError."""


def create_setup_app(host: SetupHost, name: str, *, encrypted: bool) -> Flask:
    """Make the WSGI application of the camera set-up of kiosk `name`."""
    app = Flask(
        "device.camera_setup", root_path=str(Path(__file__).parent), static_url_path="/static"
    )
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.register_blueprint(web.blueprint())
    install_gettext(app)
    pages = _SetupPages(host, name, encrypted=encrypted)
    app.before_request(pages.guard)
    app.after_request(_close_down)
    app.add_url_rule("/", view_func=pages.front)
    app.add_url_rule("/", view_func=pages.sign_in, methods=["POST"])
    app.add_url_rule("/picture/<int:number>", view_func=pages.picture)
    app.add_url_rule("/state/<int:number>", view_func=pages.state)
    app.add_url_rule("/try/<int:number>", view_func=pages.attempt, methods=["POST"])
    app.add_url_rule("/save/<int:number>", view_func=pages.save, methods=["POST"])
    app.add_url_rule("/undo/<int:number>", view_func=pages.undo, methods=["POST"])
    app.add_url_rule("/sound/<what>", view_func=pages.sound, methods=["POST"])
    app.add_url_rule("/end", view_func=pages.end, methods=["POST"])
    return app


class _SetupPages:
    def __init__(self, host: SetupHost, name: str, *, encrypted: bool) -> None:
        self._host, self._name, self._encrypted = host, name, encrypted

    def guard(self) -> Response | None:
        """Refuse what is not encrypted, or not of an open session."""
        if not request.is_secure and not on_this_machine(request.remote_addr or ""):
            return Response(f"{_(UNENCRYPTED)}\n", 403, mimetype="text/plain")
        if request.endpoint not in OPEN_TO_ALL and self._seconds_left() is None:
            return Response(_("The look is over.") + "\n", 401, mimetype="text/plain")
        return None

    def front(self) -> str:
        """Show the picture and its tools; without a session, the form for the code."""
        if self._seconds_left() is None:
            return render_template("sign_in.html", name=self._name, refused="")
        return render_template(
            "aim.html",
            name=self._name,
            cameras=[msgspec.to_builtins(_counting(camera)) for camera in self._host.cameras()],
            can_save=self._host.can_save,
            points=list(ReferencePoint),
            views=list(CameraView),
            script_words=script_words(),
            sound=_sound(self._host.sound),
        )

    def sign_in(self) -> AnyResponse:
        """Open a session with the code."""
        try:
            token = self._host.access.sign_in(request.form.get("code", ""))
        except SignInRefusedError as error:
            page = render_template("sign_in.html", name=self._name, refused=str(error))
            return make_response(page, 403)
        answer = redirect("/", 303)
        answer.set_cookie(
            COOKIE,
            token,
            max_age=int(SESSION_SECONDS),
            secure=self._encrypted,
            httponly=True,
            samesite="Strict",
        )
        return answer

    def picture(self, number: int) -> Response:
        """Send the next picture, with the boxes of people in its headers."""
        found = self._preview(number).picture(request.args.get("after", 0, int))
        if found is None:
            return Response(status=204)
        about = {
            "X-Number": str(found.number),
            "X-People": msgspec.json.encode(found.people).decode(),
        }
        return Response(found.jpeg, mimetype="image/jpeg", headers=about)

    def state(self, number: int) -> Response:
        """Send counts and advice."""
        seen = msgspec.to_builtins(self._preview(number).state())
        former = self._host.former(number) is not None
        return json_reply({"left": self._seconds_left(), "seen": seen, "former": former})

    def attempt(self, number: int) -> Response:
        """Count over the drawing in the preview; nothing is saved."""
        preview = self._preview(number)
        preview.use(self._drawn(number))
        return json_reply({})

    def save(self, number: int) -> Response:
        """Save the drawing; the camera counts from now on."""
        return self._saved(number, msgspec.structs.replace(self._drawn(number), count=True))

    def undo(self, number: int) -> Response:
        """Save what was saved before."""
        former = self._host.former(number)
        if former is None:
            abort(Response(_("Nothing was saved before.") + "\n", 409, mimetype="text/plain"))
        return self._saved(number, former)

    def sound(self, what: str) -> Response:
        """Have the kiosk say its sentence, as loud as before, louder or quieter."""
        level, steps = self._host.sound, {"play": 0, "louder": 1, "quieter": -1}.get(what)
        if level is None or steps is None:
            abort(404)
        try:
            if steps:
                level.change(steps)
            else:
                level.check()
        except OSError as error:
            words = _("It sounds so now, and can't be kept: {error}.", error=error.strerror)
            abort(Response(f"{words}\n", 409, mimetype="text/plain"))
        return json_reply(_sound(level) or {})

    def end(self) -> AnyResponse:
        """End the session."""
        self._host.access.end()
        return json_reply({})

    def _seconds_left(self) -> float | None:
        return self._host.access.seconds_left(request.cookies.get(COOKIE, ""))

    def _saved(self, number: int, counting: CountingSettings) -> Response:
        preview = self._preview(number)
        try:
            self._host.save(number, counting)
        except NotSavedError as error:
            abort(Response(f"{error}\n", 409, mimetype="text/plain"))
        preview.use(counting)
        return json_reply(msgspec.to_builtins(counting))

    def _camera(self, number: int) -> CountingSettings:
        cameras = self._host.cameras()
        if number >= len(cameras):
            abort(404)
        return _counting(cameras[number])

    def _preview(self, number: int) -> CameraPreview:
        self._camera(number)
        preview = self._host.preview(number)
        if preview is None:
            words = _(
                "Camera {number} can't be had. See the kiosk's page of health.", number=number + 1
            )
            abort(Response(f"{words}\n", 503, mimetype="text/plain"))
        return preview

    def _drawn(self, number: int) -> CountingSettings:
        """Returns the camera with the drawing in the body; answers 400 with a sentence where that can't be."""
        if request.mimetype != "application/json":
            abort(415)
        camera, drawing = self._camera(number), json_body(CameraDrawing)
        try:
            return msgspec.structs.replace(camera, **msgspec.structs.asdict(drawing))
        except ValueError as error:  # a line that can't be crossed
            abort(Response(f"{error}\n", 400, mimetype="text/plain"))


def _close_down(answer: Response) -> Response:
    """Add the headers that keep pictures out of caches and other sites."""
    if request.endpoint not in STATIC:
        answer.headers["Cache-Control"] = "no-store"
    answer.headers.update(SECURITY_HEADERS)
    return answer


def _counting(camera: CountingSettings) -> CountingSettings:
    """Returns the part of a camera's settings that is drawn, and nothing else of them."""
    return CountingSettings(
        count=camera.count,
        line=camera.line,
        point=camera.point,
        view=camera.view,
        person=camera.person,
        zones=camera.zones,
    )


def _sound(level: SoundLevel | None) -> dict[str, int] | None:
    """Returns the level and its limits, dB; None where it is not set here."""
    if level is None:
        return None
    return {"decibels": level.decibels, "lowest": LOWEST_DB, "highest": HIGHEST_DB}
