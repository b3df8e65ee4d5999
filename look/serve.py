"""A web application answered in a thread of its own by waitress, a production WSGI server.

What a newcomer would get wrong: a stream of events holds one of the threads for as long as its page is open, so
whoever streams caps the streams below `threads`.
"""

from __future__ import annotations

import contextlib
import threading
from typing import Any

from waitress.server import create_server

STOP_SECONDS = 3.0
BODY_LIMIT = 400_000_000  # bytes; the application's own limit answers first, in words


class PortTakenError(OSError):
    """Somebody else listens there; the sentence says what to do."""


class PageServer:
    """Serves `app` between `start` and `stop`."""

    def __init__(self, app: Any, host: str, port: int, threads: int) -> None:
        """Takes the port now; 0 takes a free one. Raises PortTakenError, or OSError for a host that is not ours."""
        try:
            self._server = create_server(
                app,
                host=host,
                port=port,
                threads=threads,
                channel_timeout=120,
                max_request_body_size=BODY_LIMIT,
                ident="",
                clear_untrusted_proxy_headers=True,
            )
        except OSError as error:
            raise PortTakenError(
                error.errno,
                f"Port {port} of {host} can't be had: {error.strerror}. Stop what uses it, or give another port.",
            ) from error
        self.port = int(self._server.effective_port)
        self._thread = threading.Thread(target=self._run, name=f"pages {self.port}", daemon=True)

    def start(self) -> None:
        """Begins to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Stops taking requests and lets those under way end, for a moment."""
        self._server.task_dispatcher.shutdown(cancel_pending=True, timeout=STOP_SECONDS)
        self._server.close()
        self._thread.join(STOP_SECONDS)

    def _run(self) -> None:
        with contextlib.suppress(OSError, ValueError):  # its sockets are closed under it by `stop`
            self._server.run()
