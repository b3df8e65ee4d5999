"""What is wrong with a kiosk's machine, by its own report: a sentence for each, and a few words for lists."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from contract.messages import Health
from tour_server.fleet.alert_words import alert_words
from tour_server.fleet.health import lost_cameras
from tour_server.fleet.short_words import ShortWords
from web.translations import gettext as _
from web.translations import mark

HOT_CELSIUS = 80.0  # a Raspberry Pi slows its processor down from 80 °C on
WORN_PERCENT = 90
LITTLE_DISK_BYTES = 200_000_000
LITTLE_MEMORY = 0.05  # of all
CLOCK_SECONDS = 60.0  # bins are placed by minutes
SLOW_RECOGNITION_MS = 1000.0  # a work is to be named within a second
MEGABYTE = 1_000_000


class MachineIllness(Struct, frozen=True):
    """One thing that is wrong. `short`: in few words.

    `by_day`: it may be meant while the museum is closed, so that it is no alarm then: loudspeakers of a screen that is
    switched off, cameras without power.
    """

    short: ShortWords
    sentence: str
    by_day: bool = False


def illnesses(health: Health | None) -> list[MachineIllness]:
    """Return what is wrong with the machine, the worst first. What it does not report is not wrong."""
    if health is None:
        return []
    alerts = (MachineIllness(short, sentence) for short, sentence in alert_words(health.alerts))
    return [*_before_visitors(health), *alerts, *_found(health)]


def _before_visitors(health: Health) -> Iterator[MachineIllness]:
    """Returns what visitors notice: a camera that sees nothing, no sound."""
    machine = health.machine
    lost = [name for name in lost_cameras(health) if name not in health.blind]
    if lost:
        yield MachineIllness(
            ShortWords(mark("a camera has failed")),
            _(
                "It has trouble with {names}: works that are held up are not seen. Look at the camera’s cable.",
                names=", ".join(lost),
            ),
            by_day=True,
        )
    if machine is not None and machine.speech_works is False:
        yield MachineIllness(
            ShortWords(mark("no sound")),
            _("Visitors hear nothing: its screen has lost its sound output. Captions go on."),
            by_day=True,
        )


def _found(health: Health) -> Iterator[MachineIllness]:
    machine, celsius = health.machine, health.temperature_celsius
    if machine is not None and machine.disk_read_only:
        yield MachineIllness(
            ShortWords(mark("disk is read-only")),
            _(
                "Its disk takes nothing any more. It counts on in memory, and loses that when it is off."
            ),
        )
    if health.disk_free_bytes < LITTLE_DISK_BYTES:
        megabytes = health.disk_free_bytes // MEGABYTE
        yield MachineIllness(
            ShortWords(mark("disk is full")), _("Its disk has {number} MB left.", number=megabytes)
        )
    if machine is not None and machine.under_voltage:
        yield MachineIllness(
            ShortWords(mark("too little voltage")),
            _(
                "Its power supply is too weak. Give it the one that its maker names, and a short cable."
            ),
        )
    if celsius is not None and celsius >= HOT_CELSIUS:
        yield MachineIllness(
            ShortWords(mark("too hot")),
            _("Its processor has {number} °C. Give it air.", number=round(celsius)),
        )
    if machine is None:
        return
    if machine.throttled:
        yield MachineIllness(
            ShortWords(mark("slowed down")),
            _("Its processor is slowed down, by heat or by its power supply."),
        )
    if machine.disk_errors:
        yield MachineIllness(
            ShortWords(mark("disk errors")),
            _(
                "The system has counted {number} errors of its disk. Put another card in soon.",
                number=machine.disk_errors,
            ),
        )
    if machine.disk_life_percent is not None and machine.disk_life_percent >= WORN_PERCENT:
        yield MachineIllness(
            ShortWords(mark("disk is worn")),
            _(
                "Its card or disk is worn to {number} % of what its maker promised.",
                number=machine.disk_life_percent,
            ),
        )
    yield from _of_the_program(health)


def _of_the_program(health: Health) -> Iterator[MachineIllness]:
    machine = health.machine
    if machine is None:
        return
    if machine.microphone_open:
        yield MachineIllness(
            ShortWords(mark("a microphone is open")),
            _("A program on it records from a microphone. The kiosk’s own programs never do."),
        )
    if machine.clock_offset is not None and abs(machine.clock_offset) > CLOCK_SECONDS:
        yield MachineIllness(
            ShortWords(mark("clock is wrong")),
            _("Its clock is {number} seconds off.", number=round(abs(machine.clock_offset))),
        )
    free = machine.memory_free_bytes
    if free is not None and free < LITTLE_MEMORY * (machine.memory_bytes or 0):
        yield MachineIllness(
            ShortWords(mark("little memory")),
            _("It has {number} MB of memory left.", number=free // MEGABYTE),
        )
    if machine.recognition_ms is not None and machine.recognition_ms > SLOW_RECOGNITION_MS:
        yield MachineIllness(
            ShortWords(mark("recognises slowly")),
            _("Recognising takes {number} ms a picture.", number=round(machine.recognition_ms)),
        )
