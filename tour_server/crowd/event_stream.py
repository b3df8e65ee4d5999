"""Streams an HTML fragment as server-sent events, for a page that stays open: at the desk, or on a wall for months.

Note: an event is always the whole fragment, never a difference, so the first event after a lost connection makes the
page right again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from flask import Flask, Response, current_app

from tour_server.crowd.change_signal import ChangeSignal
from tour_server.crowd.stream_slots import StreamSlots
from web.translations import gettext as _

BEAT_SECONDS = (
    10.0  # a beat is sent at least this often, so that both ends notice a dead connection
)
RETRY_SECONDS = 15


def event_stream(
    render: Callable[[], str],
    changes: ChangeSignal,
    slots: StreamSlots,
    may_continue: Callable[[], bool] = lambda: True,
) -> Response:
    """Answer with a stream of what `render` returns, or with 503 when all slots are taken.

    The stream ends when `may_continue`, which is asked before each event, returns False.
    """
    if not slots.take():
        words = _("Too many live pages are open just now. This one asks again by itself.")
        refused = Response(words, status=503, mimetype="text/plain")
        refused.headers["Retry-After"] = str(RETRY_SECONDS)
        return refused
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]

    def render_in_context() -> str:
        # One context for each rendering, not one for the stream, which may live for a day.
        with app.app_context():
            return render()

    response = Response(
        _events(render_in_context, changes, may_continue), mimetype="text/event-stream"
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"  # a proxy has to pass each event on at once
    response.call_on_close(slots.free)
    return response


def _events(
    render: Callable[[], str], changes: ChangeSignal, may_continue: Callable[[], bool]
) -> Iterator[str]:
    """Yield the fragment at once and again whenever it differs; otherwise a beat."""
    sent = ""
    seen = changes.number
    while not changes.closed and may_continue():
        current = render()
        if current != sent:
            sent = current
            lines = "".join(f"data: {line}\n" for line in current.splitlines())
            yield f"event: board\n{lines}\n"
        else:
            yield "event: beat\ndata: .\n\n"  # a browser drops an event that has no data
        seen = changes.wait(seen, BEAT_SECONDS)
