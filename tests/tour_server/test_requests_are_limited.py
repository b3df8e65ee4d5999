"""How much a request may send is decided before its body is read."""

from __future__ import annotations

import io
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from limits import RateLimitItemPerMinute
from werkzeug.test import TestResponse

from tests.desk import Browser, Desk
from tour_server.request_limits import STRANGER_BYTES, VISITOR_BYTES
from tour_server.visit.plan_gate import PlanGate, PlanRefusedError

UPLOAD = 2_000_000  # of the tests' desk


class UnreadableBody(io.RawIOBase):
    """A body that notes how much of it was read."""

    def __init__(self) -> None:
        self.read_bytes = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        self.read_bytes += len(buffer)
        return len(buffer)


def send(browser: Browser, address: str, size: int, kind: str) -> tuple[TestResponse, int]:
    body = UnreadableBody()
    sent = {"wsgi.input": body, "CONTENT_LENGTH": str(size), "CONTENT_TYPE": kind}
    answer = browser.client.post(address, environ_overrides=sent)
    return answer, body.read_bytes


KINDS = ("multipart/form-data; boundary=x", "application/x-www-form-urlencoded")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("address", ["/desk/sign-in", "/desk/works/lijn", "/desk/people", "/desk"])
def test_a_strangers_body_is_not_read(desk: Desk, address: str, kind: str) -> None:
    answer, read = send(desk.stranger(), address, STRANGER_BYTES + 1, kind)
    assert answer.status_code in (413, 405)
    assert read == 0
    if answer.status_code == 413:
        assert "You are not signed in" in answer.text


@pytest.mark.parametrize("kind", [*KINDS, "application/json"])
@pytest.mark.parametrize(
    "address", ["/visit/plan", "/visit", "/", "/health", "/wall/x", "/nowhere"]
)
def test_a_visitors_body_is_not_read(desk: Desk, address: str, kind: str) -> None:
    answer, read = send(desk.stranger(), address, VISITOR_BYTES + 1, kind)
    assert answer.status_code in (404, 405, 413, 503)
    assert read == 0


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_more_than_an_upload_is_not_read_from_staff_either(desk: Desk, kind: str) -> None:
    answer, read = send(desk.colleague("Noor"), "/desk/works/lijn", UPLOAD + 1, kind)
    assert answer.status_code == 413
    assert read == 0
    assert "2 MB fit in one upload" in answer.text


def test_a_strangers_many_fields_are_refused_and_staff_send_them(desk: Desk) -> None:
    part = '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
    body = (part * 1_500 + "--x--\r\n").encode()
    kind = KINDS[0]
    stranger = desk.stranger().client.post("/desk/people", data=body, content_type=kind)
    assert stranger.status_code == 413
    known = desk.colleague("Noor").client.post("/desk/people", data=body, content_type=kind)
    assert known.status_code == 400  # read, and without its token


def test_half_a_megabyte_is_read_from_who_was_signed_in(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    browser.get("/desk/people")
    desk.parts.accounts.create(
        "Bram", "another four rooms", {*desk.parts.accounts.everyone()[0].roles}
    )
    desk.parts.accounts.remove("Noor")
    answer = browser.post("/desk/people", name="x" * 500_000)
    assert answer.status_code == 401
    assert "x" * 500_000 in answer.text


class Search:
    """A search for a plan that goes on until it is let go."""

    def __init__(self, gate: PlanGate) -> None:
        self.gate = gate
        self.begun, self.go_on = threading.Semaphore(0), threading.Event()

    def __call__(self, address: str) -> int:
        try:
            with self.gate.turn(address):
                self.begun.release()
                assert self.go_on.wait(60)
                return 200
        except PlanRefusedError as refused:
            return refused.status if refused.seconds >= 1 else 0


def test_so_many_searches_run_at_once_and_no_more() -> None:
    search = Search(PlanGate(at_once=2, waiting=2, wait_seconds=0.0))
    with ThreadPoolExecutor(2) as pool:
        running = [pool.submit(search, f"203.0.113.{n}") for n in range(2)]
        for _ in running:
            assert search.begun.acquire(timeout=60)
        assert search("203.0.113.3") == 503
        search.go_on.set()
        assert [one.result(60) for one in running] == [200, 200]
        assert search("203.0.113.3") == 200


def test_one_address_does_not_take_every_place() -> None:
    search = Search(PlanGate(at_once=1, waiting=3, wait_seconds=60.0))
    with ThreadPoolExecutor(8) as pool:
        mine = [pool.submit(search, "203.0.113.9") for _ in range(3)]
        assert search.begun.acquire(timeout=60)
        while search.gate._inside["203.0.113.9"] < 3:
            threading.Event().wait(0.01)
        assert search("203.0.113.9") == 503
        other = pool.submit(search, "203.0.113.77")
        while not search.gate._inside["203.0.113.77"]:
            threading.Event().wait(0.01)
        search.go_on.set()
        assert [one.result(60) for one in (*mine, other)] == [200] * 4
    assert not search.gate._inside


def test_an_address_asks_for_so_many_plans_a_minute() -> None:
    search = Search(PlanGate(per_network=RateLimitItemPerMinute(3)))
    search.go_on.set()
    assert [search("203.0.113.9") for _ in range(4)] == [200, 200, 200, 429]
    assert search("203.0.113.77") == 200
