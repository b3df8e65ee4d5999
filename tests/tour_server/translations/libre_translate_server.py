"""A translation server on a free port of 127.0.0.1 that speaks LibreTranslate's protocol and answers as a test says."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = tuple[int, Any]
"""The status, and what is sent as JSON; bytes are sent as they are."""
LANGUAGES = [
    {"code": "nl", "name": "Dutch", "targets": ["en", "fr", "nl"]},
    {"code": "en", "name": "English", "targets": ["en", "nl"]},
    {"code": "fr", "name": "French"},
]


def upside(asked: dict[str, Any]) -> Answer:
    """Translate by putting the language before each text."""
    return 200, {"translatedText": [f"{asked['target']}: {one}" for one in asked["q"]]}


class LibreTranslateTwin:
    """The server. `answer` may be changed while it runs; `asked` has what it was asked."""

    def __init__(self, answer: Callable[[dict[str, Any]], Answer] = upside) -> None:
        self.answer, self.asked = answer, list[dict[str, Any]]()
        self.languages: Any = LANGUAGES
        twin = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._send(200, twin.languages)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                asked = json.loads(body)
                twin.asked.append(asked)
                self._send(*twin.answer(asked))

            def _send(self, status: int, answer: Any) -> None:
                body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@contextmanager
def libre_translate() -> Iterator[LibreTranslateTwin]:
    """Run the server within the block."""
    twin = LibreTranslateTwin()
    try:
        yield twin
    finally:
        twin.close()
