"""cheroot's server, so that a client who is silent, slow or gone holds no thread and no memory.

cheroot gives each new connection to a thread at once and lets the thread wait for the request. Here a connection waits
in the server's one selector until its request is there, head and small body.

Note: cheroot's names that are overridden here are not all documented; the tests of `tests/web` fail where a newer
cheroot has moved them.
"""

from __future__ import annotations

import errno
import logging
import queue
import re
import selectors
import socket
import ssl
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from cheroot.connections import ConnectionManager
from cheroot.errors import FatalSSLAlert
from cheroot.makefile import MakeFile, StreamWriter
from cheroot.server import HTTPConnection, HTTPRequest
from cheroot.workers.threadpool import (  # type: ignore[attr-defined]
    _SHUTDOWNREQUEST,
    ThreadPool,
    WorkerThread,
)
from cheroot.wsgi import Server

log = logging.getLogger(__name__)

SILENT_SECONDS = 20  # a client that sends or takes nothing for so long is hung up on
LOOK_SECONDS = (
    0.2  # between two looks for silent clients; also how long `stop` waits for the selector's loop
)
DRAIN_SECONDS = 60.0  # for the rest of a body that nobody reads
FORCED_SECONDS = 1.0  # for requests whose connection was closed under them
MAX_WAITING = (
    400  # connections without a request under way; above it the one that is idle longest goes
)
SPARE_THREADS = (
    32  # beyond those asked for, started when all are busy: downloads over a poor Wi-Fi take long
)
MAX_HEAD_BYTES = 32 << 10
MAX_AWAITED_BYTES = (
    60 << 10
)  # head and body that are awaited before a thread begins; the kernel keeps 64 KiB
PIECE_BYTES = 64 << 10
END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
LENGTH = re.compile(rb"\ncontent-length:[ \t]*([0-9]+)", re.IGNORECASE)
CLIENT_CERTIFICATE = "zaalgids.client_certificate"
"""In an application's environment: the verified certificate (DER, bytes) of a client that has shown one."""


class _Writer(StreamWriter):
    """Sends at once. cheroot's own keeps what could not be sent, and tries again when it is thrown away."""

    def __init__(self, sock: socket.socket, mode: str, bufsize: int) -> None:
        super().__init__(sock, mode, bufsize)
        self._to = sock

    def write(self, b: Any) -> int:
        """Sends all of `b`, bytes. Raises ConnectionResetError when the client has gone or takes nothing."""
        pieces = memoryview(b)
        try:
            for at in range(0, len(pieces), PIECE_BYTES):  # the time limit holds for each piece
                self._to.sendall(pieces[at : at + PIECE_BYTES])
        except OSError as error:
            raise ConnectionResetError(errno.ECONNRESET, "the browser has gone") from error
        self.bytes_written += len(pieces)
        return len(pieces)


def _file_of(sock: socket.socket, mode: str = "r", bufsize: int = -1) -> object:
    return MakeFile(sock, mode, bufsize) if "r" in mode else _Writer(sock, mode, bufsize)


class TlsAdapter:
    """Wraps a connection in TLS 1.2 or newer; the thread that answers shakes hands, not the selector's."""

    def __init__(self, certificate: str, key: str, client_authority: str = "") -> None:
        """Reads the files, PEM. `client_authority`: whose certificates clients may show; empty asks for none.

        Raises OSError or ssl.SSLError when one can't be read.
        """
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.minimum_version = ssl.TLSVersion.TLSv1_2
        self.context.load_cert_chain(certificate, key)
        if client_authority:
            self.context.verify_mode = ssl.CERT_OPTIONAL
            self.context.load_verify_locations(client_authority)

    def wrap(self, sock: socket.socket) -> tuple[ssl.SSLSocket, dict[str, str]]:
        """Returns the wrapped socket and what the application's environment says about it.

        Raises FatalSSLAlert, which cheroot passes over, when the client has gone already.
        """
        try:
            wrapped = self.context.wrap_socket(
                sock, server_side=True, do_handshake_on_connect=False
            )
        except OSError as error:
            sock.close()
            raise FatalSSLAlert(*error.args) from error
        return wrapped, {"HTTPS": "on"}

    makefile = staticmethod(_file_of)


