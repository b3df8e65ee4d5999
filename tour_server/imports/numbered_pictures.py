"""Finds the pictures of a work by its inventory number, for a list that has no column of pictures.

A1.jpg, A1_2.jpg and `A1 back.tif` are pictures of work A1; 2009-17.jpg is one of work 2009/17. A1_1.jpg is none where
another work of the list has the number A1_1, and a picture that two works could claim is left alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath


class NumberedPictures:
    """The pictures of a folder by the inventory numbers with which their names begin.

    Memory grows with the pictures, not with the works.
    """

    def __init__(self, files: Iterable[str]) -> None:
        """`files`: paths in the folder, in the order in which a work gets them."""
        self._files = list(files)
        self._numbers: dict[str, str | None] = {}
        self._wanted = {start for file in self._files for start in _starts(file)}
        self._by_number: dict[str, list[str]] | None = None

    def add_number(self, number: str) -> None:
        """Take in the inventory number of a work of the list; all of them come before the first `of`."""
        plain = _plain(number)
        if plain in self._wanted and self._numbers.setdefault(plain, number) != number:
            self._numbers[plain] = None  # two numbers that differ in their signs alone
        self._by_number = None

    def of(self, number: str) -> list[str]:
        """Return the pictures of the work with this inventory number."""
        if self._by_number is None:
            self._by_number = {}
            for file in self._files:
                start = next((one for one in _starts(file) if one in self._numbers), None)
                owner = self._numbers[start] if start is not None else None
                if owner is not None:
                    self._by_number.setdefault(owner, []).append(file)
        return self._by_number.get(number, [])


def _plain(name: str) -> str:
    """Return a name as numbers and files are compared: `NM 12/3 (a)` is nm-12-3-a."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[\W_]+", "-", folded).strip("-")


def _starts(file: str) -> Iterator[str]:
    """Yield with what a file's name begins, the longest first: nm-12-3, nm-12, nm."""
    pieces = _plain(PurePosixPath(file).stem).split("-")
    for end in range(len(pieces), 0, -1):
        yield "-".join(pieces[:end])
