"""Tries all parts of a kiosk in turn, and makes the report. A part whose trial fails does not end the test."""

from __future__ import annotations

import importlib.metadata
import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct

from contract.field_limits import clamp
from contract.measures import UnixSeconds
from contract.selftest import SelftestCheck, SelftestReport
from device.camera.settings import UsbCamera
from device.health.machine_state import MachineReader
from device.selftest import machine_checks
from device.selftest.camera_check import CameraMeasures, check_camera, measure_camera
from device.selftest.finding import error_words, failed, not_known
from device.selftest.kiosk_checks import check_clock, check_screen, check_speech, check_waiting
from device.selftest.network_check import check_broker, check_door
from device.selftest.running_kiosk import RunningKiosk
from device.settings import CameraSettings, KioskSettings
from device.updates.rauc_updater import updater_of_this_machine
from device.uplink.boot import SystemClock

log = logging.getLogger(__name__)

Trial = tuple[str, Callable[[], SelftestCheck]]
"""A part's name, and what tries it."""


class SelftestParts(Struct, frozen=True):
    """What is tried. `works`: trials of recognition and speed, which the commands bring along.

    `say` is told what is tried, while it is tried.
    """

    settings: KioskSettings
    data: Path
    kiosk: RunningKiosk
    works: Sequence[Trial]
    machine: str
    cores: int
    say: Callable[[str], None]
    reader: MachineReader = MachineReader()


def run_selftest(parts: SelftestParts) -> SelftestReport:
    """Try everything. Returns the report."""
    clock = SystemClock()
    checks = [_tried(name, trial, parts.say) for name, trial in trials(parts, clock)]
    return SelftestReport(
        at=clamp(clock.wall_clock(), UnixSeconds),
        clock_trusted=clock.trusted(),
        software=importlib.metadata.version("zaalgids"),
        machine=_printable(parts.machine),
        cores=parts.cores,
        memory_bytes=parts.reader.memory()[0],
        checks=checks,
    )


def trials(parts: SelftestParts, clock: SystemClock) -> list[Trial]:
    """Returns all trials in their order: what a visitor meets, the network, the machine; the heat after the work."""
    settings, kiosk, reader = parts.settings, parts.kiosk, parts.reader
    return [
        *_camera_trials(settings.cameras, kiosk),
        ("screen", lambda: check_screen(kiosk.answer)),
        ("speech", lambda: check_speech(settings.speech, kiosk.answer)),
        *parts.works,
        (
            "clock",
            lambda: check_clock(clock.wall_clock(), trusted=clock.trusted(), answer=kiosk.answer),
        ),
        ("server", lambda: check_door(settings, parts.data)),
        ("broker", lambda: check_broker(settings, kiosk.answer)),
        ("outbox", lambda: check_waiting(kiosk.answer)),
        ("disk", lambda: machine_checks.check_disk(parts.data, reader)),
        ("memory", lambda: machine_checks.check_memory(reader)),
        ("microphone", lambda: machine_checks.check_microphone(reader)),
        ("watchdog", machine_checks.check_watchdog),
        ("slots", lambda: machine_checks.check_slots(reader, updater_of_this_machine())),
        ("voltage", lambda: machine_checks.check_voltage(reader)),
        ("temperature", machine_checks.check_temperature),
    ]


def _camera_trials(cameras: Sequence[CameraSettings], kiosk: RunningKiosk) -> list[Trial]:
    if not cameras:
        nothing = not_known("camera-1", "The settings name no camera.")
        return [("camera-1", lambda: nothing)]
    return [_camera_trial(number, camera, kiosk) for number, camera in enumerate(cameras)]


def _camera_trial(number: int, camera: CameraSettings, kiosk: RunningKiosk) -> Trial:
    """Returns the trial of a camera. The running kiosk has it open, and measures it itself."""
    name = f"camera-{number + 1}"

    def measure() -> CameraMeasures:
        found = kiosk.camera(number)
        if found is not None:
            return found
        if kiosk.answer is not None and isinstance(camera.source, UsbCamera):
            return CameraMeasures()  # the kiosk has it, and gets no picture
        return measure_camera(camera.source)

    return name, lambda: check_camera(name, measure)


def _tried(
    name: str, trial: Callable[[], SelftestCheck], say: Callable[[str], None]
) -> SelftestCheck:
    say(name)
    try:
        return trial()
    except Exception as error:  # a fault of one trial must not hide what the others find
        log.debug("the trial of %s failed", name, exc_info=error)
        return failed(
            name,
            f"The trial itself failed ({error_words(error)}).",
            "Send this report to whoever maintains the software.",
        )


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text)[:120]
