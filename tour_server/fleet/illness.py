"""What is wrong with a kiosk's machine, by its own report: a sentence for each, and a few words for lists."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from contract.messages import Health
from tour_server.fleet.alert_words import alert_words
from web.translations import gettext as _

HOT_CELSIUS = 80.0  # a Raspberry Pi slows its processor down from 80 °C on
WORN_PERCENT = 90
LITTLE_DISK_BYTES = 200_000_000
LITTLE_MEMORY = 0.05  # of all
CLOCK_SECONDS = 60.0  # bins are placed by minutes
SLOW_RECOGNITION_MS = 1000.0  # a work is to be named within a second
MEGABYTE = 1_000_000


class MachineIllness(Struct, frozen=True):
    """One thing that is wrong. `short`: in few words."""

    short: str
    sentence: str


def illnesses(health: Health | None) -> list[MachineIllness]:
    """Return what is wrong with the machine, the worst first. What it does not report is not wrong."""
    if health is None:
        return []
    alerts = (MachineIllness(short, sentence) for short, sentence in alert_words(health.alerts))
    return [*_found(health), *alerts]


def _found(health: Health) -> Iterator[MachineIllness]:
    machine, celsius = health.machine, health.temperature_celsius
    if machine is not None and machine.disk_read_only:
        yield MachineIllness(
            _("disk is read-only"),
            _(
                "Its disk takes nothing any more. It counts on in memory, and loses that when it is off."
            ),
        )
    if health.disk_free_bytes < LITTLE_DISK_BYTES:
        megabytes = health.disk_free_bytes // MEGABYTE
        yield MachineIllness(
            _("disk is full"), _("Its disk has {number} MB left.", number=megabytes)
        )
    if machine is not None and machine.under_voltage:
        yield MachineIllness(
            _("too little voltage"),
            _(
                "Its power supply is too weak. Give it the one that its maker names, and a short cable."
            ),
        )
    if celsius is not None and celsius >= HOT_CELSIUS:
        yield MachineIllness(
            _("too hot"), _("Its processor has {number} °C. Give it air.", number=round(celsius))
        )
    if machine is None:
        return
    if machine.throttled:
        yield MachineIllness(
            _("slowed down"), _("Its processor is slowed down, by heat or by its power supply.")
        )
    if machine.disk_errors:
        yield MachineIllness(
            _("disk errors"),
            _(
                "The system has counted {number} errors of its disk. Put another card in soon.",
                number=machine.disk_errors,
            ),
        )
    if machine.disk_life_percent is not None and machine.disk_life_percent >= WORN_PERCENT:
        yield MachineIllness(
            _("disk is worn"),
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
            _("a microphone is open"),
            _("A program on it records from a microphone. The kiosk’s own programs never do."),
        )
    if machine.clock_offset is not None and abs(machine.clock_offset) > CLOCK_SECONDS:
        yield MachineIllness(
            _("clock is wrong"),
            _("Its clock is {number} seconds off.", number=round(abs(machine.clock_offset))),
        )
    free = machine.memory_free_bytes
    if free is not None and free < LITTLE_MEMORY * (machine.memory_bytes or 0):
        yield MachineIllness(
            _("little memory"),
            _("It has {number} MB of memory left.", number=free // MEGABYTE),
        )
    if machine.recognition_ms is not None and machine.recognition_ms > SLOW_RECOGNITION_MS:
        yield MachineIllness(
            _("recognises slowly"),
            _("Recognising takes {number} ms a picture.", number=round(machine.recognition_ms)),
        )
