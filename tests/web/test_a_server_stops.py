"""The page server is stopped while browsers hold connections: it closes all of them quickly."""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Iterator

import pytest

from web.page_server import STOP_SECONDS, PageServer, PortTakenError


def hello(environ: object, start: object) -> list[bytes]:
    start("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "5")])  # type: ignore[operator]
    return [b"hello"]


def is_closed(line: socket.socket) -> bool:
    """Return True when the server has closed the connection; unread bytes make the kernel send a reset."""
    try:
        return line.recv(1) == b""
    except ConnectionResetError:
        return True


@pytest.fixture
def server() -> Iterator[PageServer]:
    pages = PageServer(hello, "127.0.0.1", 0, threads=2)
    pages.start()
    yield pages
    pages.stop()


def test_kept_connections_of_browsers_are_closed() -> None:
    pages = PageServer(hello, "127.0.0.1", 0, threads=2)
    pages.start()
    asked = http.client.HTTPConnection("127.0.0.1", pages.port, timeout=10)
    asked.request("GET", "/")
    assert asked.getresponse().read() == b"hello"
    with socket.create_connection(("127.0.0.1", pages.port), timeout=10) as half:
        half.sendall(b"POST / HTTP/1.1\r\nContent-Length: 100\r\n\r\nonly a part")
        running = {thread.name for thread in threading.enumerate()}
        assert f"pages {pages.port}" in running
        pages.stop()
        assert f"pages {pages.port}" not in {thread.name for thread in threading.enumerate()}
        assert is_closed(half)
    assert asked.sock is not None
    assert is_closed(asked.sock)
    asked.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", pages.port), timeout=10)


def test_it_is_stopped_before_its_start() -> None:
    pages = PageServer(hello, "127.0.0.1", 0, threads=1)
    pages.stop()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", pages.port), timeout=10)


def test_an_endless_answer_does_not_delay_the_stop(caplog: pytest.LogCaptureFixture) -> None:
    go_on = threading.Event()

    def endless(environ: object, start: object) -> Iterator[bytes]:
        start("200 OK", [("Content-Type", "text/plain")])  # type: ignore[operator]
        yield b"first"
        while not go_on.wait(0.05):
            yield b"more"

    pages = PageServer(endless, "127.0.0.1", 0, threads=1)
    pages.start()
    with socket.create_connection(("127.0.0.1", pages.port), timeout=STOP_SECONDS * 3) as reader:
        reader.sendall(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
        assert reader.recv(10)
        pages.stop()
        while reader.recv(65536):
            pass  # what was on its way, then the end
    go_on.set()
    assert "still running" in caplog.text


def test_a_port_in_use_is_reported(server: PageServer) -> None:
    with pytest.raises(PortTakenError, match="give another port"):
        PageServer(hello, "127.0.0.1", server.port, threads=1)
