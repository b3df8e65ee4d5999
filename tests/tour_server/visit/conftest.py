"""A small published museum with real recordings, its server, and a real phone-sized Chromium."""

from __future__ import annotations

import contextlib
import datetime as dt
import socket
import threading
import wsgiref.simple_server
from collections.abc import Callable, Iterator
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any

import av
import cv2
import msgspec
import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_wtf import CSRFProtect
from selenium import webdriver

import web
from contract.bundle import Release, Speech
from contract.messages import VisitorNote
from contract.museum import (
    Authorship,
    Block,
    Connection,
    ConnectionKind,
    Hours,
    Level,
    Medium,
    Museum,
    Offer,
    Room,
    Site,
    Source,
    Stop,
    Theme,
    Tour,
    Work,
)
from contract.offer_terms import LastMinutes, RoomQuiet
from contract.timed_text import write_timed_text
from narration.answers.likeness import Likeness
from narration.speech.voice import Synthesis, evenly
from narration.timed_text import timed_text
from tests.browser import become_a_phone
from tour_server.compression import compressed
from tour_server.crowd.room_now import RoomNow
from tour_server.offers.code_format import CodeFacts, write_code
from tour_server.offers.codes import IssuedCode
from tour_server.offers.offer_board import OfferGoneError
from tour_server.offers.offers import PublicFacts, offers_now
from tour_server.publishing.picture_sizes import PictureSizes
from tour_server.visit.pages import pages

SECONDS = 6.0
LANGUAGES = ["nl", "en", "de", "ar"]
ROOMS = {
    "hall": {"nl": "Hal", "en": "Hall", "de": "Eingangshalle", "ar": "القاعة"},
    "tiles": {"nl": "Tegelzaal", "en": "The Tile Room", "de": "Fliesensaal", "ar": "غرفة البلاط"},
    "curves": {"nl": "Bochten", "en": "The Curves", "de": "Kurvenkabinett", "ar": "المنحنيات"},
}
TITLES = [
    ("kolam", "hall", {"nl": "Kolam", "en": "Kolam", "de": "Kolam", "ar": "كولام"}),
    (
        "wall-tile",
        "tiles",
        {
            "nl": "Wandtegel met ossenkoppen",
            "en": "Wall tile",
            "de": "Wandfliesen mit Ochsenkopfeckverzierungen",
            "ar": "بلاطة جدارية",
        },
    ),
    ("zellij", "tiles", {"nl": "Zellij", "en": "Zellij star", "de": "Zellij", "ar": "زليج"}),
    ("hilbert", "curves", {"nl": "Hilbertkromme", "en": "Hilbert curve", "ar": "منحنى هيلبرت"}),
    ("koch", "curves", {"nl": "Kochkromme", "en": "Koch curve", "ar": "منحنى كوخ"}),
]
TEXTS = {
    "nl": "Kijk naar de witte lijn. Zij gaat om elke stip heen. Zo begint de dag.",
    "en": "Look at the white line. It goes round every dot. So the day begins.",
    "de": "Sehen Sie die weiße Linie. Sie läuft um jeden Punkt. So beginnt der Tag.",
    "ar": "انظر إلى الخط الأبيض. يدور حول كل نقطة. هكذا يبدأ اليوم.",
}

LONG = (
    "Look at the white line, which goes round every dot of the pulli and comes back to where it began. "
    "Women in Tamil Nadu draw it before sunrise with rice flour, extraordinarily evenly, by hand."
)


class Twin:
    """A stand-in for the crowd and the publishing of a running server, whose state a test sets."""

    def __init__(self, release: Release | None, folder: Path, sizes: Path) -> None:
        self.published = release
        self.folder = folder
        self.people: dict[str, int | None] = {}
        self.closed: dict[str, dt.datetime | None] = {}
        self.asked: list[str] = []
        self.speaking = False
        self.notes: list[VisitorNote] = []
        self.takes_notes = True
        self.compares: Likeness | None = None
        self.taken: list[str] = []
        self.shown: list[str] = []
        self.given_back: list[str] = []
        self.public_url = "http://museum.example"
        self.note_days = 90
        self.regret_cap = 0.05
        self.picture_sizes = PictureSizes(sizes, self.file)
        self.time = dt.datetime(2026, 6, 10, 10, 0, tzinfo=dt.UTC)  # noon on a Wednesday

    def take_note(self, note: VisitorNote) -> bool:
        if self.takes_notes:
            self.notes.append(note)
        return self.takes_notes

    def occupancy(self) -> dict[str, RoomNow]:
        return {room: RoomNow(people, 10) for room, people in self.people.items()}

    def closed_rooms(self) -> dict[str, dt.datetime | None]:
        return self.closed

    def usual_people(self, museum: Museum, now: dt.datetime) -> None:
        return None

    def offers(self) -> list[Offer]:
        if self.published is None:
            return []
        return offers_now(self.published.museum, PublicFacts(self.time, self.occupancy()))

    def take_offer(self, key: str) -> tuple[Offer, IssuedCode | None] | None:
        offer = next((one for one in self.offers() if one.key == key), None)
        if offer is None:
            raise OfferGoneError(key)
        self.taken.append(key)
        if not offer.needs_code:
            return offer, None
        code = write_code(CodeFacts(self.time.date(), 1, 168, 4711), b"only for tests")
        expires = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)  # the phone has a real clock
        return offer, IssuedCode(code, expires)

    def give_back_offer(self, code: str) -> None:
        self.given_back.append(code)

    def count_shown(self, key: str) -> None:
        self.shown.append(key)

    def release(self) -> Release | None:
        return self.published

    def file(self, target: str) -> Path | None:
        return self.folder / target

    def sound_follows(self, block: str) -> bool:
        return self.speaking

    def likeness(self, museum: Museum) -> Likeness | None:
        return self.compares