class _Request(HTTPRequest):
    """Refuses bodies without a length, and takes the rest of a body in pieces before it answers."""

    def read_request_headers(self) -> bool:
        """Returns whether the request can go on; answers 411 to a body of unknown length."""
        went_well: bool = super().read_request_headers()  # type: ignore[no-untyped-call]
        if went_well and self.chunked_read:
            self.close_connection = True
            self.simple_response("411 Length Required")
            return False
        return went_well

    def send_headers(self) -> None:
        """Drops what is left of the body first: a client that is still sending would never read the answer.

        Note: a client that sends a byte now and then would hold the thread for as long as it likes; hence the limit.
        """
        end = time.monotonic() + DRAIN_SECONDS
        while (left := getattr(self.rfile, "remaining", 0)) > 0:
            if time.monotonic() > end:
                self.close_connection = True
                break
            piece = self.rfile.rfile.read1(
                min(left, PIECE_BYTES)
            )  # what is there, without waiting for more
            if not piece:
                break
            self.rfile.remaining -= len(piece)
        super().send_headers()


class _Connection(HTTPConnection):
    RequestHandlerClass = _Request

    def __init__(self, server: Server, sock: socket.socket, makefile: object = None) -> None:
        super().__init__(server, sock, _file_of)
        self._shaken = not isinstance(sock, ssl.SSLSocket)

    def communicate(self) -> bool:
        """Answers one request. Returns whether the connection stays open."""
        if not self._shaken:
            try:
                self.socket.do_handshake()
            except OSError:  # plain http, another protocol, or nothing at all
                return False
            self._shaken = True
            shown = self.socket.getpeercert(binary_form=True)
            if shown is not None:
                self.ssl_env = {**(self.ssl_env or {}), CLIENT_CERTIFICATE: shown}
        return bool(super().communicate())  # type: ignore[no-untyped-call]

    def has_whole_request(self) -> bool:
        """Returns whether a thread can read the next request without waiting, as far as can be seen from here.

        What TLS hides counts as whole, and so does a client that has gone.
        """
        if isinstance(self.socket, ssl.SSLSocket) or self.rfile.has_data():
            return True
        try:
            there = self.socket.recv(MAX_AWAITED_BYTES, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return False
        except OSError:
            return True
        end = END_OF_HEAD.search(there)
        if not there or not end:
            return not there or len(there) >= MAX_HEAD_BYTES
        length = LENGTH.search(there, 0, end.start())
        whole = end.end() + (int(length[1]) if length else 0)
        return len(there) >= min(whole, MAX_AWAITED_BYTES)


class _Connections(ConnectionManager):
    """Keeps each connection in the selector until its request is there."""

    # cheroot's own, of which its types say nothing.
    server: PooledServer
    _selector: Any
    _num_connections: int

    def __init__(self, server: PooledServer) -> None:
        super().__init__(server)
        self._partly_there: dict[_Connection, int] = {}  # with the socket's number

    def put(self, conn: _Connection) -> None:
        """Takes back a connection whose request is answered."""
        conn.last_used = time.time()
        hidden = conn.socket.pending() if isinstance(conn.socket, ssl.SSLSocket) else 0
        if conn.rfile.has_data() or hidden:
            self.server.requests.put(conn)
        else:
            self._watch(conn)

    def wait_for_the_rest(self, conn: _Connection) -> None:
        """Looks at the connection again every LOOK_SECONDS: the selector would report it without end."""
        self._partly_there[conn] = conn.socket.fileno()

    def close(self) -> None:
        """Hangs up on every client without a request under way."""
        for conn in list(self._partly_there):
            _hang_up(conn)
        self._partly_there.clear()
        for _, conn in list(self._selector.connections):
            if conn is not self.server:
                _hang_up(conn)
        self._selector.close()

    def _watch(self, conn: _Connection) -> None:
        self._selector.register(conn.socket.fileno(), selectors.EVENT_READ, data=conn)

    def _from_server_socket(self, server_socket: socket.socket) -> None:
        conn = super()._from_server_socket(server_socket)  # type: ignore[misc]
        if conn is None:
            return
        conn.last_used = time.time()
        if self._num_connections + len(self._partly_there) >= MAX_WAITING:
            self._expire_oldest()
        self._watch(conn)

    def _expire_oldest(self) -> None:
        kept = [
            (conn.last_used, fd, conn)
            for fd, conn in self._selector.connections
            if conn is not self.server
        ]
        partly = [(conn.last_used, fd, conn) for conn, fd in self._partly_there.items()]
        _, fd, oldest = min(kept + partly, key=lambda one: one[0])
        if self._partly_there.pop(oldest, None) is None:
            self._selector.unregister(fd)
        _hang_up(oldest)

    def _expire(self, threshold: float) -> None:
        super()._expire(threshold)  # type: ignore[misc]
        for conn in list(self._partly_there):
            if conn.has_whole_request():
                del self._partly_there[conn]
                self.server.requests.put(conn)
            elif conn.last_used is None or conn.last_used < threshold:
                del self._partly_there[conn]
                _hang_up(conn)


def _hang_up(conn: _Connection) -> None:
    with suppress(OSError):
        conn.close()


class _Pool(ThreadPool):
    """Grows by itself while every thread is busy, and ends within a time limit."""

    # cheroot's own, of which its types say nothing.
    _queue: queue.Queue[Any]
    _threads: list[WorkerThread]

    def put(self, obj: _Connection) -> None:
        """Hands a connection to a thread, to a new one when all are busy."""
        if self.idle <= self.qsize and len(self._threads) < self.max:
            self.grow(1)
        self._queue.put(obj)

    def grow(self, amount: int) -> None:
        """Starts so many threads more."""
        for _ in range(amount):
            thread = WorkerThread(self.server)  # type: ignore[no-untyped-call]
            thread.daemon = True
            thread.start()
            self._threads.append(thread)

    def stop(self, timeout: float | None = None) -> None:
        """Drops the requests that wait, lets those under way end for `timeout` seconds, then hangs up on them."""
        with suppress(queue.Empty):
            while True:
                _hang_up(self._queue.get_nowait())
        threads, self._threads = self._threads, []
        for _ in threads:
            self._queue.put(_SHUTDOWNREQUEST)
        if not _joined(threads, timeout or 0.0):
            busy = [thread.conn for thread in threads if thread.is_alive() and thread.conn]
            log.warning("%d requests are still running; their connections are closed", len(busy))
            for conn in busy:
                with suppress(OSError):
                    conn.socket.shutdown(socket.SHUT_RDWR)
            _joined(threads, FORCED_SECONDS)


def _joined(threads: Sequence[threading.Thread], seconds: float) -> bool:
    """Waits for the threads. Returns whether all have ended."""
    end = time.monotonic() + seconds
    for thread in threads:
        thread.join(max(0.0, end - time.monotonic()))
    return not any(thread.is_alive() for thread in threads)


class PooledServer(Server):
    """A WSGI server on a socket that listens already."""

    ConnectionClass = _Connection
    expiration_interval = LOOK_SECONDS
    keep_alive_conn_limit = MAX_WAITING
    max_request_header_size = MAX_HEAD_BYTES

    def __init__(
        self,
        door: socket.socket,
        app: object,
        threads: int,
        body_limit: int,
        stop_seconds: int,
        tls: TlsAdapter | None,
    ) -> None:
        super().__init__(
            door.getsockname()[:2],
            app,
            server_name="zaalgids",
            timeout=SILENT_SECONDS,
            shutdown_timeout=stop_seconds,
        )
        self.max_request_body_size = body_limit
        self.software = "zaalgids"
        self.ssl_adapter = tls
        self.requests = _Pool(self, threads, threads + SPARE_THREADS)
        self.socket = door

    def prepare(self) -> None:
        """Starts the threads; the socket is bound already."""
        self.socket.settimeout(1)
        self._connections = _Connections(self)
        self.requests.start()
        self.ready = True
        self._start_time = time.time()

    def process_conn(self, conn: _Connection) -> None:
        """Hands a connection to a thread as soon as its request is there."""
        if conn.has_whole_request():
            self.requests.put(conn)
        else:
            self._connections.wait_for_the_rest(conn)

    def error_log(self, msg: str = "", level: int = logging.INFO, traceback: bool = False) -> None:
        """Write to this module's log; a client that closes its connection early is logged at debug level only."""
        log.log(level if traceback else logging.DEBUG, "%s", msg.strip(), exc_info=traceback)
