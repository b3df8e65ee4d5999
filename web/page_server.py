"""A web application answered in a thread of its own by waitress, a production WSGI server.

What a newcomer would get wrong: a stream of events holds one of the threads for as long as its page is open, so
whoever streams caps the streams below `threads`.
"""

from __future__ import annotations

import socket
import threading
from typing import Any

from waitress.server import create_server

STOP_SECONDS = 3.0
BODY_LIMIT = 400_000_000  # bytes; over it a connection is cut, so an application says its own limit in words before


class PortTakenError(OSError):
    """Somebody else listens there; the sentence says what to do."""


class PageServer:
    """Serves `app` between `start` and `stop`."""

    def __init__(
        self, app: Any, host: str, port: int, threads: int, body_limit: int = BODY_LIMIT
    ) -> None:
        """Takes the port now; 0 takes a free one. `body_limit`: bytes of a request that are taken in, to a file.

        Raises PortTakenError, or OSError for a host that is not ours.
        """
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            door = socket.create_server((host, port), family=family)
        except OSError as error:
            raise PortTakenError(
                error.errno,
                f"Port {port} of {host} can't be had: {error.strerror}. Stop what uses it, or give another port.",
            ) from error
        self._server = create_server(
            app,
            sockets=[door],
            threads=threads,
            channel_timeout=120,
            max_request_body_size=body_limit,
            ident="",
            clear_untrusted_proxy_headers=True,
        )
        self.port = int(self._server.effective_port)
        self._thread = threading.Thread(
            target=self._server.run, name=f"pages {self.port}", daemon=True
        )

    def start(self) -> None:
        """Begins to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Lets the requests under way end, for a moment, then hangs up on every browser and frees the port."""
        self._server.task_dispatcher.shutdown(cancel_pending=True, timeout=STOP_SECONDS)
        if self._thread.is_alive():
            self._server.trigger.pull_trigger(self._hang_up)  # in the thread that owns the sockets
            self._thread.join(STOP_SECONDS)
        else:
            self._hang_up()

    def _hang_up(self) -> None:
        """Closes what waitress leaves to the end of its process: browsers keep their connections open."""
        for channel in list(self._server.active_channels.values()):
            for request in (channel.request, *channel.requests):
                if request is not None:
                    request.close()
            channel.handle_close()
        self._server.close()
