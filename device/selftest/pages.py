"""The running kiosk's answer to a self test: what it measures at its cameras, in numbers, for this machine alone."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

import msgspec
from flask import Blueprint, Response, abort, request

from device.camera.shared_frames import SharedFrames
from device.selftest.camera_check import CameraMeasures, measure_frames
from device.selftest.running_kiosk import CAMERAS_PATH
from runtime.hosts import address_of, on_this_machine

HOLDS_SECONDS = 10.0  # so that repeated requests measure once
NO_STORE = {"Cache-Control": "no-store"}


class SelftestPages:
    """The page that a self test asks."""

    def __init__(
        self,
        frames: Callable[[], Sequence[SharedFrames | None]],
        host: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`frames`: of each camera, None where it can't be opened. `host`: of the screen's page."""
        self._frames, self._host, self._clock = frames, host, clock
        self._lock = threading.Lock()
        self._measured: list[CameraMeasures] = []
        self._until = float("-inf")

    def blueprint(self) -> Blueprint:
        """Return the blueprint."""
        blueprint = Blueprint("selftest", __name__)
        blueprint.add_url_rule(CAMERAS_PATH, "cameras", self.cameras)
        return blueprint

    def cameras(self) -> Response:
        """Send what some seconds of each camera's pictures are like."""
        peer = request.remote_addr or ""
        if not on_this_machine(peer) and address_of(peer) != address_of(self._host):
            abort(403)
        with self._lock:
            if self._clock() >= self._until:
                self._measured = [
                    CameraMeasures() if one is None else measure_frames(one)
                    for one in self._frames()
                ]
                self._until = self._clock() + HOLDS_SECONDS
            body = msgspec.json.encode({"cameras": self._measured})
        return Response(body, mimetype="application/json", headers=NO_STORE)
