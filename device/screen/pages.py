"""The kiosk's page and what it asks for. Served to the kiosk's own browser; nothing in it is about a person.

The page plays the sound and its subtitles follow that player's own clock, so nothing here times a subtitle. The page
reports when it started and ended, which is all that the guide needs.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal, Protocol

import msgspec
from flask import Flask, Response, abort, render_template, request, send_file
from msgspec import Meta, Struct

import web
from contract.museum import Level
from device.guide.release_source import ReleaseSource
from device.guide.scene import Label, Scene
from device.guide.screen_look import screen_look
from device.screen.captions import AskedCaptions, CaptionFiles
from device.screen.door import ScreenDoor
from device.screen.qr import only_here, typed_address
from device.screen.scene_streams import SceneStreams, TooManyStreamsError
from device.screen.settings import ScreenSettings
from device.screen.sources import cited
from device.screen.speaker import SpeakerReport, SpeakerTwin
from device.screen.words import all_words, language_facts
from web.json_pages import json_body, json_reply
from web.qr_code import qr_svg

MAX_BODY_BYTES = 4096
MAX_PAGE_NAME_LETTERS = 40
CACHE_SECONDS = 3600  # of pictures and speech, whose names change with their content
SMALL_SCREEN_INCHES = 10  # below it people stand closer
SMALL_SCREEN_DISTANCE_CM = 40
MEDIA_TYPES = {
    ".opus": "audio/ogg",
    ".m4a": "audio/mp4",
    ".vtt": "text/vtt",
    ".json": "application/json",
    ".css": "text/css",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
}


class Touch(Struct, frozen=True, forbid_unknown_fields=True):
    """A touch on the screen."""

    what: str
    value: str = ""


class PlaybackReport(Struct, frozen=True, forbid_unknown_fields=True):
    """A report of the page's player. `last`: of the last block of this playback.

    `reached`: a sentence begins, after `share` of the block. `sentence_ended`: one has, for which another work waits.
    """

    play: int
    block: str
    what: Literal["started", "paused", "ended", "reached", "sentence_ended"]
    position: float = 0.0
    share: Annotated[float, Meta(ge=0, le=1)] = 0.0
    last: bool = False


class SoundReport(Struct, frozen=True, forbid_unknown_fields=True):
    """A report of the page: whether its machine has anything that sounds."""

    there: bool


class PageSign(Struct, frozen=True, forbid_unknown_fields=True):
    """A sign of life of the page. `hidden`: it is not in view."""

    hidden: bool = False


class ScreenHost(Protocol):
    """The kiosk, as its page uses it."""

    def touched(self, what: str, value: str) -> bool:
        """Act on a touch. Returns False when it was not understood."""

    def played(self, play: int, what: str, block: str, share: float) -> None:
        """Take in a report of the player: see `Guide.played`. Of ends only that of the last block."""

    def sound_output(self, *, there: bool) -> None:
        """Take in whether the kiosk's own screen has anything that sounds."""

    def works(self) -> list[Label]:
        """Returns every work, by number, for the list a visitor chooses from."""

    def health(self) -> dict[str, Any]:
        """Returns what the kiosk's page of health shows."""

    def viewfinder(self) -> bytes | None:
        """Returns the camera's picture as JPEG for the kiosk's own screen, never stored; None without one."""


