"""Below a link only what the kiosk's page uses is passed on, to its kiosk alone, and without cookies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, Response, request

from tests.desk import Browser, Desk
from tour_server.crowd.stream_slots import StreamSlots
from tour_server.preview.kiosk_preview import KioskPreviews, KioskState, PreviewedKiosk
from tour_server.staff.permissions import Role
from web.page_server import PageServer


class RunningKiosk(PreviewedKiosk):
    """A kiosk whose page is a twin's."""

    def __init__(self, port: int) -> None:
        self.port, self.used = port, 0

    @property
    def state(self) -> KioskState:
        return KioskState.RUNNING

    def use(self) -> int | None:
        self.used += 1
        return self.port

    def stop(self, state: KioskState) -> None:
        """Do nothing."""


class PageTwin:
    """A kiosk's page: it says what it was asked, and streams without an end."""

    def __init__(self) -> None:
        app = Flask("twin", static_folder=None)
        app.add_url_rule("/events", view_func=self.events)
        app.add_url_rule("/", "start", self.said)
        app.add_url_rule("/<path:path>", "said", self.said, methods=["GET", "POST"])
        self.ended = 0
        self.server = PageServer(app, "127.0.0.1", 0, 4)

    def events(self) -> Response:
        def scenes() -> Iterator[bytes]:
            try:
                while True:
                    yield b"data: 1\n\n"
            finally:
                self.ended += 1

        return Response(scenes(), mimetype="text/event-stream")

    def said(self, path: str = "") -> Response:
        query, body = request.query_string.decode(), request.get_data(as_text=True)
        said = f"{request.method} {path}?{query} {body} {request.headers.get('Cookie', '')}"
        answer = Response(said)
        answer.headers["Content-Security-Policy"] = "default-src 'self'; frame-ancestors 'none'"
        answer.set_cookie("kiosk", "1")
        return answer


class Opened:
    """A link whose kiosk is the twin."""

    def __init__(self, desk: Desk, noor: Browser, kiosk: RunningKiosk, page: PageTwin) -> None:
        self.desk, self.noor, self.kiosk, self.page = desk, noor, kiosk, page
        noor.get("/desk/preview")
        found = re.search(
            r'src="(/preview/[^"]+/kiosk/)', noor.post("/desk/preview", {"lifetime": "day"}).text
        )
        assert found
        self.base = found[1]

    def ask(self, path: str, **given: Any) -> Any:
        return self.desk.stranger().get(self.base + path, **given)

    def act(self, path: str, body: bytes = b"{}", **given: Any) -> Any:
        answer = self.desk.stranger().client.post(self.base + path, data=body, **given)
        answer.get_data()
        answer.close()
        return answer


@pytest.fixture
def opened(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opened]:
    page = PageTwin()
    kiosk = RunningKiosk(page.server.port)
    kiosks = desk.parts.assembly.context.get(KioskPreviews)
    monkeypatch.setattr(kiosks, "kiosk", lambda *, approved_only: kiosk)
    page.server.start()
    yield Opened(desk, desk.colleague("Noor", Role.AUTHOR), kiosk, page)
    page.server.stop()


READ = (
    *("", "works", "captions?language=en&block=a%20b", "web/fonts/a.woff2", "picture/lijn"),
    *("target/speech/a.opus", "said/name/a.vtt", "access?language=nl", "notes/static/wrong.js"),
)
WRITTEN = ("touch", "played", "sound", "access/say", "glossary", "notes")
REFUSED = ("health", "enter", "target/../health", "said/a", "static/../enter", "events/more")


def test_what_the_page_reads_is_passed_on(opened: Opened) -> None:
    for path in READ:
        answer = opened.ask(path, headers={"Cookie": "zaalgids=secret"})
        what, _, query = path.partition("?")
        assert (answer.status_code, answer.text) == (200, f"GET {what}?{query}  ")
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Content-Security-Policy"].endswith("frame-ancestors 'self'")
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_what_the_page_sends_is_passed_on(opened: Opened) -> None:
    for path in WRITTEN:
        assert opened.act(path, b'{"what": "home"}').text == f'POST {path}? {{"what": "home"}} '


def test_nothing_else_is(opened: Opened) -> None:
    used = opened.kiosk.used
    for path in REFUSED:
        assert opened.ask(path).status_code == 404, path
        assert opened.act(path).status_code == 404, path
    assert opened.act("works").status_code == 404
    assert opened.kiosk.used == used


def test_a_body_is_as_small_as_the_pages_own(opened: Opened) -> None:
    assert opened.act("touch", b"x" * 4097).status_code == 413
    assert opened.act("touch", b"x" * 4096).status_code == 200


def test_a_stream_is_passed_on_piece_by_piece_until_the_link_ends(opened: Opened) -> None:
    slots = opened.desk.parts.assembly.context.get(StreamSlots)
    answer = opened.desk.stranger().client.get(f"{opened.base}events?page=a", buffered=False)
    pieces = iter(answer.response)
    assert b"data: 1\n\n" in next(pieces)
    assert slots.taken == 1
    number = re.search(r'name="link" value="(\d+)"', opened.noor.get("/desk/preview").text)
    assert number
    opened.noor.post("/desk/preview/end", {"link": number[1]})
    assert list(pieces) == []
    answer.close()
    assert slots.taken == 0
    assert opened.ask("events").status_code == 404


def test_as_many_streams_as_the_server_has_places_for(opened: Opened) -> None:
    slots = opened.desk.parts.assembly.context.get(StreamSlots)
    while slots.take():
        pass
    assert opened.ask("events").status_code == 503


def test_a_kiosk_that_does_not_answer_keeps_no_place(opened: Opened) -> None:
    slots = opened.desk.parts.assembly.context.get(StreamSlots)
    opened.page.server.stop()
    assert opened.ask("events").status_code == 503
    assert opened.ask("works").status_code == 503
    assert slots.taken == 0
