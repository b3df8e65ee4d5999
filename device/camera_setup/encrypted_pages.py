"""Serves the look's pages with TLS, by cheroot; the kiosk's other pages are waitress's, which has no TLS.

What a newcomer would get wrong: a client that connects and says nothing holds the one thread that shakes hands,
for as long as the timeout; so that is short.
"""

from __future__ import annotations

import errno
import logging
import socket
import ssl
import threading
from typing import Any

from cheroot.errors import FatalSSLAlert, NoSSLError
from cheroot.makefile import StreamWriter
from cheroot.ssl.builtin import BuiltinSSLAdapter
from cheroot.wsgi import Server

from device.camera_setup.certificate import OwnCertificate

log = logging.getLogger(__name__)
THREADS = 4  # one technician's page asks for two things at a time
SILENT_SECONDS = 5


class _Server(Server):
    """Speaks through our log, not on standard error, and keeps the reason why it has no port."""

    expiration_interval = 0.2  # seconds; also how long `stop` waits for the loop
    refused: OSError | None = None

    def bind_socket(self, socket_: socket.socket, bind_addr: tuple[str, int]) -> socket.socket:  # type: ignore[override]
        """As it is, but a socket that got no port is closed."""
        try:
            bound: socket.socket = Server.bind_socket(socket_, bind_addr)  # type: ignore[no-untyped-call]
        except OSError as error:
            socket_.close()
            self.refused = error
            raise
        return bound

    def error_log(self, msg: str = "", level: int = logging.INFO, traceback: bool = False) -> None:
        """Who comes with plain http, or leaves in the middle, is no trouble of the kiosk's."""
        log.log(level if traceback else logging.DEBUG, "%s", msg.strip(), exc_info=traceback)


class _Writer(StreamWriter):
    """Sends at once. cheroot's own keeps what could not be sent, and tries again when it is thrown away."""

    def __init__(self, sock: ssl.SSLSocket, mode: str, bufsize: int) -> None:
        super().__init__(sock, mode, bufsize)
        self._to = sock

    def write(self, b: Any) -> int:
        """All of `b`, bytes. Raises ConnectionResetError where the browser has gone, which is no trouble."""
        try:
            self._to.sendall(b)
        except OSError as error:
            raise ConnectionResetError(errno.ECONNRESET, "the browser has gone") from error
        self.bytes_written += len(b)
        return len(b)


class _Adapter(BuiltinSSLAdapter):
    def wrap(self, sock: socket.socket) -> tuple[ssl.SSLSocket, dict[str, Any]]:
        """As it is, but plain http is hung up on: the handshake has taken the socket that cheroot would answer on."""
        try:
            wrapped: tuple[ssl.SSLSocket, dict[str, Any]] = super().wrap(sock)  # type: ignore[no-untyped-call]
        except NoSSLError as error:
            raise FatalSSLAlert(*error.args) from error
        return wrapped

    def makefile(self, sock: ssl.SSLSocket, mode: str = "r", bufsize: int = -1) -> object:
        """The stream to read from, or to write to."""
        return (
            super().makefile(sock, mode, bufsize) if "r" in mode else _Writer(sock, mode, bufsize)
        )


class EncryptedPages:
    """Serves `app` between `start` and `stop`; without a certificate, in the clear."""

    def __init__(self, app: Any, host: str, port: int, own: OwnCertificate | None) -> None:
        """Takes the port now; 0 takes a free one. Raises OSError where it can't be had."""
        self._server = _Server(
            (host, port), app, numthreads=THREADS, timeout=SILENT_SECONDS, shutdown_timeout=1
        )
        if own is not None:
            adapter = _Adapter(str(own.certificate), str(own.key))
            adapter.context.minimum_version = ssl.TLSVersion.TLSv1_2
            self._server.ssl_adapter = adapter
        try:
            self._server.prepare()
        except OSError as error:
            raise self._server.refused or error from None
        self.port = int(self._server.bind_addr[1])
        self._thread = threading.Thread(target=self._server.serve, name=f"aim {self.port}")

    def start(self) -> None:
        """Begins to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Closes the port and every connection."""
        self._server.stop()
        self._thread.join()
