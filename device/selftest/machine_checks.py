"""Tries the machine: disk, memory, temperature, voltage, watchdog, slots, microphones."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from pathlib import Path

from contract.selftest import SelftestCheck
from contract.software import SoftwareReason
from device.health.machine import temperature
from device.health.machine_state import MachineReader, file_number, file_text
from device.selftest.finding import attention, error_words, failed, not_known, well
from device.updates.system_updater import SystemUpdater, UpdaterError

MEGABYTE = 1_000_000
WRITTEN_MEGABYTES = 16
SMALL_WRITES = 20  # of one block each, as the outbox writes a minute's count
BLOCK_BYTES = 4096
MIN_FREE_MEGABYTES = 500
SLOW_MEGABYTES = 5.0  # a second: slower than the slowest class of cards that is sold
SLOW_SYNC_MS = 500.0
WORN_PERCENT = 80
HOT_CELSIUS, WARM_CELSIUS = 80.0, 70.0
MIN_FREE_MEMORY = 0.1  # of all


def check_disk(data: Path, reader: MachineReader) -> SelftestCheck:
    """Write to the disk with the kiosk's data, and ask what it tells of its wear."""
    if not data.is_dir():
        return failed(
            "disk",
            "The kiosk's folder is not there.",
            "Start the kiosk once, or name its settings file: --settings",
        )
    state, free = reader.disk(data), shutil.disk_usage(data).free / MEGABYTE
    values: dict[str, float | None] = {
        "free_mb": round(free),
        "wear_percent": state.life_percent,
        "errors": state.errors,
    }
    try:
        values["write_mb_a_second"], values["sync_ms"] = write_speed(data)
    except OSError as error:
        return failed(
            "disk",
            f"The disk takes nothing ({error_words(error)}).",
            "Make room, or put another card in: a card that fails turns read-only.",
            values,
        )
    speed, sync = values["write_mb_a_second"] or 0.0, values["sync_ms"] or 0.0
    if state.errors:
        return failed(
            "disk", "The system has counted errors of the disk.", "Put another card in.", values
        )
    if (state.life_percent or 0) >= WORN_PERCENT:
        return attention("disk", "The card is worn.", "Put another one in soon.", values)
    if free < MIN_FREE_MEGABYTES:
        return attention(
            "disk",
            f"{free:.0f} MB are free.",
            "Take a larger card, or set content_megabytes.",
            values,
        )
    if speed < SLOW_MEGABYTES or sync > SLOW_SYNC_MS:
        return attention("disk", "The disk is slow.", "Take a card of class A1 or better.", values)
    return well("disk", f"{free:.0f} MB free, {speed:.0f} MB a second written.", values)


def write_speed(folder: Path) -> tuple[float, float]:
    """Returns megabytes a second, and milliseconds of a small write that is on the disk. Raises OSError.

    What is written is random, so that no disk can compress it, and is deleted.
    """
    block = os.urandom(MEGABYTE)
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".selftest-") as file:
        began = time.monotonic()
        for _ in range(WRITTEN_MEGABYTES):
            file.write(block)
        file.flush()
        os.fsync(file.fileno())
        speed = WRITTEN_MEGABYTES / max(time.monotonic() - began, 1e-6)
        began = time.monotonic()
        for _ in range(SMALL_WRITES):
            file.write(block[:BLOCK_BYTES])
            file.flush()
            os.fsync(file.fileno())
        sync = (time.monotonic() - began) * 1000 / SMALL_WRITES
    return round(speed, 1), round(sync, 2)


