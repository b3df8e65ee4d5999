"""Reads the fragment that a kiosk hands over, as a phone does; for tests that have no browser."""

from __future__ import annotations

from dataclasses import dataclass, field

from device.guide.handover import LETTERS, LEVELS, NO_LANGUAGE, NUMBER_BITS


@dataclass(frozen=True)
class HandedOver:
    language: int | None
    level: str
    themes: list[int] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)


def read(address: str) -> HandedOver:
    """Returns what is in the fragment of the address: the places of the language and of the themes, and the numbers."""
    fragment = address.partition("#")[2]
    assert fragment[0] == "1"
    assert len(fragment) <= 16
    values = [LETTERS.index(letter) for letter in fragment[1:]]
    _check, _lists, language, kind, *rest = values
    letters, works = rest[: kind & 7], rest[kind & 7 :]
    bits = "".join(f"{value:06b}" for value in works)
    numbers = []
    while len(bits) >= 2:
        width = NUMBER_BITS[int(bits[:2], 2)]
        number = int(bits[2 : 2 + width] or "0", 2) if len(bits) >= 2 + width else 0
        if number == 0:
            break
        numbers.append(number)
        bits = bits[2 + width :]
    return HandedOver(
        None if language == NO_LANGUAGE else language,
        LEVELS[kind >> 3].value,
        [6 * at + bit for at, value in enumerate(letters) for bit in range(6) if value >> bit & 1],
        numbers,
    )
