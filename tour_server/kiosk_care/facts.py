"""The facts of a kiosk's last report, in words. What its machine does not tell is said to be not known."""

from __future__ import annotations

from collections.abc import Iterator

from contract.messages import Health
from tour_server.fleet.screen_words import screen_words
from web.translations import gettext as _
from web.translations import ngettext

MEGABYTE, GIGABYTE = 1_000_000, 1_000_000_000
LITTLE_GIGABYTES = 10  # of disk, below which megabytes are said
HOUR_SECONDS = 3600


def kiosk_facts(health: Health) -> list[tuple[str, str]]:
    """Return what is known of a kiosk, a name and words for each."""
    return [(name, words or _("not known on this machine")) for name, words in _facts(health)]


def _facts(health: Health) -> Iterator[tuple[str, str | None]]:
    machine = health.machine
    yield _("Screen"), screen_words(machine.screen) if machine and machine.screen else None
    yield _("Software"), health.software
    yield _("Slot of the system"), machine.slot if machine else None
    yield _("Running for"), _duration(health.uptime_seconds)
    celsius = health.temperature_celsius
    yield _("Temperature"), None if celsius is None else f"{celsius:.0f} °C"
    if machine is None:
        return
    yield (
        _("Voltage"),
        _now_and_before(
            machine.under_voltage, machine.under_voltage_before, _("too low"), _("well")
        ),
    )
    yield (
        _("Throttling"),
        _now_and_before(machine.throttled, machine.throttled_before, _("slowed down"), _("none")),
    )
    yield _("Disk"), _disk(health)
    yield _("Wear of the disk"), _number(machine.disk_life_percent, "{} %")
    yield _("Errors of the disk"), _number(machine.disk_errors, "{}")
    yield _("Memory"), _memory(machine.memory_free_bytes, machine.memory_bytes)
    yield _("Clock"), _clock(machine.clock_synchronised, machine.clock_offset)
    yield _("Sound of the last telling"), _sound(machine.speech_works)
    took = machine.recognition_ms
    yield _("Time to recognise a picture"), None if took is None else f"{took:.0f} ms"
    yield (
        _("Waiting to be sent"),
        ngettext("{number} minute", "{number} minutes", health.outbox_depth),
    )
    cameras = [_camera(name, state) for name, state in sorted(health.cameras.items())]
    yield _("Cameras"), ", ".join(cameras) or _("it has none")
    yield _("Microphone"), _microphone(machine.microphones, machine.microphone_open)


def _now_and_before(now: bool | None, before: bool | None, bad: str, good: str) -> str | None:
    if now is None:
        return None
    if now:
        return bad
    return _("{good} now, {bad} since it was switched on", good=good, bad=bad) if before else good


def _disk(health: Health) -> str:
    free = health.disk_free_bytes
    if free < LITTLE_GIGABYTES * GIGABYTE:
        words = _("{number} MB free", number=free // MEGABYTE)
    else:
        words = _("{number} GB free", number=free // GIGABYTE)
    machine = health.machine
    if machine is None or machine.disk_read_only is None:
        return words
    return words + ", " + (_("read-only") if machine.disk_read_only else _("takes data"))


def _memory(free: int | None, everything: int | None) -> str | None:
    if free is None or everything is None:
        return None
    return _("{free} of {all} MB free", free=free // MEGABYTE, all=everything // MEGABYTE)


def _clock(synchronised: bool | None, offset: float | None) -> str | None:
    if synchronised is None:
        return None
    words = _("set by the network") if synchronised else _("not set")
    if offset is None:
        return words
    return words + ", " + _("{number} s from the server’s", number=f"{offset:+.1f}")


def _sound(works: bool | None) -> str | None:
    return None if works is None else (_("it was heard") if works else _("it was not heard"))


def _microphone(inputs: int | None, is_open: bool | None) -> str | None:
    if inputs is None or is_open is None:
        return None
    if is_open:
        return _("a program records")
    return _("it has one, and nothing records") if inputs else _("it has none")


def _camera(name: str, state: str) -> str:
    if state == "ok":
        return _("{name} gives pictures", name=name)
    return _("{name} gives no pictures", name=name)


def _number(value: int | None, form: str) -> str | None:
    return None if value is None else form.format(value)


def _duration(seconds: float) -> str:
    hours = int(seconds // HOUR_SECONDS)
    if hours >= 48:
        return ngettext("{number} day", "{number} days", hours // 24)
    return ngettext("{number} hour", "{number} hours", hours)
