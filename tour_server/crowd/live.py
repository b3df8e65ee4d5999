"""A board as a stream of events, for a page that stays open: at the desk, or on a wall for months.

The one thing a newcomer would get wrong: a live page is never told what changed. Each event is the whole board, so
that a page is right again with the first event after any drop of the network.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from flask import Flask, Response, current_app

from tour_server.crowd.events import Changes, Streams

BEAT_SECONDS = (
    10.0  # a stream says something at least so often, so that both ends notice when it is cut
)


def streamed(
    board: Callable[[], str],
    changes: Changes,
    streams: Streams,
    goes_on: Callable[[], bool] = lambda: True,
) -> Response:
    """A stream of the board, or a plain word when too many are open.

    It ends when `goes_on` says no, which it is asked before each event.
    """
    if not streams.take():
        words = "Too many live pages are open just now. This one asks again by itself."
        refused = Response(words, status=503, mimetype="text/plain")
        refused.headers["Retry-After"] = "15"
        return refused
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]

    def drawn() -> str:
        # A context for each drawing, not one for the stream: it may live for a day.
        with app.app_context():
            return board()

    response = Response(_stream(drawn, changes, goes_on), mimetype="text/event-stream")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"  # a proxy must pass each event on at once
    response.call_on_close(streams.give_back)
    return response


def _stream(
    board: Callable[[], str], changes: Changes, goes_on: Callable[[], bool]
) -> Iterator[str]:
    """The whole board at once, and again whenever it differs; a beat when it does not."""
    shown = ""
    seen = changes.number
    while not changes.closed and goes_on():
        current = board()
        if current != shown:
            shown = current
            lines = "".join(f"data: {line}\n" for line in current.splitlines())
            yield f"event: board\n{lines}\n"
        else:
            yield "event: beat\ndata: .\n\n"  # the browser drops an event without data
        seen = changes.wait(seen, BEAT_SECONDS)
