"""A plug goes into the headphone socket: the loudspeaker is silent, the page is told, and all is back afterwards."""

from __future__ import annotations

import os
import queue
import stat
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from device.access import headphones
from device.access.headphones import (
    HeadphoneWatch,
    LinuxSocket,
    Loudspeaker,
    LoudspeakerError,
)
from tests.waiting import until

HEADPHONES = 1 << 2  # SW_HEADPHONE_INSERT
LID = 1 << 0


class InputTwin:
    """The input devices of a machine: named pipes, and the kernel's answers about their switches."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.has: dict[str, int] = {}
        self.on: dict[str, int] = {}

    def add(self, name: str, switches: int) -> None:
        os.mkfifo(self.folder / name)
        self.has[name], self.on[name] = switches, 0

    def ioctl(self, device: int, request: int, answer: bytearray) -> int:
        name = Path(f"/proc/self/fd/{device}").readlink().name
        kind = {0x80084525: self.has, 0x8008451B: self.on}[request]
        answer[:] = kind[name].to_bytes(8, "little")
        return 0


@pytest.fixture
def machine(tmp_path: Path) -> InputTwin:
    return InputTwin(tmp_path)


def writer(machine: InputTwin, name: str) -> int:
    return os.open(machine.folder / name, os.O_RDWR | os.O_NONBLOCK)


def test_the_socket_of_a_sound_card(machine: InputTwin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(headphones, "WAIT_SECONDS", 0.05)
    machine.add("event0", 0)  # a keyboard
    machine.add("event1", LID)
    machine.add("event2", HEADPHONES | 1 << 4)
    socket = LinuxSocket(machine.folder, machine.ioctl)
    pipe = writer(machine, "event2")
    assert socket.wait() is False
    assert len(socket._opened) == 1
    machine.on["event2"] = HEADPHONES
    os.write(pipe, b"\0" * 48)
    assert socket.wait() is True
    machine.on["event2"] = 1 << 4  # a microphone's plug stays in
    os.write(pipe, b"\0" * 48)
    assert socket.wait() is False
    os.close(pipe)  # its sound card is pulled out
    assert socket.wait() is None
    assert socket._opened == []
    again = writer(machine, "event2")
    assert socket.wait() is False
    socket.close()
    os.close(again)


def test_a_machine_without_a_socket(tmp_path: Path) -> None:
    assert LinuxSocket(tmp_path).wait() is None
    assert LinuxSocket(tmp_path / "none").wait() is None
    (tmp_path / "event0").write_bytes(b"")  # no input device: the kernel refuses the question
    assert LinuxSocket(tmp_path).wait() is None


class SocketTwin:
    """A HeadphoneSocket that a test plugs into."""

    def __init__(self) -> None:
        self.states: queue.Queue[bool | None] = queue.Queue()
        self.state: bool | None = False
        self.closed = False

    def wait(self) -> bool | None:
        with suppress(queue.Empty):
            self.state = self.states.get(timeout=0.02)
        return self.state

    def close(self) -> None:
        self.closed = True


class LoudspeakerTwin(Loudspeaker):
    def __init__(self) -> None:
        super().__init__("0", "Speaker")
        self.muted: list[bool] = []
        self.error: LoudspeakerError | None = None

    def mute(self, yes: bool) -> None:
        if self.error is not None:
            raise self.error
        self.muted.append(yes)


class Watched:
    def __init__(self) -> None:
        self.socket, self.loudspeaker = SocketTwin(), LoudspeakerTwin()
        self.changed = threading.Semaphore(0)
        self.watch = HeadphoneWatch(self.socket, self.loudspeaker, self.changed.release)
        self.watch.start()

    def put(self, state: bool | None) -> None:
        self.socket.states.put(state)
        assert self.changed.acquire(timeout=10)


@pytest.fixture
def watched() -> Iterator[Watched]:
    made = Watched()
    yield made
    made.watch.stop()


def test_the_loudspeaker_is_silent_while_a_plug_is_in(watched: Watched) -> None:
    assert not watched.watch.plugged
    watched.put(True)
    assert watched.watch.plugged
    watched.put(False)
    assert not watched.watch.plugged
    assert watched.loudspeaker.muted == [True, False]


def test_the_loudspeaker_sounds_again_when_the_kiosk_ends(watched: Watched) -> None:
    watched.put(True)
    watched.watch.stop()
    assert watched.loudspeaker.muted == [True, False]
    assert watched.socket.closed


def test_a_sound_card_that_goes_takes_its_headphones_along(watched: Watched) -> None:
    watched.put(True)
    watched.put(None)
    assert not watched.watch.plugged
    assert watched.loudspeaker.muted == [True, False]


def test_a_loudspeaker_that_can_t_be_muted_is_a_problem(watched: Watched) -> None:
    watched.loudspeaker.error = LoudspeakerError("no such control")
    watched.put(True)
    assert watched.watch.plugged, "the page is told all the same"
    assert watched.watch.problems == ["no such control"]
    watched.loudspeaker.error = None
    watched.put(False)
    until(lambda: watched.watch.problems == [])


def test_amixer_is_told(tmp_path: Path) -> None:
    told = tmp_path / "told"
    amixer = tmp_path / "amixer"
    amixer.write_text(
        f'#!/bin/sh\necho "$@" >> {told}\n[ "$5" != Bass ] || {{ echo "no Bass" >&2; exit 1; }}\n'
    )
    amixer.chmod(amixer.stat().st_mode | stat.S_IXUSR)
    speaker = Loudspeaker("1", "Speaker", str(amixer))
    speaker.mute(True)
    speaker.mute(False)
    assert told.read_text().splitlines() == [
        "-q -c 1 sset Speaker mute",
        "-q -c 1 sset Speaker unmute",
    ]
    Loudspeaker("1", "", str(tmp_path / "none")).mute(True)  # the card does it by itself
    with pytest.raises(LoudspeakerError, match="no Bass"):
        Loudspeaker("1", "Bass", str(amixer)).mute(True)
    with pytest.raises(LoudspeakerError, match="can't be muted"):
        Loudspeaker("1", "Speaker", str(tmp_path / "none")).mute(True)
