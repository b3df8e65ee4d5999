"""Some clients are silent, slow, send too much or stay for hours; all other clients still get their pages."""

from __future__ import annotations

import datetime as dt
import http.client
import logging
import socket
import ssl
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest

from device.camera_setup.certificate import own_certificate
from web import cheroot_server
from web.page_server import PageServer, Tls

STREAMS = 50
THREADS = 8


class Pages:
    """`/` answers hello, `/stream` sends an event each tenth of a second until `over`, `/echo` answers the body."""

    def __init__(self) -> None:
        self.over = threading.Event()
        self.streams = 0
        self.environments: list[dict[str, Any]] = []

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterator[bytes]:
        self.environments.append(environ)
        if environ["PATH_INFO"] == "/stream":
            start("200 OK", [("Content-Type", "text/event-stream")])
            self.streams += 1
            yield b"data: here\n\n"
            while not self.over.wait(0.1):
                yield b"data: still\n\n"
            return
        body = b"hello"
        if environ["PATH_INFO"] == "/echo":
            body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        status = "413 Too Large" if environ["PATH_INFO"] == "/too-large" else "200 OK"
        start(status, [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
        yield body


@pytest.fixture
def app() -> Pages:
    return Pages()


def test_a_refused_body_that_comes_byte_by_byte_holds_no_thread(
    served: PageServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cheroot_server, "DRAIN_SECONDS", 0.2)
    over = threading.Event()
    with socket.create_connection(("127.0.0.1", served.port), timeout=60) as line:
        head = b"POST /too-large HTTP/1.1\r\nHost: x\r\nContent-Length: 40000000\r\n\r\n"
        line.sendall(head + bytes(100_000))

        def dribble() -> None:
            with suppress(OSError):
                while not over.wait(0.02):
                    line.sendall(b"x")

        sender = threading.Thread(target=dribble)
        sender.start()
        try:
            assert b" 413 " in line.recv(4096)
        finally:
            over.set()
            sender.join()


@pytest.fixture
def served(app: Pages) -> Iterator[PageServer]:
    pages = PageServer(app, "127.0.0.1", 0, STREAMS + THREADS, body_limit=50_000_000)
    pages.start()
    yield pages
    app.over.set()
    pages.stop()


def ask(pages: PageServer, path: str = "/", body: bytes | None = None, **headers: str) -> bytes:
    line = http.client.HTTPConnection("127.0.0.1", pages.port, timeout=20)
    try:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        line.request("GET" if body is None else "POST", path, body, names)
        return line.getresponse().read()
    finally:
        line.close()


def seconds_of_a_page(pages: PageServer) -> float:
    """Return the median time of twenty requests, seconds."""

    def once() -> float:
        began = time.perf_counter()
        assert ask(pages) == b"hello"
        return time.perf_counter() - began

    return statistics.median(once() for _ in range(20))


def connect(pages: PageServer, said: bytes = b"") -> socket.socket:
    line = socket.create_connection(("127.0.0.1", pages.port), timeout=20)
    line.sendall(said)
    return line


def test_fifty_streams_are_open_and_a_page_still_answers(app: Pages, served: PageServer) -> None:
    alone = seconds_of_a_page(served)
    with ExitStack() as open_streams:
        for _ in range(STREAMS):
            line = open_streams.enter_context(
                connect(served, b"GET /stream HTTP/1.1\r\nHost: x\r\n\r\n")
            )
            assert line.recv(1)
        assert app.streams == STREAMS
        beside = seconds_of_a_page(served)
        app.over.set()
    # 500 events a second are sent meanwhile. A page that had to wait for a thread would take seconds.
    assert beside < 20 * alone, (alone, beside)


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"GET / HT",
        b"GET / HTTP/1.1\r\nHost: x\r\n",
        b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nnot all",
    ],
    ids=["nothing", "half a line", "half a head", "half a body"],
)
def test_clients_that_never_finish_hold_no_thread(app: Pages, said: bytes) -> None:
    pages = PageServer(app, "127.0.0.1", 0, threads=1)
    pages.start()
    try:
        with ExitStack() as silent:
            for _ in range(cheroot_server.SPARE_THREADS + 20):
                silent.enter_context(connect(pages, said))
            assert ask(pages) == b"hello"
            assert threading.active_count() < cheroot_server.SPARE_THREADS
    finally:
        pages.stop()