def _sound(file: Path, codec: str, seconds: float) -> None:
    """Write a soft tone into a real container."""
    rate = 48_000
    with av.open(str(file), "w") as container:
        stream = container.add_stream(codec, rate=rate, layout="mono")
        clock = np.arange(int(rate * seconds)) / rate
        wave = (0.1 * np.sin(2 * np.pi * 220 * clock) * 32767).astype(np.int16)
        for start in range(0, len(wave), 960):
            chunk = wave[start : start + 960]
            frame = av.AudioFrame.from_ndarray(chunk[np.newaxis, :], format="s16", layout="mono")
            frame.sample_rate = rate
            frame.pts = start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def _subtitles(text: str) -> str:
    sentences = [part.strip() + "." for part in text.split(".") if part.strip()]
    each = SECONDS / len(sentences)
    cues = [
        f"{i + 1}\n00:00:{i * each:06.3f} --> 00:00:{(i + 1) * each:06.3f}\n{words}\n"
        for i, words in enumerate(sentences)
    ]
    return "WEBVTT\n\n" + "\n".join(cues)


def _picture(file: Path, seed: int) -> None:
    canvas = np.full((900, 1200, 3), 235, np.uint8)
    numbers = np.random.default_rng(seed)
    for _ in range(60):
        centre = tuple(int(n) for n in numbers.integers(60, 840, 2))
        cv2.circle(canvas, centre, int(numbers.integers(10, 60)), (120, 60, 30), 4, cv2.LINE_AA)
    cv2.imwrite(str(file), canvas)


def _blocks(key: str, languages: list[str]) -> list[Block]:
    source = Source("M. Ascher, The Kolam Tradition, American Scientist 90 (2002)")
    return [
        Block(
            f"{key}-{language}-{level}",
            language,
            level,
            "making" if key in ("kolam", "koch") else "makers",
            TEXTS[language],
            [source],
            "Zaalgids makers",
            authorship=Authorship.MODEL,
        )
        for language in languages
        for level in (Level.ADULT, Level.CHILD)
    ]


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Release, Path]:
    """A release and the folder of its files. German tells nothing of the Koch curve."""
    folder = tmp_path_factory.mktemp("targets")
    _sound(folder / "tone.opus", "libopus", SECONDS)
    _sound(folder / "tone.m4a", "aac", SECONDS)
    for language, text in TEXTS.items():
        (folder / f"{language}.vtt").write_text(_subtitles(text), encoding="utf-8")
    works, speech, pictures = [], [], {}
    for number, (key, room, title) in enumerate(TITLES, start=1):
        languages = [tag for tag in LANGUAGES if not (key == "koch" and tag == "de")]
        _picture(folder / f"{key}.jpg", number)
        pictures[f"{key}.jpg"] = f"{key}.jpg"
        x = {"hall": 2.0, "tiles": 12.0, "curves": 22.0}[room] + number
        works.append(
            Work(
                key=key,
                number=number,
                title=title,
                room=room,
                x=x,
                y=4.0,
                place={"nl": "Tamil Nadu, India", "en": "Tamil Nadu, India"},
                media=[Medium(f"{key}.jpg", alt={"nl": "Een witte lijn om stippen"})],
                blocks=_blocks(key, languages),
            )
        )
        speech += [
            Speech(
                key,
                block.key,
                block.language,
                block.level,
                SECONDS,
                "tone.opus",
                "tone.m4a",
                f"{block.language}.vtt",
                f"{block.language}.vtt",
                "espeak-ng",
                True,
            )
            for block in works[-1].blocks
        ]
    outlines = {"hall": 0.0, "tiles": 10.0, "curves": 20.0}
    museum = Museum(
        site=Site(
            "pattern",
            {"nl": "Museum van het Patroon", "en": "Museum of Pattern"},
            "Europe/Amsterdam",
            LANGUAGES,
            [None, *[Hours(dt.time(10), dt.time(17))] * 6],
            entrance="hall",
        ),
        rooms=[
            Room(key, ROOMS[key], 0, 10, [(x, 0), (x + 10, 0), (x + 10, 8), (x, 8)])
            for key, x in outlines.items()
        ],
        works=works,
        themes=[
            Theme("making", {"nl": "Hoe het gemaakt is", "en": "How it is made"}),
            Theme("makers", {"nl": "Wie het maakte", "en": "Who made it"}),
        ],
        connections=[
            Connection(("hall", "tiles"), ConnectionKind.DOOR, 2, ((10, 4), (10, 4))),
            Connection(("tiles", "curves"), ConnectionKind.DOOR, 2, ((20, 4), (20, 4))),
            Connection(("hall", "curves"), ConnectionKind.RAMP, 9, ((9, 0), (21, 0))),
        ],
        tours=[Tour("line", {"nl": "In één lijn", "en": "In one line"}, {}, [Stop("hilbert")])],
        offers=[
            Offer(
                "drawing-hour",
                {"nl": "Teken mee", "en": "Draw along"},
                {"nl": "Er is plaats aan de tekentafel.", "en": "There is room at the table."},
                RoomQuiet("curves", 0.2),
                "ann",
                approved_by="bob",
            ),
            Offer("cafe", {"en": "Tea"}, {"en": "Half price."}, LastMinutes(60), "ann", "bob"),
        ],
    )
    return Release(3, 0.0, museum, speech, pictures, None), folder


