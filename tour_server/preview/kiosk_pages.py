"""Passes a request for the kiosk's page, and for what that asks for, on to the kiosk beside the server.

Only what the page uses is passed on, without cookies, and to that kiosk's port alone.
"""

from __future__ import annotations

import http.client
import re
from collections.abc import Callable, Iterator
from urllib.parse import quote

from flask import Response, request

from tour_server.crowd.stream_slots import StreamSlots
from tour_server.preview.kiosk_preview import PreviewedKiosk
from tour_server.preview.said_page import framed, unlisted

ANSWER_SECONDS = (
    20.0  # for each piece of an answer; a stream that has no news sends a sign each 5 s
)
PIECE_BYTES = 65536
MAX_BODY_BYTES = 4096  # of a request: device.screen.pages takes no more
STREAM = "events"
QUERY_SIGNS = "%=&+/~!*'();:@,$?-._"  # what stays as it is of a query that a browser has sent
READ = re.compile(
    r"|events|works|captions|viewfinder|speaker|access|notes|ask|web/.+|picture/[^/]+|target/.+"
    r"|said/[^/]+/[^/]+|(?:(?:access|notes|ask|glossary)/)?static/.+"
)
WRITTEN = frozenset(
    ("touch", "played", "sound", "alive", "access/say", "glossary", "notes", "ask", "ask/send")
)
ASKED_WITH = ("Accept", "Content-Type", "Range", "If-Range", "If-None-Match", "If-Modified-Since")
ANSWERED_WITH = (
    *("Content-Type", "Content-Length", "Content-Range", "Accept-Ranges", "ETag"),
    *("Last-Modified", "Content-Security-Policy", "X-Content-Type-Options"),
)


def pass_on(
    kiosk: PreviewedKiosk, path: str, slots: StreamSlots, may_continue: Callable[[], bool]
) -> Response:
    """Answer the request that is being handled with what the kiosk answers to `path`.

    `may_continue`: asked before each piece of a stream, which ends when it is False. 404 for what the page does not
    use, 503 while the kiosk does not run, or while as many live pages are open as `slots` has.
    """
    if not _is_of_the_page(request.method, path):
        return _refused(404, "The kiosk's page has no such address.")
    if (request.content_length or 0) > MAX_BODY_BYTES or request.headers.get("Transfer-Encoding"):
        return _refused(413, "That is more than the kiosk's page sends.")
    port = kiosk.use()
    if port is None:
        return _refused(503, "The preview's kiosk does not run.")
    is_stream = path == STREAM
    if is_stream and not slots.take():
        return _refused(503, "Too many live pages are open just now.")
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_SECONDS)
    try:
        answer = _asked(connection, path)
    except OSError:
        connection.close()
        if is_stream:
            slots.free()
        return _refused(503, "The preview's kiosk does not answer.")
    pieces = _Pieces(
        connection,
        answer,
        may_continue if is_stream else _always,
        slots.free if is_stream else None,
    )
    passed = Response(pieces, answer.status)
    passed.headers.clear()
    for name in ANSWERED_WITH:
        if (value := answer.headers.get(name)) is not None:
            passed.headers[name] = value
    passed = unlisted(framed(passed))
    # Asked again each time: the picture of a work has the same address when the draft has another one.
    passed.headers["Cache-Control"] = "private, no-cache"
    return passed


class _Pieces:
    """The body of the kiosk's answer as it comes. Closes the connection when the server closes it."""

    def __init__(
        self,
        connection: http.client.HTTPConnection,
        answer: http.client.HTTPResponse,
        may_continue: Callable[[], bool],
        on_close: Callable[[], None] | None,
    ) -> None:
        self._connection, self._answer = connection, answer
        self._may_continue, self._on_close = may_continue, on_close

    def __iter__(self) -> Iterator[bytes]:
        while self._may_continue():
            try:
                piece = self._answer.read1(PIECE_BYTES)
            except (OSError, http.client.HTTPException):  # the kiosk has ended meanwhile
                return
            if not piece:
                return
            yield piece

    def close(self) -> None:
        """Hang up. May be called twice."""
        self._answer.close()  # it may have taken the socket over from its connection
        self._connection.close()
        on_close, self._on_close = self._on_close, None
        if on_close is not None:
            on_close()


def _asked(connection: http.client.HTTPConnection, path: str) -> http.client.HTTPResponse:
    """Send the request that is being handled. Returns the answer, its body unread. Raises OSError."""
    query = request.query_string.decode("ascii", errors="replace")
    headers = {name: request.headers[name] for name in ASKED_WITH if name in request.headers}
    address = f"/{quote(path)}{'?' if query else ''}{quote(query, safe=QUERY_SIGNS)}"
    body = request.get_data() if request.method == "POST" else None
    try:
        connection.request(request.method, address, body, headers)
        return connection.getresponse()
    except http.client.HTTPException as error:
        raise OSError(str(error)) from error


def _is_of_the_page(method: str, path: str) -> bool:
    if ".." in path.split("/"):
        return False
    return path in WRITTEN if method == "POST" else READ.fullmatch(path) is not None


def _always() -> bool:
    return True


def _refused(status: int, words: str) -> Response:
    return unlisted(Response(f"{words}\n", status, mimetype="text/plain"))
