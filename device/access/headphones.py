"""Notices a plug in the headphone socket. The loudspeaker is silent while one is in, and the screen says so.

The kernel reports the plug as a switch of an input device (SW_HEADPHONE_INSERT). A kiosk whose sound card has no such
switch goes on as before.
"""

from __future__ import annotations

import errno
import fcntl
import logging
import os
import select
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from runtime.worker import Worker

log = logging.getLogger(__name__)

WAIT_SECONDS = 0.5  # for a change, before the thread looks whether it has to stop
SEARCH_SECONDS = 10.0  # between two searches for a socket: a USB sound card may come later
AMIXER_SECONDS = 5.0

_EV_SW, _SW_HEADPHONE_INSERT = 0x05, 0x02  # linux/input-event-codes.h
_SWITCH_BYTES = 8


def _read_request(number: int) -> int:
    """Return the number of an ioctl of input devices that reads _SWITCH_BYTES (linux/input.h, asm-generic/ioctl.h)."""
    return (2 << 30) | (_SWITCH_BYTES << 16) | (ord("E") << 8) | number


_EVIOCGSW = _read_request(0x1B)  # the switches that are on
_EVIOCGBIT_SW = _read_request(0x20 + _EV_SW)  # the switches that there are


class HeadphoneSocket(Protocol):
    """A headphone socket, or several."""

    def wait(self) -> bool | None:
        """Wait up to WAIT_SECONDS for a change. Returns whether a plug is in; None where there is no socket."""

    def close(self) -> None:
        """Let go of the device. `wait` opens it again."""


class LinuxSocket:
    """A HeadphoneSocket: the input devices of this machine that have the switch."""

    def __init__(
        self,
        folder: Path = Path("/dev/input"),
        ioctl: Callable[[int, int, bytearray], Any] = fcntl.ioctl,
    ) -> None:
        self._folder, self._ioctl = folder, ioctl
        self._opened: list[int] = []

    def wait(self) -> bool | None:
        """See HeadphoneSocket."""
        if not self._opened:
            self._opened = self._find()
        if not self._opened:
            return None
        try:
            ready, _, _ = select.select(self._opened, [], [], WAIT_SECONDS)
            for device in ready:
                if not os.read(device, 4096):  # its events; the state is asked for below
                    raise OSError(errno.ENODEV, "the device has gone")
            return any(self._has(device, _EVIOCGSW) for device in self._opened)
        except OSError as error:  # unplugged, with a USB sound card
            log.info("the headphone socket is gone: %s", error)
            self.close()
            return None

    def close(self) -> None:
        """See HeadphoneSocket."""
        while self._opened:
            os.close(self._opened.pop())

    def _find(self) -> list[int]:
        found = []
        for path in sorted(self._folder.glob("event*")):
            try:
                device = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            except OSError as error:
                log.debug("%s can't be opened: %s", path, error)
                continue
            try:
                has_switch = self._has(device, _EVIOCGBIT_SW)
            except OSError:
                has_switch = False
            if has_switch:
                found.append(device)
            else:
                os.close(device)
        return found

    def _has(self, device: int, request: int) -> bool:
        switches = bytearray(_SWITCH_BYTES)
        self._ioctl(device, request, switches)
        return bool(struct.unpack("=Q", switches)[0] >> _SW_HEADPHONE_INSERT & 1)


class LoudspeakerError(RuntimeError):
    """The loudspeaker can't be muted. The message is a plain sentence for the technician."""


class Loudspeaker:
    """The loudspeaker, as a control of the sound card's mixer. `control` "": the card mutes it by itself."""

    def __init__(self, card: str, control: str, amixer: str = "amixer") -> None:
        self._card, self._control, self._amixer = card, control, amixer

    def mute(self, yes: bool) -> None:
        """Mute it, or let it sound. Raises LoudspeakerError."""
        if not self._control:
            return
        state = "mute" if yes else "unmute"
        command = [self._amixer, "-q", "-c", self._card, "sset", self._control, state]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=AMIXER_SECONDS)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise LoudspeakerError(
                f"The loudspeaker can't be muted for headphones: {error}"
            ) from error
        if done.returncode:
            raise LoudspeakerError(
                f"The loudspeaker can't be muted for headphones: {done.stderr.strip()}"
            )


class HeadphoneWatch:
    """Follows the socket, on a thread between `start` and `stop`."""

    def __init__(
        self, socket: HeadphoneSocket, loudspeaker: Loudspeaker, on_change: Callable[[], None]
    ) -> None:
        """`on_change` is called from the thread when a plug goes in or out."""
        self._socket, self._loudspeaker, self._on_change = socket, loudspeaker, on_change
        self._problem: str | None = None
        self._plugged = False
        self._worker = Worker("headphones", self._follow)

    @property
    def plugged(self) -> bool:
        """Whether headphones are plugged in."""
        return self._plugged

    @property
    def problems(self) -> list[str]:
        """Why the loudspeaker is not muted, for the technician; empty while it is as it should be."""
        problem = self._problem
        return [problem] if problem else []

    def start(self) -> None:
        """Start the thread."""
        self._worker.start()

    def stop(self) -> None:
        """End the thread. The loudspeaker sounds again."""
        self._worker.stop(2 * WAIT_SECONDS + AMIXER_SECONDS)

    def _follow(self) -> None:
        while not self._worker.stopping.is_set():
            plugged = self._socket.wait()
            if bool(plugged) != self._plugged:
                self._plugged = bool(plugged)
                self._mute(self._plugged)
                self._on_change()
            if plugged is None and self._worker.wait(SEARCH_SECONDS):
                break
        self._socket.close()
        if self._plugged:
            self._mute(False)

    def _mute(self, yes: bool) -> None:
        try:
            self._loudspeaker.mute(yes)
            self._problem = None
        except LoudspeakerError as error:
            log.warning("%s", error)
            self._problem = str(error)
