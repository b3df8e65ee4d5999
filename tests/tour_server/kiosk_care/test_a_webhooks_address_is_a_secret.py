"""Who knows a webhook's whole address may write there: what fails is said with the name of its server alone."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_network

import pytest

from tour_server.fleet.short_words import ShortWords
from tour_server.kiosk_care.alarm_message import AlarmChange, ChangedAlarm, StaffMessages
from tour_server.kiosk_care.settings import KioskAlarmSettings
from tour_server.outbound.outbound_error import OutboundError
from tour_server.outbound.outbound_fetch import OutboundFetch
from tour_server.outbound.settings import OutboundSettings

SECRET = "T0123/very-secret?key=hidden"
CHANGE = AlarmChange(
    [ChangedAlarm("hall", [ShortWords("It is silent.")], dt.datetime(2026, 3, 2, tzinfo=dt.UTC))],
    [],
)


class Refusing(BaseHTTPRequestHandler):
    """A webhook that answers what its server says."""

    def do_POST(self) -> None:
        self.send_response(self.server.status)  # type: ignore[attr-defined]
        self.send_header("Location", "https://other.example/also-secret")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def hook() -> Iterator[HTTPServer]:
    server = HTTPServer(("127.0.0.1", 0), Refusing)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("status", [404, 500, 302])
def test_a_webhook_that_refuses(hook: HTTPServer, status: int) -> None:
    hook.status = status  # type: ignore[attr-defined]
    said = failure(f"http://127.0.0.1:{hook.server_port}/{SECRET}", hook.server_port)
    assert f"127.0.0.1:{hook.server_port}" in said


def test_an_address_that_is_none() -> None:
    assert "hooks.example" in failure(f"ftp://hooks.example/{SECRET}", 80)


def failure(address: str, port: int) -> str:
    """Returns what is said of a message that could not be posted."""
    fetch = OutboundFetch(
        OutboundSettings(outbound_http=True), also=[(ip_network("127.0.0.1/32"), port)]
    )
    tell = StaffMessages(
        KioskAlarmSettings(alarm_webhook=address), fetch, lambda: "Museum", lambda: dt.UTC, "/"
    )
    with pytest.raises(OutboundError) as caught:
        tell(CHANGE, 1)
    assert "secret" not in str(caught.value)
    assert "hidden" not in str(caught.value)
    return str(caught.value)
