"""What the sources of works in exchange formats share: a name, and what of the source was not understood."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from contract.museum_folder import MuseumError
from tour_server.imports.records import Record

MAX_NAMES = 500
UNDETERMINED = "und"
"""The language of words whose source says none, by BCP 47."""


class UnreadFields:
    """Counts the fields that a source has and this reader doesn't understand, by their name in the source."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    @property
    def counts(self) -> Mapping[str, int]:
        """How often each was seen, the commonest first."""
        return dict(self._counts.most_common())

    def add(self, name: str) -> None:
        """Count one. After MAX_NAMES different names others are counted together."""
        if name not in self._counts and len(self._counts) >= MAX_NAMES:
            name = "…"
        self._counts[name] += 1

    def clear(self) -> None:
        """Begin again."""
        self._counts.clear()


class FormatSource(ABC):
    """A file, or a folder of files, of works in an exchange format."""

    format_name = ""
    """What the format is called: "IIIF Presentation"."""

    def __init__(self, path: Path, name: str = "", language: str = UNDETERMINED) -> None:
        """`name`: what staff call it; otherwise that of the file. `language`: of words whose source says none."""
        self.path, self._name, self.language = path, name or path.name, language
        self._unread = UnreadFields()

    @property
    def name(self) -> str:
        """What staff call it: the name of its file, or its address."""
        return self._name

    @property
    def unread(self) -> Mapping[str, int]:
        """The fields that the last reading did not understand, with how often each was there."""
        return self._unread.counts

    def records(self) -> Iterator[Record]:
        """Yield each record, in the source's order. May be read again from the start.

        A file that is damaged somewhere gives the records before that place, then one that says so.
        Raises MuseumError when nothing of it can be read.
        """
        self._unread.clear()
        where = ""
        try:
            for record in self._read():
                where = record.where
                yield record
        except MuseumError as error:
            if not where:
                raise
            problems = [f"Nothing after this can be read: {one}" for one in error.problems]
            yield Record(where=f"after {where}", problems=problems)

    @abstractmethod
    def _read(self) -> Iterator[Record]:
        """Yield each record. Raises MuseumError."""
