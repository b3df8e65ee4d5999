"""The kiosk's page and what it asks for. Served to the kiosk's own browser; it knows no visitor.

What a newcomer would get wrong: the page plays the sound and its subtitles follow that player's own clock, so
nothing here times a subtitle. The page reports when it started and ended, which is all the guide needs.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, Protocol

import msgspec
from flask import Flask, Response, abort, jsonify, render_template, request, send_file
from msgspec import Struct

import web
from device.guide.release_source import Shelf
from device.guide.scene import Label, Scene
from device.screen.qr import only_here, square
from device.screen.speaker import Played, SpeakerTwin
from device.screen.streams import Streams, TooManyStreamsError
from device.screen.words import all_words


class Touch(Struct, frozen=True, forbid_unknown_fields=True):
    """A touch on the screen."""

    what: str
    value: str = ""


class Report(Struct, frozen=True, forbid_unknown_fields=True):
    """A word from the page's player. `last`: of the last block of this telling."""

    play: int
    block: str
    what: Literal["started", "paused", "ended"]
    position: float = 0.0
    last: bool = False


class Host(Protocol):
    """The kiosk, as its page sees it."""

    def touched(self, what: str, value: str) -> bool:
        """False when the touch was not understood."""

    def played(self, play: int, what: str) -> None:
        """The player started or paused, or ended the last block."""

    def works(self) -> list[Label]:
        """Every work, by number, for the list a visitor chooses from."""

    def health(self) -> dict[str, Any]:
        """What the kiosk's page of health shows."""

    def viewfinder(self) -> bytes | None:
        """The camera's picture as JPEG for its own screen, never stored; None when there is none."""


def scene_json(scene: Scene, *, looked_through: bool = False) -> bytes:
    """The scene as the page takes it: with the square code, and whether it works beyond this machine.

    `looked_through`: a technician sees through a camera now, and people must be told.
    """
    plain = msgspec.to_builtins(scene)
    plain["looked_through"] = looked_through
    plain["code"] = square(scene.handover) if scene.handover else ""
    plain["only_here"] = only_here(scene.handover)
    return msgspec.json.encode(plain)


def _nothing_said(name: str, file: str) -> Path:
    """Of a kiosk without a voice of its own."""
    raise KeyError(f"{name}/{file}")


def create_screen(
    host: Host,
    shelf: Shelf,
    streams: Streams,
    speaker: SpeakerTwin,
    *,
    diagonal_inches: float,
    distance_cm: float,
    night: bool,
    said: Callable[[str, str], Path] = _nothing_said,
    clock: Callable[[], float] = time.monotonic,
) -> Flask:
    """The WSGI application of the screen. `said` gives a file of a recording made here, or raises KeyError."""
    app = Flask("device.screen", root_path=str(Path(__file__).parent), static_url_path="/static")
    app.config["MAX_CONTENT_LENGTH"] = 4096
    app.register_blueprint(web.blueprint())

    @app.get("/")
    def screen() -> str:
        return render_template(
            "screen.html",
            words=all_words(),
            diagonal_inches=diagonal_inches,
            # Under 10 inches people stand closer: DESIGN, LOOK.
            distance_cm=min(distance_cm, 40) if diagonal_inches < 10 else distance_cm,
            night=night,
        )

    @app.get("/events")
    def events() -> Response:
        try:
            stream = streams.watch()
        except TooManyStreamsError:
            return Response(
                "Too many pages watch this kiosk already.\n", 503, mimetype="text/plain"
            )
        return Response(stream, mimetype="text/event-stream", headers={"Cache-Control": "no-store"})

    @app.post("/touch")
    def touch() -> Response:
        asked = _body(Touch)
        return jsonify(understood=host.touched(asked.what, asked.value))

    @app.post("/played")
    def played() -> tuple[str, int]:
        report = _body(Report)
        speaker.hear(Played(report.play, report.block, report.what, report.position, clock()))
        if report.what != "ended" or report.last:
            host.played(report.play, report.what)
        return "", 204

    @app.get("/works")
    def works() -> Response:
        return Response(msgspec.json.encode(host.works()), mimetype="application/json")

    @app.get("/picture/<key>")
    def picture(key: str) -> Response:
        release = shelf.release
        work = (
            next((work for work in release.museum.works if work.key == key), None)
            if release
            else None
        )
        if release is None or work is None or not work.media:
            abort(404)
        return _sent(shelf.path, release.pictures.get(work.media[0].file, ""))

    @app.get("/target/<path:target>")
    def target(target: str) -> Response:
        return _sent(shelf.path, target)

    @app.get("/said/<name>/<file>")
    def said_here(name: str, file: str) -> Response:
        return _sent(said, name, file)

    @app.get("/viewfinder")
    def viewfinder() -> Response:
        jpeg = host.viewfinder()
        if jpeg is None:
            return Response(status=204)  # no camera is no error
        return Response(jpeg, mimetype="image/jpeg", headers={"Cache-Control": "no-store"})

    @app.get("/health")
    def health() -> Response:
        return Response(msgspec.json.encode(host.health()), mimetype="application/json")

    @app.get("/speaker")
    def heard() -> Response:
        return Response(msgspec.json.encode(list(speaker.reports)), mimetype="application/json")

    return app


def _body(kind: type[Any]) -> Any:
    try:
        return msgspec.json.decode(request.get_data(), type=kind)
    except msgspec.DecodeError as error:
        abort(400, str(error))


def _sent(find: Callable[..., Path], *named: str) -> Response:
    try:
        path = find(*named)
    except KeyError:
        abort(404)
    kinds = {".opus": "audio/ogg", ".m4a": "audio/mp4", ".vtt": "text/vtt"}
    return send_file(path, mimetype=kinds.get(path.suffix), conditional=True, max_age=3600)
