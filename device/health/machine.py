"""The machine's own part of a kiosk's health: its software, how long it runs, its disk, how warm it is.

What a newcomer would get wrong: the wall clock may be years off on a board without a battery. `trusted` goes with it.
"""

from __future__ import annotations

import importlib.metadata
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from contract.messages import Blindness, Health

TROUBLES = 20  # sentences, of 200 characters at most: contract.messages.Health
_WARMTH = Path("/sys/class/thermal/thermal_zone0/temp")


class Clock(Protocol):
    """The part of device.uplink.boot.Clock that is asked here."""

    def wall(self) -> float:
        """Seconds since 1970."""

    def trusted(self) -> bool:
        """Whether that was set from outside."""


class Machine:
    """One machine, since it was made."""

    def __init__(
        self, data: Path, clock: Clock, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        """`data`: a folder on the disk whose free space counts."""
        self._data = data
        self._clock = clock
        self._monotonic = monotonic
        self._began = monotonic()

    def health(
        self,
        *,
        release: int | None,
        room: str | None,
        outbox_depth: int,
        cameras: Mapping[str, str],
        trouble: Sequence[str],
        blind: Mapping[str, Blindness],
    ) -> Health:
        """Now, with what the kiosk's parts say. `trouble`: sentences for the technician, each kept once."""
        return Health(
            at=max(0.0, self._clock.wall()),
            clock_trusted=self._clock.trusted(),
            software=importlib.metadata.version("zaalgids"),
            release=release,
            room=room,
            uptime_seconds=self._monotonic() - self._began,
            outbox_depth=outbox_depth,
            disk_free_bytes=shutil.disk_usage(self._data).free,
            temperature_celsius=temperature(),
            cameras=dict(cameras),
            trouble=[words[:200] for words in dict.fromkeys(trouble)][:TROUBLES],
            blind=dict(blind),
        )


def temperature(zone: Path = _WARMTH) -> float | None:
    """Of the processor, in °C; None where the machine does not tell."""
    try:
        return int(zone.read_text(encoding="ascii")) / 1000
    except (OSError, ValueError):
        return None