def test_connections_of_silent_clients_are_closed(
    served: PageServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(served._server, "timeout", 0.5)
    for said in (b"", b"GET / HTTP/1.1\r\nHo"):
        with connect(served, said) as line:
            assert line.recv(1) == b""


def test_there_are_more_connections_than_the_limit(
    served: PageServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cheroot_server, "MAX_WAITING", 5)
    with ExitStack() as silent:
        first = silent.enter_context(connect(served))
        for _ in range(10):
            silent.enter_context(connect(served, b"GET "))
        assert ask(served) == b"hello"
        assert first.recv(1) == b""


def test_a_request_arrives_in_pieces(served: PageServer) -> None:
    with connect(served) as line:
        for piece in (
            b"POST /ec",
            b"ho HTTP/1.1\r\nHost: x\r\nContent-",
            b"Length: 4\r\n\r\n",
            b"wo",
            b"rd",
        ):
            line.sendall(piece)
            time.sleep(
                0.02
            )  # so that it comes in pieces at all; what is tested does not depend on it
        answer = http.client.HTTPResponse(line)
        answer.begin()
        assert answer.read() == b"word"


def test_two_requests_at_once_on_one_connection(served: PageServer) -> None:
    with connect(served, 2 * b"GET / HTTP/1.1\r\nHost: x\r\n\r\n") as line:
        heard = b""
        while heard.count(b"hello") < 2:
            more = line.recv(4096)
            assert more
            heard += more


def test_a_connection_is_kept_for_the_next_request(served: PageServer) -> None:
    line = http.client.HTTPConnection("127.0.0.1", served.port, timeout=20)
    ports = set()
    for _ in range(3):
        line.request("POST", "/", b"a body that is not read" * 100)
        assert line.getresponse().read() == b"hello"
        assert line.sock is not None
        ports.add(line.sock.getsockname()[1])
    line.close()
    assert len(ports) == 1


def test_the_answer_to_a_large_unread_body_arrives(served: PageServer) -> None:
    assert ask(served, "/too-large", bytes(20_000_000)) == b"hello"


def test_a_body_over_the_limit_is_refused(served: PageServer) -> None:
    with connect(served, b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 50000001\r\n\r\n") as line:
        line.sendall(bytes(cheroot_server.MAX_AWAITED_BYTES))
        answer = http.client.HTTPResponse(line)
        answer.begin()
        assert answer.status == 413


def test_a_body_of_unknown_length_is_refused(served: PageServer) -> None:
    said = (
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
    )
    with connect(served, said) as line:
        answer = http.client.HTTPResponse(line)
        answer.begin()
        assert answer.status == 411


def test_address_headers_of_a_client_are_not_passed_on(app: Pages, served: PageServer) -> None:
    ask(served, X_Forwarded_For="192.0.2.7", X_Forwarded_Proto="https", Forwarded="for=192.0.2.7")
    (environ,) = app.environments
    assert environ["REMOTE_ADDR"] == "127.0.0.1"
    assert environ["wsgi.url_scheme"] == "http"
    assert not [name for name in environ if "FORWARDED" in name]


def test_an_answer_does_not_name_the_software_s_version(served: PageServer) -> None:
    line = http.client.HTTPConnection("127.0.0.1", served.port, timeout=20)
    line.request("GET", "/")
    assert line.getresponse().headers["Server"] == "zaalgids"
    line.close()


def certificate(folder: Path) -> Tls:
    own = own_certificate(folder, "page", dt.datetime.now(dt.UTC))
    return Tls(own.certificate, own.key)


def test_silent_and_plaintext_clients_connect_to_a_page_with_tls(
    app: Pages, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    pages = PageServer(app, "127.0.0.1", 0, threads=1, tls=certificate(tmp_path))
    pages.start()
    try:
        with ExitStack() as silent:
            for _ in range(20):
                silent.enter_context(connect(pages))
            for _ in range(5):
                connect(pages).close()
            plain = silent.enter_context(connect(pages, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"))
            with suppress(ConnectionResetError):
                assert b"hello" not in plain.recv(4096)
            context = ssl._create_unverified_context()  # noqa: S323 - our own certificate
            line = http.client.HTTPSConnection("127.0.0.1", pages.port, context=context, timeout=20)
            for _ in range(2):
                line.request("GET", "/")
                assert line.getresponse().read() == b"hello"
            line.close()
        assert {environ["wsgi.url_scheme"] for environ in app.environments} == {"https"}
        assert not [one for one in caplog.records if one.levelno >= logging.WARNING]
    finally:
        pages.stop()