def scene_json(
    scene: Scene,
    *,
    looked_through: bool = False,
    headphones: bool = False,
    hushed: bool = False,
    silenced: bool = False,
    identified: tuple[int, str] | None = None,
    restarting: bool = False,
    sound: tuple[float, int] = (1.0, 0),
) -> bytes:
    """Returns the scene as the page takes it: with the QR code, its address to type, and sources to read.

    `looked_through`: a technician sees through a camera now, and people must be told. `headphones`: they are in.
    `hushed`: the sound waits, because another kiosk of the room speaks. `silenced`: staff have silenced all kiosks.
    `identified`: the number and the name to show large, because staff look for this kiosk. `restarting`: the machine
    restarts any moment, for new software. `sound`: the level that a technician has set (device.sound_level), and how
    often they have asked to hear it.
    """
    plain = msgspec.to_builtins(scene)
    plain["hushed"] = hushed
    plain["silenced"] = silenced
    plain["identified"] = identified
    plain["restarting"] = restarting
    plain["sound"] = {"level": sound[0], "check": sound[1]}
    plain["looked_through"] = looked_through
    plain["headphones"] = headphones
    plain["code"] = qr_svg(scene.handover) if scene.handover else ""
    plain["address"] = typed_address(scene.handover)
    plain["only_here"] = only_here(scene.handover)
    plain["sources"] = [cited(source) for source in scene.sources]
    plain |= language_facts(plain)
    return msgspec.json.encode(plain)


def _no_live_speech(name: str, file: str) -> Path:
    """Raise KeyError, on a kiosk without a voice of its own."""
    raise KeyError(f"{name}/{file}")


def create_screen_app(
    host: ScreenHost,
    source: ReleaseSource,
    streams: SceneStreams,
    speaker: SpeakerTwin,
    settings: ScreenSettings,
    *,
    live_speech_file: Callable[[str, str], Path] = _no_live_speech,
    clock: Callable[[], float] = time.monotonic,
    token: str = "",
) -> Flask:
    """Make the WSGI application of the screen.

    `live_speech_file` gives a file of speech that was made here, or raises KeyError. `clock`: monotonic seconds.
    `token`: of other machines' browsers, see ScreenDoor.
    """
    app = Flask("device.screen", root_path=str(Path(__file__).parent), static_url_path="/static")
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.register_blueprint(web.blueprint())
    door = ScreenDoor(settings, token)
    door.hang_in(app)
    pages = _ScreenPages(host, source, streams, speaker, settings, live_speech_file, clock, door)
    app.add_url_rule("/", view_func=pages.screen)
    app.add_url_rule("/events", view_func=pages.events)
    app.add_url_rule("/touch", view_func=pages.touch, methods=["POST"])
    app.add_url_rule("/played", view_func=pages.played, methods=["POST"])
    app.add_url_rule("/sound", view_func=pages.sound, methods=["POST"])
    app.add_url_rule("/alive", view_func=pages.alive, methods=["POST"])
    app.add_url_rule("/works", view_func=pages.works)
    app.add_url_rule("/picture/<key>", view_func=pages.picture)
    app.add_url_rule("/target/<path:target>", view_func=pages.target)
    app.add_url_rule("/said/<name>/<file>", view_func=pages.live_speech)
    app.add_url_rule("/captions", view_func=pages.captions)
    app.add_url_rule("/viewfinder", view_func=pages.viewfinder)
    app.add_url_rule("/health", view_func=pages.health)
    app.add_url_rule("/speaker", view_func=pages.speaker)
    return app


