"""The machine's part of a kiosk's health: its software, uptime, disk and temperature.

Note: the wall clock may be years off on a board without a battery, so `trusted` is reported with it.
"""

from __future__ import annotations

import importlib.metadata
import secrets
import shutil
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from contract.field_limits import clamp
from contract.kiosk_alerts import KioskAlert
from contract.kiosk_messages import ClockSeconds, MachineState, ScreenState, SettingsReport
from contract.measures import Celsius, Count, UnixSeconds
from contract.messages import Blindness, Health
from device.health.machine_state import MachineReader

PROBLEMS_LIMIT = 20  # sentences, of 200 characters at most: contract.messages.Health
_THERMAL_ZONE = Path("/sys/class/thermal/thermal_zone0/temp")


class HealthClock(Protocol):
    """The part of device.uplink.boot.DeviceClock that health needs."""

    def wall_clock(self) -> float:
        """Returns Unix seconds."""

    def trusted(self) -> bool:
        """Returns whether the wall clock was set since the boot."""


class ProgramState(Struct, frozen=True, kw_only=True):
    """What the kiosk's own program knows of itself; None is not known. See contract.kiosk_messages.MachineState."""

    clock_offset: float | None = None
    speech_works: bool | None = None
    recognition_ms: float | None = None
    screen: ScreenState | None = None


class Machine:
    """One machine, since this object was made."""

    def __init__(
        self,
        data: Path,
        clock: HealthClock,
        monotonic: Callable[[], float] = time.monotonic,
        reader: MachineReader | None = None,
    ) -> None:
        """`data`: a folder on the disk whose free space is reported. `reader`: of what the kernel tells."""
        self._reader = reader or MachineReader()
        self._data = data
        self._clock = clock
        self._monotonic = monotonic
        self._began = monotonic()
        self._boot = secrets.token_hex(8)

    def health(
        self,
        *,
        release: int | None,
        release_hash: str | None = None,
        room: str | None,
        outbox_depth: int,
        cameras: Mapping[str, str],
        problems: Sequence[str],
        blind: Mapping[str, Blindness],
        program: ProgramState | None = None,
        settings: SettingsReport | None = None,
        alerts: Collection[KioskAlert] = (),
    ) -> Health:
        """Returns the health now. `problems`: sentences for the technician; repeated ones are sent once."""
        return Health(
            at=clamp(self._clock.wall_clock(), UnixSeconds),
            clock_trusted=self._clock.trusted(),
            software=importlib.metadata.version("zaalgids"),
            release=release,
            room=room,
            uptime_seconds=self._monotonic() - self._began,
            outbox_depth=int(clamp(outbox_depth, Count)),
            disk_free_bytes=shutil.disk_usage(self._data).free,
            temperature_celsius=temperature(),
            cameras=dict(cameras),
            trouble=[words[:200] for words in dict.fromkeys(problems)][:PROBLEMS_LIMIT],
            blind=dict(blind),
            release_hash=release_hash,
            boot=self._boot,
            machine=self._state(program or ProgramState()),
            settings=settings,
            alerts=[one for one in KioskAlert if one in alerts],
        )

    def _state(self, program: ProgramState) -> MachineState:
        voltage, disk = self._reader.voltage(), self._reader.disk(self._data)
        memory, free = self._reader.memory()
        inputs, recording = self._reader.microphones()
        offset = program.clock_offset
        return MachineState(
            under_voltage=voltage.under_voltage,
            under_voltage_before=voltage.under_voltage_before,
            throttled=voltage.throttled,
            throttled_before=voltage.throttled_before,
            disk_life_percent=disk.life_percent,
            disk_errors=None if disk.errors is None else int(clamp(disk.errors, Count)),
            disk_read_only=disk.read_only,
            memory_bytes=memory,
            memory_free_bytes=free,
            clock_synchronised=self._clock.trusted(),
            clock_offset=None if offset is None else clamp(offset, ClockSeconds),
            speech_works=program.speech_works,
            recognition_ms=program.recognition_ms,
            screen=program.screen,
            slot=self._reader.slot(),
            microphones=None if inputs is None else int(clamp(inputs, Count)),
            microphone_open=recording,
        )


def temperature(zone: Path = _THERMAL_ZONE) -> float | None:
    """Returns the processor's temperature in °C; None where the machine has no sensor, or a broken one."""
    try:
        read = int(zone.read_text(encoding="ascii")) / 1000
    except (OSError, ValueError):
        return None
    return read if read == clamp(read, Celsius) else None
