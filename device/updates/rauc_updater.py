"""Slots by RAUC's own command, which asks its service (root) over the system's D-Bus.

The command and not D-Bus itself: it is there wherever the service is, its JSON is documented, it reports progress and
the last error, and a bundle's signature is checked by it without the service. So the kiosk needs no D-Bus library.
"""

from __future__ import annotations

import logging
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from contract.software import SoftwareReason
from device.updates.system_updater import (
    BundleFacts,
    NoSystemUpdater,
    SystemSlot,
    SystemSlots,
    SystemUpdater,
    UpdaterError,
)

log = logging.getLogger(__name__)

COMMAND_SECONDS = 120
WORDS = 150  # characters of RAUC's own sentence
_PROGRESS = re.compile(r"^\s*(\d{1,3})%")
# What RAUC says, in the order in which it is looked for.
_REASONS: Sequence[tuple[str, SoftwareReason]] = (
    ("compatible", SoftwareReason.WRONG_COMPATIBLE),
    ("signature size", SoftwareReason.TRUNCATED),
    ("truncated", SoftwareReason.TRUNCATED),
    ("invalid bundle format", SoftwareReason.TRUNCATED),
    ("payload", SoftwareReason.TRUNCATED),
    ("signature", SoftwareReason.WRONG_SIGNATURE),
    ("certificate", SoftwareReason.WRONG_SIGNATURE),
    ("verif", SoftwareReason.WRONG_SIGNATURE),
    ("cms", SoftwareReason.WRONG_SIGNATURE),
    ("no space", SoftwareReason.TOO_LARGE),
    ("too large", SoftwareReason.TOO_LARGE),
    ("exceeds", SoftwareReason.TOO_LARGE),
)


class RaucUpdater:
    """Runs `rauc`. One command at a time."""

    def __init__(self, program: str = "rauc", options: Sequence[str] = ()) -> None:
        """`options`: before each command, such as `--conf=…`."""
        self._program, self._options = program, list(options)

    def slots(self) -> SystemSlots:
        """Returns what `rauc status` says."""
        plain = self._json("status", "--detailed", "--output-format=json")
        try:
            return slots_of(plain)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise UpdaterError(
                SoftwareReason.INSTALLER, f"What RAUC says of its slots is not understood: {error}."
            ) from error

    def inspect(self, bundle: Path) -> BundleFacts:
        """Returns what `rauc info` says, which verifies the signature by the machine's keyring."""
        plain = self._json("info", "--output-format=json", str(bundle))
        try:
            return BundleFacts(str(plain["compatible"]), str(plain["version"]))
        except KeyError as error:
            raise UpdaterError(
                SoftwareReason.TRUNCATED, f"The bundle does not say its {error.args[0]}."
            ) from error

    def install(self, bundle: Path, progress: Callable[[float], None]) -> None:
        """Run `rauc install` to its end."""
        command = [self._program, *self._options, "install", str(bundle)]
        said: list[str] = []
        try:
            with subprocess.Popen(
                command,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
            ) as running:
                for line in running.stdout or ():
                    share = _PROGRESS.match(line)
                    if share:
                        progress(min(100, int(share[1])) / 100)
                    said.append(line.strip())
                    del said[:-50]
        except OSError as error:
            raise _no_answer(error) from error
        if running.returncode:
            raise failure(said)

    def activate_other(self) -> None:
        """Run `rauc status mark-active other`."""
        self._run("status", "mark-active", "other")

    def mark_good(self) -> None:
        """Run `rauc status mark-good`."""
        self._run("status", "mark-good", "booted")

    def mark_bad(self) -> None:
        """Run `rauc status mark-bad`."""
        self._run("status", "mark-bad", "booted")

    def _json(self, *arguments: str) -> Any:
        said = self._run(*arguments)
        try:
            return msgspec.json.decode(said[max(0, said.find("{")) :])
        except (msgspec.DecodeError, UnicodeError) as error:
            raise UpdaterError(
                SoftwareReason.INSTALLER, f"RAUC's answer is not understood: {error}."
            ) from error

    def _run(self, *arguments: str) -> str:
        try:
            done = subprocess.run(
                [self._program, *self._options, *arguments],
                capture_output=True,
                text=True,
                errors="replace",
                timeout=COMMAND_SECONDS,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise _no_answer(error) from error
        if done.returncode:
            raise failure([*done.stdout.splitlines(), *done.stderr.splitlines()])
        return done.stdout


def slots_of(plain: Mapping[str, Any]) -> SystemSlots:
    """Returns the slots of `rauc status` in JSON, by the names under which they start. Raises KeyError, ValueError."""
    named: dict[str, SystemSlot] = {}
    by_slot: dict[str, str] = {}
    for entry in plain["slots"]:
        for slot, facts in entry.items():
            name = facts.get("bootname")
            if not name:
                continue  # a slot that belongs to another, such as its boot files
            bundle = (facts.get("slot_status") or {}).get("bundle") or {}
            good = facts.get("boot_status")
            named[name] = SystemSlot(
                name, bundle.get("version"), None if good is None else good == "good"
            )
            by_slot[slot] = name
    booted = str(plain["booted"])
    booted = by_slot.get(booted, booted)
    others = [one for one in named.values() if one.name != booted]
    if booted not in named or len(others) != 1:
        raise ValueError("one slot has to be booted and one not")
    primary = plain.get("boot_primary") or ""
    return SystemSlots(
        str(plain["compatible"]), named[booted], others[0], by_slot.get(primary, primary)
    )


def failure(said: Sequence[str]) -> UpdaterError:
    """Returns the error of what RAUC has printed."""
    lines = [line for line in said if line.strip()]
    errors = [line for line in lines if "error" in line.lower() or "failed" in line.lower()]
    last = [line.partition("LastError:")[2] for line in errors if "LastError:" in line]
    words = (last or errors or lines or ["it gave no reason"])[-1].strip()
    everything = "\n".join(errors or lines).lower()
    reason = next((one for part, one in _REASONS if part in everything), SoftwareReason.INSTALLER)
    return UpdaterError(reason, f"RAUC: {words[:WORDS]}")


def updater_of_this_machine() -> SystemUpdater:
    """Returns RAUC where the machine has it and its configuration, otherwise one that says that it can't."""
    if shutil.which("rauc") and Path("/etc/rauc/system.conf").exists():
        return RaucUpdater()
    return NoSystemUpdater()


def _no_answer(error: Exception) -> UpdaterError:
    return UpdaterError(SoftwareReason.INSTALLER, f"RAUC does not answer: {type(error).__name__}.")
