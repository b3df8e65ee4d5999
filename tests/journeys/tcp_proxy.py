"""A TCP proxy in front of a port of 127.0.0.1 that can interrupt its connections.

An interruption behaves as on a real network: bytes stop arriving and neither end gets an error. The bytes wait in the
proxy. Afterwards they are forwarded, or the proxy closes the connections in the middle of what was being sent.
"""

from __future__ import annotations

import socket
import threading
from contextlib import suppress


class TcpProxy:
    """Listens on `port`, and forwards every connection to the given port."""

    def __init__(self, port: int, at: tuple[str, int] = ("127.0.0.1", 0)) -> None:
        """`at`: where it listens, otherwise on a free port."""
        self._to = port
        self._forwards = threading.Event()
        self._forwards.set()
        self._ends: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._listening = socket.create_server(at)
        self.port = int(self._listening.getsockname()[1])
        self._closed = False
        self._start_thread(self._accept)

    def interrupt(self) -> None:
        """Hold all bytes back in both directions until `restore`."""
        self._forwards.clear()

    def restore(self, *, reset: bool) -> None:
        """Forward again. `reset`: close all connections first, so that the bytes on their way are lost."""
        if reset:
            self._reset_connections()
        self._forwards.set()

    def close(self) -> None:
        self._closed = True
        with suppress(OSError):  # wakes the thread that accepts
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._forwards.set()
        self._reset_connections()
        for thread in self._threads:
            thread.join(10)

    def _start_thread(self, target: object, *arguments: object) -> None:
        thread = threading.Thread(target=target, args=arguments, daemon=True)  # type: ignore[arg-type]
        self._threads = [one for one in self._threads if one.is_alive()] + [thread]
        thread.start()

    def _reset_connections(self) -> None:
        with self._lock:
            for end in self._ends:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while not self._closed:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self._to), 5)
            except OSError:  # the target does not listen: refuse the connection, too
                near.close()
                continue
            far.settimeout(None)
            with self._lock:
                self._ends |= {near, far}
            open_directions = [2]
            self._start_thread(self._forward, near, far, open_directions)
            self._start_thread(self._forward, far, near, open_directions)

    def _forward(
        self, source: socket.socket, target: socket.socket, open_directions: list[int]
    ) -> None:
        with suppress(OSError):
            while data := source.recv(1024):
                self._forwards.wait()
                target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        with self._lock:
            open_directions[0] -= 1
            if not open_directions[0]:
                for end in (source, target):
                    end.close()
                    self._ends.discard(end)
