"""The twin of a USB camera: motion JPEG over a connection that can be pulled out and put back.

A kiosk opens it as any camera, through OpenCV, and finds the same faults: it can't be opened, or it stops in the middle
of a frame. It films the visits to the virtual gallery, shortened to what differs: walking up, some seconds before the
work, walking away, and some of the bare wall.
"""

from __future__ import annotations

import itertools
import socket
import threading
import time
from collections.abc import Sequence
from contextlib import suppress

import cv2

from device.camera.camera import Image
from device.camera.gallery import GalleryCamera, Hung
from device.camera.gallery_visits import Visit, script
from tests.brokers import free_port

FPS = 12.0
SIZE = (640, 480)
JPEG_QUALITY = 85
HEADER = (
    b"HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=frame\r\n"
    b"Connection: close\r\n\r\n"
)


class ShortenedVisits:
    """The pictures of a gallery camera, of which each visit takes seconds instead of a minute and a half."""

    def __init__(
        self, wall: Sequence[Hung], seed: int, stand_seconds: float, bare_seconds: float
    ) -> None:
        """`stand_seconds`, `bare_seconds`: at most so much is shown of each visit, and of the wall after it."""
        self._camera = GalleryCamera(wall, seed, FPS, SIZE, time.monotonic, time.sleep)
        self._stand, self._bare = stand_seconds, bare_seconds
        self._visits = script(len(wall), seed)
        self._visit: Visit = next(self._visits)
        self._now = self._visit.start
        self.visits = 0
        self.real_seconds = 0.0  # of the visits behind, as long as they would have taken
        self.resting = False  # True: the wall stays bare after this visit

    def picture(self, seconds: float) -> Image:
        """Draw the picture `seconds` after the last."""
        self._now += seconds
        visit = self._visit
        if visit.stands + self._stand < self._now < visit.leaves:
            self._now = visit.leaves
        if self._now >= visit.ends + self._bare and not self.resting:
            began = visit.start
            self._visit = next(self._visits)
            self._now = self._visit.start
            self.visits += 1
            self.real_seconds += self._visit.start - began
        # At rest the picture is one of the bare wall before the next visit; its noise goes on.
        return self._camera.draw(self._now if not self.resting else min(self._now, self._end()))

    def _end(self) -> float:
        return self._visit.ends + self._bare


class CameraOnAWire:
    """Serves the pictures at a port of this machine until it is closed."""

    def __init__(self, film: ShortenedVisits) -> None:
        self.film = film
        self._plugged = threading.Event()
        self._closed = False
        self._changed = threading.Condition()
        self._body, self._number = b"", 0
        self._listening: socket.socket | None = None
        self._ends: set[socket.socket] = set()
        self.port = free_port()
        self.plug_in()
        threading.Thread(target=self._film, daemon=True).start()

    @property
    def address(self) -> str:
        """The device that the kiosk's settings name."""
        return f"http://127.0.0.1:{self.port}/camera.mjpg"

    def plug_in(self) -> None:
        """Give pictures from now on."""
        self._listening = socket.create_server(("127.0.0.1", self.port), reuse_port=False)
        self._plugged.set()
        threading.Thread(target=self._accept, args=(self._listening,), daemon=True).start()

    def pull_out(self) -> None:
        """End in the middle of a picture; nothing listens from now on."""
        self._plugged.clear()
        if self._listening is not None:
            with suppress(OSError):
                self._listening.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts
            self._listening.close()
            self._listening = None
        for end in list(self._ends):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """End for good."""
        self._closed = True
        self.pull_out()

    def _film(self) -> None:
        began = time.monotonic()
        for number in itertools.count(1):
            if self._closed:
                return
            done, body = cv2.imencode(
                ".jpg", self.film.picture(1 / FPS), [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY]
            )
            assert done
            with self._changed:
                self._body, self._number = bytes(body), number
                self._changed.notify_all()
            late = time.monotonic() - began - number / FPS
            if late > 1:  # a busy machine: it goes on from now
                began += late
            time.sleep(max(0.0, -late))

    def _accept(self, listening: socket.socket) -> None:
        while self._plugged.is_set():
            try:
                end, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(end,), daemon=True).start()

    def _serve(self, end: socket.socket) -> None:
        self._ends.add(end)
        sent = 0
        with suppress(OSError), end:
            end.recv(4096)
            end.sendall(HEADER)
            while self._plugged.is_set():
                with self._changed:
                    self._changed.wait_for(lambda sent=sent: self._number > sent, 1.0)
                    body, sent = self._body, self._number
                head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(body)}\r\n\r\n"
                end.sendall(head.encode() + body + b"\r\n")
        self._ends.discard(end)
