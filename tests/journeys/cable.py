"""A cable that can be cut: a TCP proxy on a port of its own, between whoever connects and 127.0.0.1:`port`.

What a real network does when it is cut: nothing arrives, nobody is told. Bytes wait, as TCP's own would; then the
cable is mended and they go on, or the connection is torn, in the middle of whatever was on the way.
"""

from __future__ import annotations

import socket
import threading
from contextlib import suppress


class Cable:
    def __init__(self, port: int) -> None:
        self._to = port
        self._whole = threading.Event()
        self._whole.set()
        self._ends: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self._closed = False
        self._begin(self._accept)

    def cut(self) -> None:
        """From now on nothing gets through, either way."""
        self._whole.clear()

    def mend(self, *, torn: bool) -> None:
        """`torn`: what was connected meanwhile finds its connection gone."""
        if torn:
            self._tear()
        self._whole.set()

    def close(self) -> None:
        self._closed = True
        with suppress(OSError):  # wakes the thread that accepts
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._whole.set()
        self._tear()
        for thread in self._threads:
            thread.join(10)

    def _begin(self, work: object, *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)  # type: ignore[arg-type]
        self._threads = [one for one in self._threads if one.is_alive()] + [thread]
        thread.start()

    def _tear(self) -> None:
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
            except OSError:  # nobody there: as refused as can be
                near.close()
                continue
            far.settimeout(None)
            with self._lock:
                self._ends |= {near, far}
            left = [2]  # directions that still carry something
            self._begin(self._carry, near, far, left)
            self._begin(self._carry, far, near, left)

    def _carry(self, source: socket.socket, target: socket.socket, left: list[int]) -> None:
        with suppress(OSError):
            while data := source.recv(1024):
                self._whole.wait()
                target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        with self._lock:
            left[0] -= 1
            if not left[0]:
                for end in (source, target):
                    end.close()
                    self._ends.discard(end)
