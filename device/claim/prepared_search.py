"""Finds the file of a prepared kiosk: on the boot partition, or on a USB stick that the system has mounted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from contract.prepared_kiosk import PreparedKiosk, PreparedKioskError, read_prepared


class FoundFile(Struct, frozen=True):
    """What was found: the file and its content, or why no file can be used, as plain sentences."""

    prepared: PreparedKiosk | None
    problems: list[str]
    file: Path | None = None


def find_prepared(places: Sequence[str]) -> FoundFile:
    """Return the content of the first usable file of `places`, in which `*` stands for any folder."""
    problems = []
    for place in places:
        pattern = Path(place)
        root = Path(pattern.anchor or ".")
        for file in sorted(root.glob(str(pattern.relative_to(pattern.anchor)))):
            try:
                return FoundFile(read_prepared(file), [], file)
            except PreparedKioskError as error:
                problems.append(str(error))
    return FoundFile(None, problems)
