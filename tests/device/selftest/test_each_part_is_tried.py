"""Each part of a kiosk is tried, on machines that are well, ill, or have no such part."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from contract.selftest import CheckState, SelftestCheck
from device.camera.camera import CameraLostError, Frame
from device.camera.shared_frames import SharedFrames
from device.health.machine_state import MachineReader
from device.selftest import machine_checks
from device.selftest.camera_check import CameraMeasures, check_camera, measure_frames
from device.selftest.kiosk_checks import check_clock, check_screen, check_speech, check_waiting
from device.selftest.network_check import check_broker, check_door
from device.selftest.running_kiosk import KioskAnswer, RunningKiosk, page_address
from device.settings import KioskSettings
from device.updates.rauc_updater import RaucUpdater
from device.updates.system_updater import NoSystemUpdater
from models.quality_gate import Fault
from narration.speech.settings import EspeakSettings
from tests.brokers import free_port

WELL, ATTENTION, FAILED, NOT_KNOWN = CheckState
NOW = 1_790_000_000.0


def write(root: Path, files: dict[str, str]) -> MachineReader:
    """Write a machine's files. Returns what reads them."""
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="ascii")
    return MachineReader(root, firmware=lambda: None)


def says_what_to_do(check: SelftestCheck) -> bool:
    """Whether a check that found something has advice, and one that did not has none."""
    return bool(check.advice) == (check.state in (ATTENTION, FAILED))


@pytest.mark.parametrize(
    ("found", "state"),
    [
        (CameraMeasures(15.0, 1280, 720, 120.0, 25.0), WELL),
        (CameraMeasures(15.0, 1280, 720, 120.0, 8.0), WELL),
        (CameraMeasures(15.0, 1280, 720, 120.0, 3.0), ATTENTION),
        (CameraMeasures(15.0, 1280, 720, 30.0, 25.0), ATTENTION),
        (CameraMeasures(2.0, 1280, 720, 120.0, 25.0), ATTENTION),
        (CameraMeasures(15.0, 1280, 720, 1.0, 0.0, Fault.TOO_DARK), FAILED),
        (CameraMeasures(), FAILED),
    ],
)
def test_a_camera(found: CameraMeasures, state: CheckState) -> None:
    check = check_camera("camera-1", lambda: found)
    assert check.state is state
    assert says_what_to_do(check)


def test_a_camera_that_can_not_be_opened() -> None:
    def lost() -> CameraMeasures:
        raise CameraLostError("/dev/video0 of Anna")

    check = check_camera("camera-1", lost)
    assert check.state is FAILED
    assert "Anna" not in check.words


class StillCamera:
    name, fps = "still", 40.0

    def __init__(self) -> None:
        self._closed = threading.Event()
        self._number = 0

    def read(self) -> Frame | None:
        self._closed.wait(1 / self.fps)
        self._number += 1
        noise = np.random.default_rng(self._number).integers(90, 170, (240, 320, 3), np.uint8)
        return Frame(noise, self._number / self.fps)

    def close(self) -> None:
        self._closed.set()


def test_pictures_are_measured() -> None:
    frames = SharedFrames(StillCamera())
    frames.start()
    try:
        found = measure_frames(frames, 0.5)
    finally:
        frames.stop()
    assert 5 < found.fps < 45
    assert (found.width, found.height, found.fault) == (320, 240, None)
    assert 110 < found.grey < 150


def test_a_disk_is_written_to_and_left_as_it_was(tmp_path: Path) -> None:
    check = machine_checks.check_disk(tmp_path, MachineReader(tmp_path / "root"))
    assert check.values["write_mb_a_second"] > 0
    assert check.values["sync_ms"] > 0
    assert list(tmp_path.iterdir()) == []
    assert machine_checks.check_disk(tmp_path / "none", MachineReader(tmp_path)).state is FAILED


