"""Compares what was read with what must be there. Fields that a later version added may stand beside it."""

from __future__ import annotations

from typing import Any


def differences(expected: Any, found: Any, place: str = "") -> list[str]:
    """Name each place where `found` lacks or contradicts something of `expected`.

    Of a table `found` may hold more names than `expected`; a list must have the same length.
    """
    if isinstance(expected, dict) and isinstance(found, dict):
        return [
            words
            for name, value in expected.items()
            for words in (
                differences(value, found[name], f"{place}/{name}")
                if name in found
                else [f"{place}/{name} is missing"]
            )
        ]
    if isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        return [
            words
            for number, (one, other) in enumerate(zip(expected, found, strict=True))
            for words in differences(one, other, f"{place}/{number}")
        ]
    if expected == found and isinstance(expected, bool) == isinstance(found, bool):
        return []
    return [f"{place}: {expected!r} was written, {found!r} was read"]


def assert_holds(expected: Any, found: Any) -> None:
    """Fail with every difference."""
    different = differences(expected, found)
    assert not different, "\n".join(different)
