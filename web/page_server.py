"""Answers a web application in threads of its own, in the clear or with TLS, by cheroot.

Note: a stream of events holds one of the threads for as long as its page is open, so each application that streams
caps its streams below `threads`.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from runtime.worker import Worker
from web.cheroot_server import PooledServer, TlsAdapter

STOP_SECONDS = 3
MAX_BODY_BYTES = (
    400_000_000  # above: a bare 413; an application that explains its limit needs a lower one
)
WAITING_CONNECTIONS = (
    128  # the kernel's queue of unaccepted connections; the default of socket.create_server
)
# Only a trusted proxy may set these headers. No proxy is configured, so a client could set them to anything.
UNTRUSTED_HEADERS = (
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_BY",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_PREFIX",
    "HTTP_X_FORWARDED_PROTO",
)


class PortTakenError(OSError):
    """Another program listens on the port; the message says what to do."""


class Tls(NamedTuple):
    """The files, PEM, that a page is served with."""

    certificate: Path
    key: Path


class PageServer:
    """Serves `app` between `start` and `stop`."""

    def __init__(
        self,
        app: Callable[..., Iterable[bytes]],
        host: str,
        port: int,
        threads: int,
        body_limit: int = MAX_BODY_BYTES,
        tls: Tls | None = None,
    ) -> None:
        """Bind the port; 0 binds a free one. `body_limit`: the largest body of a request, bytes.

        Raises PortTakenError, or OSError for a host or files that can't be had.
        """
        adapter = TlsAdapter(str(tls.certificate), str(tls.key)) if tls else None
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            door = socket.create_server((host, port), family=family, backlog=WAITING_CONNECTIONS)
        except OSError as error:
            raise PortTakenError(
                error.errno,
                f"Port {port} of {host} can't be had: {error.strerror}. Stop what uses it, or give another port.",
            ) from error
        self._server = PooledServer(
            door, _without_untrusted_headers(app), threads, body_limit, STOP_SECONDS, adapter
        )
        self._server.prepare()
        self.port = int(door.getsockname()[1])
        self._worker = Worker(f"pages {self.port}", self._server.serve, wake=self._server.stop)

    def start(self) -> None:
        """Begins to answer."""
        self._worker.start()

    def stop(self) -> None:
        """Lets the requests under way end, for a moment, then hangs up on every browser and frees the port."""
        self._worker.stop(STOP_SECONDS)


def _without_untrusted_headers(
    app: Callable[..., Iterable[bytes]],
) -> Callable[..., Iterable[bytes]]:
    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        for name in UNTRUSTED_HEADERS:
            environ.pop(name, None)
        return app(environ, start_response)

    return answer