class _ScreenPages:
    def __init__(
        self,
        host: ScreenHost,
        source: ReleaseSource,
        streams: SceneStreams,
        speaker: SpeakerTwin,
        settings: ScreenSettings,
        live_speech_file: Callable[[str, str], Path],
        clock: Callable[[], float],
        door: ScreenDoor,
    ) -> None:
        self._host, self._source, self._streams = host, source, streams
        self._speaker, self._settings = speaker, settings
        self._live_speech_file, self._clock = live_speech_file, clock
        self._door = door
        self._captions = CaptionFiles(source, live_speech_file)

    def screen(self) -> str:
        """Show the page, as it is on a screen of the settings' diagonal, or of the one that is asked for."""
        settings = self._settings
        distance, diagonal = settings.distance_cm, _asked_diagonal() or settings.diagonal_inches
        if diagonal < SMALL_SCREEN_INCHES:
            distance = min(distance, SMALL_SCREEN_DISTANCE_CM)
        return render_template(
            "screen.html",
            words=all_words(),
            levels=list(Level),
            diagonal_inches=diagonal,
            distance_cm=distance,
            night=settings.night,
            lens=settings.lens,
            own=self._is_own(),
            look=screen_look(release.look if (release := self._source.release) else None),
        )

    def events(self) -> Response:
        """Stream the scenes."""
        page = request.args.get("page", "")[:MAX_PAGE_NAME_LETTERS]
        try:
            stream = self._streams.watch(page, own=self._is_own())
        except TooManyStreamsError:
            return Response(
                "Too many other machines watch this kiosk already.\n", 503, mimetype="text/plain"
            )
        return Response(stream, mimetype="text/event-stream", headers={"Cache-Control": "no-store"})

    def touch(self) -> Response:
        """Take in a touch."""
        asked = json_body(Touch)
        return json_reply({"understood": self._host.touched(asked.what, asked.value)})

    def played(self) -> tuple[str, int]:
        """Take in a report of the player."""
        report = json_body(PlaybackReport)
        if report.what in ("started", "paused", "ended"):
            self._speaker.hear(
                SpeakerReport(
                    report.play, report.block, report.what, report.position, self._clock()
                )
            )
        if report.what != "ended" or report.last:
            self._host.played(report.play, report.what, report.block, report.share)
        return "", 204

    def sound(self) -> tuple[str, int]:
        """Take in whether there is anything that sounds; of the kiosk's own page alone."""
        report = json_body(SoundReport)
        if self._is_own():
            self._host.sound_output(there=report.there)
        return "", 204

    def alive(self) -> tuple[str, int]:
        """Take in that the page runs; of the kiosk's own page alone."""
        sign = json_body(PageSign)
        if self._is_own():
            self._streams.alive(hidden=sign.hidden)
        return "", 204

    def works(self) -> Response:
        """Send the labels of all works."""
        return json_reply(self._host.works())

    def picture(self, key: str) -> Response:
        """Send the first picture of a work."""
        release = self._source.release
        works = release.museum.works if release else []
        work = next((work for work in works if work.key == key), None)
        if release is None or work is None or not work.media:
            abort(404)
        return _file(self._source.path, release.pictures.get(work.media[0].file, ""))

    def target(self, target: str) -> Response:
        """Send a target of the release."""
        return _file(self._source.path, target)

    def live_speech(self, name: str, file: str) -> Response:
        """Send a file of speech that was made here."""
        return _file(self._live_speech_file, name, file)

    def captions(self) -> Response:
        """Send the timed text of a block's captions in another language: see `device.guide.captions`."""
        try:
            asked = msgspec.convert(request.args.to_dict(), AskedCaptions, strict=False)
            body = self._captions.timed_text(asked)
        except msgspec.ValidationError as error:
            abort(400, str(error))
        except KeyError:
            abort(404)
        return Response(body, mimetype="application/json", headers={"Cache-Control": "no-store"})

    def viewfinder(self) -> Response:
        """Send the camera's picture; 204 without a camera, which is no error."""
        jpeg = self._host.viewfinder()
        if jpeg is None:
            return Response(status=204)
        return Response(jpeg, mimetype="image/jpeg", headers={"Cache-Control": "no-store"})

    def health(self) -> Response:
        """Send the kiosk's health."""
        return json_reply(self._host.health())

    def speaker(self) -> Response:
        """Send what the page reported that it played."""
        return json_reply(list(self._speaker.reports))

    def _is_own(self) -> bool:
        return self._door.is_own(request.remote_addr or "")


def _asked_diagonal() -> float | None:
    """Returns the inches of `?diagonal=`, by which a preview shows the page on other screens; None without."""
    asked = request.args.get("diagonal")
    if asked is None:
        return None
    try:
        return msgspec.convert(
            {"diagonal_inches": asked}, ScreenSettings, strict=False
        ).diagonal_inches
    except msgspec.ValidationError as error:
        abort(400, str(error))


def _file(find: Callable[..., Path], *named: str) -> Response:
    try:
        path = find(*named)
    except KeyError:
        abort(404)
    kind = MEDIA_TYPES.get(path.suffix)
    return send_file(path, mimetype=kind, conditional=True, max_age=CACHE_SECONDS)
