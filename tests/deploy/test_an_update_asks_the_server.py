"""When an update counts as done: what the new server's pages have to answer."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

STEPS = Path(__file__).resolve().parents[2] / "deploy" / "server" / "upgrade.sh"
THERE, PUBLISHED = '{"database":"there","release":null}', '{"database":"there","release":3}'


@contextmanager
def server(health: str, desk: int, visit: int) -> Iterator[int]:
    """Run a stand-in of the server; yields its port."""
    answers = {"/health": (200, health), "/desk": (desk, ""), "/visit": (visit, "")}

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = answers[self.path]
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            pass

    pages = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=pages.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield pages.server_port
    finally:
        pages.shutdown()
        pages.server_close()


def answers(port: int) -> bool:
    """Whether the installer would say that the server answers."""
    environment = Path(sys.executable).parent.parent
    asked = f'. "{STEPS}"; answers "{environment}" {port}'
    return subprocess.run(["sh", "-c", asked], capture_output=True).returncode == 0


@pytest.mark.parametrize(
    ("health", "desk", "visit", "well"),
    [
        (PUBLISHED, 200, 200, True),
        (THERE, 200, 503, True),  # visitors are told that there is nothing yet
        (PUBLISHED, 200, 503, False),
        (THERE, 200, 500, False),
        (THERE, 500, 503, False),
        (PUBLISHED, 500, 200, False),
        ('{"database":"away"}', 200, 200, False),
        ("<html>another program is on this port</html>", 200, 200, False),
    ],
)
def test_the_pages_and_the_database_have_to_answer(
    health: str, desk: int, visit: int, well: bool
) -> None:
    with server(health, desk, visit) as port:
        assert answers(port) is well


def test_a_server_that_is_not_there_is_not_well() -> None:
    with server(PUBLISHED, 200, 200) as port:
        pass
    assert not answers(port)