def test_a_disk_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = {
        "proc/mounts": f"/dev/mmcblk0p4 {tmp_path} ext4 rw 0 0\n",
        "sys/fs/ext4/mmcblk0p4/errors_count": "3",
    }
    reader = write(tmp_path / "root", mounts)
    assert machine_checks.check_disk(tmp_path, reader).state is FAILED

    def read_only(_: Path) -> tuple[float, float]:
        raise OSError(30, "Read-only file system", f"/home/{'Anna'}")

    monkeypatch.setattr(machine_checks, "write_speed", read_only)
    check = machine_checks.check_disk(tmp_path, reader)
    assert check.words == "The disk takes nothing (OSError: Read-only file system)."


def test_memory_and_heat_and_voltage(tmp_path: Path) -> None:
    little = {"proc/meminfo": "MemTotal: 1000000 kB\nMemAvailable: 50000 kB\n"}
    assert machine_checks.check_memory(write(tmp_path / "a", little)).state is ATTENTION
    much = {"proc/meminfo": "MemTotal: 1000000 kB\nMemAvailable: 500000 kB\n"}
    assert machine_checks.check_memory(write(tmp_path / "b", much)).state is WELL
    assert machine_checks.check_memory(write(tmp_path / "c", {})).state is NOT_KNOWN
    states = [machine_checks.check_temperature(celsius).state for celsius in (50.0, 75.0, 85.0)]
    assert states == [WELL, ATTENTION, FAILED]
    for bits, state in (("0x0", WELL), ("0x50000", ATTENTION), ("0x50005", FAILED)):
        reader = MachineReader(tmp_path / "d", firmware=lambda bits=bits: f"throttled={bits}\n")
        check = machine_checks.check_voltage(reader)
        assert check.state is state
        assert says_what_to_do(check)
    assert machine_checks.check_voltage(write(tmp_path / "d", {})).state is NOT_KNOWN


def test_a_microphone_that_records_is_found(tmp_path: Path) -> None:
    meminfo = {"proc/meminfo": "MemTotal: 1 kB\n"}
    silent = machine_checks.check_microphone(write(tmp_path / "a", meminfo))
    assert (silent.state, silent.values) == (WELL, {"inputs": 0, "open": 0})
    card = {
        "proc/asound/pcm": "00-00: bcm2835 : playback 8\n01-00: USB : playback 1 : capture 1\n",
        "proc/asound/card1/pcm0c/sub0/status": "closed\n",
    }
    there = machine_checks.check_microphone(write(tmp_path / "b", meminfo | card))
    assert (there.state, there.values) == (WELL, {"inputs": 1, "open": 0})
    card["proc/asound/card1/pcm0c/sub0/status"] = "state: RUNNING\nowner_pid: 7\n"
    assert machine_checks.check_microphone(write(tmp_path / "b", card)).state is FAILED


def test_a_watchdog(tmp_path: Path) -> None:
    sys, dev = tmp_path / "sys", tmp_path / "dev"
    assert machine_checks.check_watchdog(sys, dev).state is ATTENTION
    write(tmp_path, {"sys/class/watchdog/watchdog0/state": "inactive"})
    assert machine_checks.check_watchdog(sys, dev).state is ATTENTION
    armed = {
        "sys/class/watchdog/watchdog0/state": "active",
        "sys/class/watchdog/watchdog0/timeout": "15",
    }
    write(tmp_path, armed)
    check = machine_checks.check_watchdog(sys, dev)
    assert (check.state, check.values) == (WELL, {"timeout_seconds": 15})


@pytest.mark.parametrize(
    ("second", "status", "state"), [("good", 0, WELL), ("bad", 0, ATTENTION), ("good", 1, FAILED)]
)
def test_two_slots(tmp_path: Path, second: str, status: int, state: CheckState) -> None:
    rauc = tmp_path / "rauc"
    slots = [
        {"rootfs.0": {"bootname": "A", "boot_status": "good"}},
        {"rootfs.1": {"bootname": "B", "boot_status": second}},
    ]
    said = json.dumps({"compatible": "zaalgids-kiosk", "booted": "A", "slots": slots})
    rauc.write_text(f'#!/bin/sh\ncat <<"END"\n{said}\nEND\nexit {status}\n')
    rauc.chmod(0o755)
    reader = write(tmp_path, {"proc/cmdline": "quiet rauc.slot=A"})
    updater = RaucUpdater(str(rauc))
    check = machine_checks.check_slots(reader, updater)
    assert check.state is state
    assert machine_checks.check_slots(MachineReader(tmp_path / "x"), updater).state is NOT_KNOWN
    assert machine_checks.check_slots(reader, NoSystemUpdater()).state is NOT_KNOWN