def check_memory(reader: MachineReader) -> SelftestCheck:
    """Look how much memory programs can still have."""
    everything, free = reader.memory()
    if everything is None or free is None:
        return not_known("memory", "This machine does not say how much memory it has.")
    values = {"memory_mb": everything // MEGABYTE, "free_mb": free // MEGABYTE}
    if free < MIN_FREE_MEMORY * everything:
        return attention(
            "memory",
            f"{free // MEGABYTE} MB of memory are free.",
            "Restart the kiosk's program, and look whether it grows again.",
            values,
        )
    return well("memory", f"{free // MEGABYTE} MB of memory are free.", values)


def check_temperature(celsius: float | None = None) -> SelftestCheck:
    """Look how hot the processor is, after the work of this test. `celsius`: in place of the sensor's."""
    found = temperature() if celsius is None else celsius
    if found is None:
        return not_known("temperature", "This machine has no sensor of its temperature.")
    values, words = {"celsius": found}, f"The processor has {found:.0f} °C."
    if found >= HOT_CELSIUS:
        return failed("temperature", words, "Give it air, or a heat sink: it slows down.", values)
    if found >= WARM_CELSIUS:
        return attention("temperature", words, "Give it more air before summer.", values)
    return well("temperature", words, values)


def check_voltage(reader: MachineReader) -> SelftestCheck:
    """Ask the firmware for under-voltage and throttling, now and since the machine was switched on."""
    found = reader.voltage()
    values = {
        "under_voltage": found.under_voltage,
        "under_voltage_before": found.under_voltage_before,
        "throttled": found.throttled,
        "throttled_before": found.throttled_before,
    }
    advice = "Use the power supply that the board's maker names, with a short cable."
    if found.under_voltage is None and found.throttled is None:
        return not_known("voltage", "This machine does not tell its voltage.")
    if found.under_voltage or found.throttled:
        return failed("voltage", "The voltage is too low, or it is slowed down.", advice, values)
    if found.under_voltage_before or found.throttled_before:
        return attention(
            "voltage", "It was too low, or it was slowed down, since it was on.", advice, values
        )
    return well("voltage", "The voltage is well.", values)


def check_watchdog(sys: Path = Path("/sys"), dev: Path = Path("/dev")) -> SelftestCheck:
    """Look whether a hardware watchdog is there and armed."""
    folder = sys / "class/watchdog/watchdog0"
    if not folder.exists() and not (dev / "watchdog").exists():
        return attention(
            "watchdog",
            "The machine has no watchdog, so one that hangs stays so.",
            "Load the driver of the board's watchdog (on a Raspberry Pi bcm2835_wdt).",
        )
    state = file_text(folder / "state")
    values: dict[str, float | None] = {"timeout_seconds": file_number(folder / "timeout")}
    if state == "active":
        return well("watchdog", "The watchdog is armed.", values)
    if not state:
        return not_known("watchdog", "There is a watchdog; whether it is armed is not told.")
    return attention(
        "watchdog",
        "There is a watchdog, and it is not armed.",
        "Set RuntimeWatchdogSec in systemd's system.conf, as the card's image does.",
        values,
    )


def check_slots(reader: MachineReader, updater: SystemUpdater) -> SelftestCheck:
    """Ask for the state of the two systems on the card."""
    nothing = "This machine did not start from one of two systems on a card."
    if reader.slot() is None:
        return not_known("slots", nothing)
    try:
        slots = updater.slots()
    except UpdaterError as error:
        if error.reason is SoftwareReason.NO_UPDATER:
            return not_known("slots", nothing)
        return failed(
            "slots",
            "RAUC can't tell the state of the slots.",
            "Look at its journal: journalctl -u rauc",
        )
    states = (slots.booted.good, slots.other.good)
    values = {"good": states.count(True), "bad": states.count(False)}
    if False in states:
        return attention(
            "slots",
            "One of the two systems is marked bad.",
            "Give it an update again; until then it has no system to fall back to.",
            values,
        )
    return well("slots", f"{states.count(True)} slots are marked good.", values)


def check_microphone(reader: MachineReader) -> SelftestCheck:
    """Look that no microphone is open. The kiosk has no use for one."""
    devices, is_open = reader.microphones()
    if devices is None:
        return not_known("microphone", "This machine does not tell its sound devices.")
    values = {"inputs": devices, "open": bool(is_open)}
    if is_open:
        return failed(
            "microphone",
            "A program records from a microphone.",
            "The kiosk's programs never do. Find out which one it is, and take it off.",
            values,
        )
    return well("microphone", "No microphone is open.", values)