@pytest.fixture
def house(published: tuple[Release, Path], tmp_path: Path) -> Twin:
    release = msgspec.convert(msgspec.to_builtins(published[0]), Release)
    return Twin(release, published[1], tmp_path / "sizes")


@pytest.fixture
def with_words(house: Twin) -> None:
    """The release has the words with their times, and an English text of two long sentences."""
    release = house.published
    assert release is not None
    for language, text in (TEXTS | {"en": LONG}).items():
        silence = np.zeros(round(SECONDS * 100), np.int16)
        spoken = Synthesis(text, silence, 100, evenly(text, SECONDS), "even", True)
        body = write_timed_text(timed_text(spoken, language, Level.ADULT))
        (house.folder / f"{language}.words.json").write_bytes(body)
    speech = [
        msgspec.structs.replace(one, words=f"{one.language}.words.json") for one in release.speech
    ]
    house.published = msgspec.structs.replace(release, speech=speech)


@pytest.fixture
def app(house: Twin) -> Flask:
    """The visitor's pages as the server has them: with CSRF protection on for everything else."""
    app = Flask("tests.visit")
    app.config["SECRET_KEY"] = "only for tests"
    csrf = CSRFProtect(app)
    blueprint = pages(house, lambda: house.time)
    csrf.exempt(blueprint)
    app.register_blueprint(blueprint)
    app.register_blueprint(compressed(web.blueprint()))
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


class _Server(ThreadingMixIn, wsgiref.simple_server.WSGIServer):
    daemon_threads = True

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._open: set[socket.socket] = set()

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def server_close(self) -> None:
        """Hang up as well: a browser opens connections before it needs them, and asks later."""
        super().server_close()
        for request in list(self._open):
            with contextlib.suppress(OSError):  # the browser hung up first
                request.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that hangs up in the middle of a recording is no fault."""


class RunningServer:
    """A real server on a free port, which can go away and come back, and knows what was asked of it."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self.lines: list[str] = []
        self.port = 0
        self._kept: socket.socket | None = (
            None  # the port while the server is away: no other test gets it
        )
        self.start()

    def start(self) -> None:
        def application(environ: Any, start: Callable[..., Any]) -> Any:
            query = environ.get("QUERY_STRING", "")
            self.lines.append(f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}?{query}")
            return self._app(environ, start)

        class Quiet(wsgiref.simple_server.WSGIRequestHandler):
            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._give_up_port()
        self._server = wsgiref.simple_server.make_server(
            "127.0.0.1", self.port, application, server_class=_Server, handler_class=Quiet
        )
        self.port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._kept = socket.socket()
        self._kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._kept.bind(("127.0.0.1", self.port))  # it does not listen, so nobody is answered

    def end(self) -> None:
        self.stop()
        self._give_up_port()

    def _give_up_port(self) -> None:
        if self._kept is not None:
            self._kept.close()
            self._kept = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture
def site(app: Flask) -> Iterator[RunningServer]:
    site = RunningServer(app)
    yield site
    site.end()


@pytest.fixture
def phone(browser: webdriver.Chrome) -> webdriver.Chrome:
    """A tab of its own, 390 × 844 CSS pixels, that reads English and has never been here."""
    become_a_phone(browser)
    return browser