def test_the_screen(tmp_path: Path) -> None:
    assert check_screen(None, tmp_path).state is FAILED
    assert check_screen(KioskAnswer(watched=True), tmp_path).state is WELL
    assert check_screen(KioskAnswer(), tmp_path).state is FAILED
    assert check_screen(KioskAnswer(step="waiting"), tmp_path).state is ATTENTION
    write(tmp_path, {"class/drm/card0-HDMI-A-1/status": "disconnected"})
    assert check_screen(KioskAnswer(watched=True), tmp_path).state is FAILED


def test_the_voice_and_its_loudspeaker(tmp_path: Path) -> None:
    check = check_speech(EspeakSettings(), None, tmp_path)
    assert check.state is FAILED
    assert check.words == "The voice speaks, and the machine has no sound output."
    assert -40 < check.values["lufs"] < -5
    write(tmp_path, {"asound/pcm": "00-00: bcm2835 : playback 8\n"})
    assert check_speech(EspeakSettings(), None, tmp_path).state is WELL
    mute = RunningKiosk("x", lambda _: {"machine": {"speech_works": False}}).answer
    assert check_speech(EspeakSettings(), mute, tmp_path).state is FAILED


def test_the_clock() -> None:
    off = RunningKiosk("x", lambda _: {"machine": {"clock_offset": -90.0}}).answer
    assert check_clock(1e9, trusted=False, answer=None).state is FAILED
    assert check_clock(NOW, trusted=False, answer=None).state is ATTENTION
    assert check_clock(NOW, trusted=True, answer=None).state is WELL
    assert check_clock(NOW, trusted=True, answer=off).state is FAILED


def test_what_waits() -> None:
    assert check_waiting(None).state is NOT_KNOWN
    assert check_waiting(KioskAnswer(connected=True, outbox_depth=3)).state is WELL
    assert check_waiting(KioskAnswer(outbox_depth=3)).state is ATTENTION


@pytest.fixture
def listening() -> Iterator[int]:
    """A port of this machine that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_the_way_to_server_and_broker(tmp_path: Path, listening: int) -> None:
    there = KioskSettings(
        server=f"http://127.0.0.1:{listening}", broker=f"mqtt://127.0.0.1:{listening}"
    )
    assert check_door(there, tmp_path).state is WELL
    assert check_broker(there, None).state is WELL
    assert check_broker(there, KioskAnswer(connected=False)).state is FAILED
    gone = KioskSettings(server=f"http://127.0.0.1:{free_port()}", broker="mqtt://no.invalid:1")
    assert check_door(gone, tmp_path).state is FAILED
    named = check_broker(gone, None)
    assert (named.state, named.words) == (FAILED, "Its name is not found in the network.")
    unclaimed = KioskSettings(claimed=True)
    assert check_door(unclaimed, tmp_path).state is NOT_KNOWN
    assert check_broker(KioskSettings(broker=""), None).state is NOT_KNOWN


def test_another_machine_in_the_brokers_place(tmp_path: Path) -> None:
    from tests.device.selftest.stranger import stranger

    with stranger(tmp_path) as port:
        settings = KioskSettings(
            broker=f"mqtts://127.0.0.1:{port}",
            broker_ca=ssl.get_default_verify_paths().cafile or "",
        )
        check = check_broker(settings, None)
    assert check.state is FAILED
    assert check.words.startswith("Another machine answers in its place")


def test_the_page_of_the_kiosk() -> None:
    screen = KioskSettings().screen
    assert page_address(screen) == "http://127.0.0.1:8090"
    assert RunningKiosk("x", lambda _: {"connected": "what?"}).answer is None
    assert RunningKiosk("x", lambda _: None).camera(0) is None
