"""Real processes: the desk opens a look through a kiosk's camera, and has the kiosk test itself."""

from __future__ import annotations

import hashlib
import json
import socket
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from contract.kiosk_messages import OrderKind
from contract.selftest import CheckState
from runtime.clocks import utc_now
from tests.brokers import free_port
from tests.journeys.real_pair import NAME, RealPair
from tests.waiting import until
from tour_server.command_access import open_server
from tour_server.devices.registry import DeviceRegistry
from tour_server.kiosk_care.order_book import AnsweredLook, AskedOrder, OrderBook
from zaalgids.processes import ask

pytestmark = [pytest.mark.journey, pytest.mark.long, pytest.mark.timeout(600)]


class LookingPair(RealPair):
    """A server and a kiosk with a virtual camera, whose set-up page has a port of its own."""

    def __init__(self, folder: Path) -> None:
        self.setup_port = free_port()
        eye = {"camera": {"type": "virtual-doorway"}, "recognise": False, "count": True}
        aim = {"host": "127.0.0.1", "port": self.setup_port}
        super().__init__(folder, {"aim": aim, "eyes": [eye]})

    def look(self, order: str) -> AnsweredLook:
        with open_server(None, self.data) as opened:
            registry = DeviceRegistry(opened.database, utc_now, opened.recorder)
            book = OrderBook(opened.database, utc_now, opened.recorder, registry.keys)
            found = book.look(NAME, order, "Ada")
        assert found is not None
        return found

    def asked(self, order: str) -> AskedOrder:
        with open_server(None, self.data) as opened:
            registry = DeviceRegistry(opened.database, utc_now, opened.recorder)
            book = OrderBook(opened.database, utc_now, opened.recorder, registry.keys)
            return next(one for one in book.of(NAME) if one.id == order)

    def port_open(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.setup_port), 2).close()
        except OSError:
            return False
        return True


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[LookingPair]:
    made = LookingPair(tmp_path)
    try:
        made.start()
        yield made
    finally:
        made.close()


class Technician:
    """A technician's browser, which has compared the fingerprint."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.cookie = ""
        self._context = ssl._create_unverified_context()  # noqa: S323 - compared below

    def fingerprint(self) -> str:
        at = urlsplit(self.address)
        with (
            socket.create_connection((at.hostname, at.port), 10) as line,
            self._context.wrap_socket(line) as encrypted,
        ):
            body = encrypted.getpeercert(binary_form=True)
        assert body is not None
        return hashlib.sha256(body).hexdigest().upper()

    def sign_in(self, code: str) -> int:
        class Stay(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *_: Any) -> None:
                return None

        opener = urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=self._context), Stay
        )
        try:
            opener.open(self.address, urlencode({"code": code}).encode(), 20)
        except urllib.error.HTTPError as error:
            self.cookie = (error.headers["Set-Cookie"] or "").split(";")[0]
            return error.code
        raise AssertionError("it was not sent on")

    def get(self, path: str, body: bytes | None = None) -> tuple[int, bytes]:
        request = urllib.request.Request(
            self.address.rstrip("/") + path, body, {"Cookie": self.cookie}
        )
        with urllib.request.urlopen(request, timeout=20, context=self._context) as answer:
            return answer.status, answer.read()


def test_a_look_from_the_desk(pair: LookingPair) -> None:
    until(lambda: pair.kiosk_health().get("connected"), 60)
    assert not pair.port_open()
    order = pair.order(OrderKind.LOOK)
    until(lambda: pair.look(order).invitation is not None, 60)
    look = pair.look(order)
    assert look.invitation is not None
    technician = Technician(look.invitation.addresses[0])
    assert technician.fingerprint() == look.invitation.fingerprint.replace(":", "")
    assert technician.sign_in(look.code) == 303
    until(lambda: technician.get("/picture/0")[0] == 200, 60)
    assert technician.get("/picture/0")[1][:2] == b"\xff\xd8"
    scene = ask(f"http://127.0.0.1:{pair.screen}/scene")
    assert scene is None or scene.get("looked_through", True)
    technician.get("/end", b"")
    until(
        lambda: not pair.port_open(), 60
    )  # it stays open for some seconds, to say that it is over
    server = (pair.folder / "log" / "server.log").read_text("utf-8")
    kiosk = (pair.folder / "log" / "kiosk.log").read_text("utf-8")
    assert look.code not in server + kiosk


def test_a_self_test_from_the_desk(pair: LookingPair) -> None:
    until(lambda: pair.kiosk_health().get("connected"), 60)
    order = pair.order(OrderKind.SELFTEST)
    until(lambda: pair.asked(order).result is not None, 400)
    report = pair.asked(order).report
    assert report is not None
    found = {one.part: one for one in report.checks}
    assert found["broker"].state is CheckState.WELL
    assert found["server"].state is CheckState.WELL
    assert found["camera-1"].values["width_px"] == 640
    assert found["recognition"].state is CheckState.WELL
    assert found["screen"].state is CheckState.FAILED  # no browser shows its page here
    assert NAME not in json.dumps([one.words + one.advice for one in report.checks])
