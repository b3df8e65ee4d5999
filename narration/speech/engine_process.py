"""A child program that holds an engine which only makes sound: started when needed, and again when it dies."""

from __future__ import annotations

import json
import subprocess
import threading
import time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from narration.speech.child_frames import (
    ChildGoneError,
    end_child,
    read_frame,
    start_child,
    write_frame,
)
from narration.speech.voice import VoiceError


class EngineProcess:
    """One child program. Thread-safe: texts are said one after the other. `timeout`: seconds that one may take."""

    def __init__(self, module: str, arguments: tuple[str, ...], timeout: float) -> None:
        self._module, self._arguments, self._timeout = module, arguments, timeout
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._closed = False
        self.sample_rate = 0
        self.version = ""

    def say(self, request: dict[str, Any]) -> NDArray[np.int16]:
        """Return the sound, shape (n,). Raises VoiceError when the child died twice over it."""
        with self._lock:
            try:
                return self._once(request)
            except ChildGoneError:
                self._end()
            try:
                return self._once(request)
            except ChildGoneError as error:
                self._end()
                raise VoiceError(f"the voice stopped twice over one text: {error}") from error

    def close(self) -> None:
        """End the child, even while another thread waits for it."""
        self._closed = True
        if (child := self._child) is not None:
            child.kill()
        with self._lock:
            self._end()

    def _once(self, request: dict[str, Any]) -> NDArray[np.int16]:
        if self._closed:
            raise VoiceError("the voice has been closed")
        until = time.monotonic() + self._timeout
        child = self._child or self._start(until)
        write_frame(child, json.dumps(request).encode())
        audio = bytearray()
        while (frame := read_frame(child, until))[0] == b"A":
            audio += frame[1]
        _expect(b"D", frame)
        return np.frombuffer(bytes(audio), dtype="<i2").astype(np.int16)

    def _start(self, until: float) -> subprocess.Popen[bytes]:
        self._child = child = start_child(self._module, *self._arguments)
        frame = read_frame(child, until)
        _expect(b"H", frame)
        hello = json.loads(frame[1])
        self.sample_rate, self.version = hello["sample_rate"], hello["version"]
        return child

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            end_child(child)


def _expect(kind: bytes, frame: tuple[bytes, bytes]) -> None:
    """Raise VoiceError for the child's own words, ChildGoneError for a frame that is not of this kind."""
    if frame[0] == b"E":
        raise VoiceError(json.loads(frame[1])["message"])
    if frame[0] != kind:
        raise ChildGoneError(f"it sent a frame {frame[0]!r}")
