"""Answers a web application in threads of its own, in the clear or with TLS, by cheroot.

Note: a stream of events holds one of the threads for as long as its page is open, so each application that streams
caps its streams below `threads`.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from werkzeug.middleware.proxy_fix import ProxyFix

from runtime.worker import Worker
from web.cheroot_server import PooledServer, TlsAdapter

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
STOP_SECONDS = 3
MAX_BODY_BYTES = (
    400_000_000  # above: a bare 413; an application that explains its limit needs a lower one
)
WAITING_CONNECTIONS = (
    128  # the kernel's queue of unaccepted connections; the default of socket.create_server
)
# Only a trusted proxy may set these headers: any other client could set them to anything.
PROXY_HEADERS = (
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
    client_authority: Path | None = None
    """Whose certificates clients may show; None asks for none."""


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
        trusted_proxies: Sequence[Network] = (),
    ) -> None:
        """Bind the port; 0 binds a free one. `body_limit`: the largest body of a request, bytes.

        `trusted_proxies`: who may say from which address and by which scheme a request came.

        Raises PortTakenError, or OSError for a host or files that can't be had.
        """
        authority = str(tls.client_authority or "") if tls else ""
        adapter = TlsAdapter(str(tls.certificate), str(tls.key), authority) if tls else None
        self._adapter = adapter
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            door = socket.create_server((host, port), family=family, backlog=WAITING_CONNECTIONS)
        except OSError as error:
            raise PortTakenError(
                error.errno,
                f"Port {port} of {host} can't be had: {error.strerror}. Stop what uses it, or give another port.",
            ) from error
        self._server = PooledServer(
            door, _behind(trusted_proxies, app), threads, body_limit, STOP_SECONDS, adapter
        )
        self._server.prepare()
        self.port = int(door.getsockname()[1])
        self._worker = Worker(f"pages {self.port}", self._server.serve, wake=self._server.stop)

    def limit_bodies(self, size: int) -> None:
        """Change the largest body of a request, bytes."""
        self._server.max_request_body_size = size

    def renew_certificate(self, tls: Tls) -> None:
        """Use a new certificate and its key for new connections. Raises OSError or ssl.SSLError."""
        if self._adapter is not None:
            self._adapter.context.load_cert_chain(tls.certificate, tls.key)

    def start(self) -> None:
        """Begins to answer."""
        self._worker.start()

    def stop(self) -> None:
        """Lets the requests under way end, for a moment, then hangs up on every browser and frees the port."""
        self._worker.stop(STOP_SECONDS)


def _behind(
    proxies: Sequence[Network], app: Callable[..., Iterable[bytes]]
) -> Callable[..., Iterable[bytes]]:
    """Returns the application with what a trusted proxy says of a request, and without what anybody else says."""
    fixed = ProxyFix(_without_proxy_headers(app), x_for=1, x_proto=1)
    bare = _without_proxy_headers(app)

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        trusted = _is_one_of(proxies, environ.get("REMOTE_ADDR", ""))
        return (fixed if trusted else bare)(environ, start_response)

    return answer


def _is_one_of(networks: Sequence[Network], address: str) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return any(found in network for network in networks)


def _without_proxy_headers(
    app: Callable[..., Iterable[bytes]],
) -> Callable[..., Iterable[bytes]]:
    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        for name in PROXY_HEADERS:
            environ.pop(name, None)
        return app(environ, start_response)

    return answer
