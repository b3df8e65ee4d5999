"""Which text each of several dropped files may be a recording of: by the key in its name, else by the order."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from pathlib import PurePosixPath

_NUMBERS = re.compile(r"(\d+)")


def matched(names: Sequence[str], blocks: Sequence[str], all_blocks: Collection[str]) -> list[str]:
    """Returns for each file's name the key of a block, "" where none is left.

    A name that holds the key of a block of `all_blocks` is that block's, the longest key first. The other files, sorted
    by name with numbers as numbers, get the rest of `blocks` in its order.
    """
    by_length = sorted(all_blocks, key=len, reverse=True)
    found = {at: _named(name, by_length) for at, name in enumerate(names)}
    taken = set(found.values())
    rest = iter([block for block in blocks if block not in taken])
    for at in sorted((at for at in found if not found[at]), key=lambda at: _in_order(names[at])):
        found[at] = next(rest, "")
    return [found[at] for at in range(len(names))]


def _named(name: str, keys: Sequence[str]) -> str:
    stem = PurePosixPath(name.replace("\\", "/")).stem.lower()
    fits = (key for key in keys if re.search(rf"(?<![a-z0-9]){re.escape(key)}(?![a-z0-9])", stem))
    return next(fits, "")


def _in_order(name: str) -> list[tuple[int, str]]:
    """Returns what sorts "take 9" before "take 10"."""
    return [
        (int(part), "") if part.isdecimal() else (0, part) for part in _NUMBERS.split(name.lower())
    ]
