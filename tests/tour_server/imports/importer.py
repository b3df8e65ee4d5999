"""Imports lists of records for tests, and shows what became of the drafts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from contract.museum import Work
from tests.desk import ClockTwin
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.pictures import Pictures
from tour_server.database import Database
from tour_server.events.event_log import EventLog
from tour_server.imports.applying import Applying
from tour_server.imports.import_documents import ImportDocument, ImportState, Outcome
from tour_server.imports.museum_parts import MuseumParts
from tour_server.imports.picture_reader import PictureReader
from tour_server.imports.proposals import Proposals, StoredPart
from tour_server.imports.proposer import Proposer
from tour_server.imports.records import Record, RecordSource
from tour_server.imports.undoing import Undoing

SOURCE = "collection.csv"


class Listed:
    """A RecordSource over a list."""

    def __init__(self, records: Sequence[Record], name: str = SOURCE) -> None:
        self._records, self._name = records, name

    @property
    def name(self) -> str:
        return self._name

    def records(self) -> Iterator[Record]:
        yield from self._records


class Importer:
    """Proposes, applies and undoes imports in a database."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.clock = ClockTwin()
        self.database = database
        self.events = EventLog(database, self.clock)
        self.drafts = Drafts(database, self.clock)
        self.pictures = Pictures(folder / "pictures")
        self.proposals = Proposals(database, self.clock)
        self.proposer = Proposer(self.proposals, PictureReader(self.pictures))
        self.applying = Applying(self.proposals, self.drafts, self.events)
        self.undoing = Undoing(self.proposals, self.drafts, self.events)

    def propose(self, source: RecordSource | MuseumParts | Sequence[Record], **options: Any) -> int:
        """Store a proposal. Returns its number."""
        opened = Listed(source) if isinstance(source, list) else source
        assert not isinstance(opened, Sequence)
        document = ImportDocument(**options)
        name = opened.name
        number = self.proposals.begin(name, "Noor", document, ImportState.READING)
        self.proposer.propose(self.proposals.get(number), opened, lambda _done, _all: None)
        return number

    def apply(self, number: int) -> None:
        """Apply a proposal."""
        self.applying.apply(number, "Noor", lambda _done, _all: None)

    def undo(self, number: int) -> None:
        """Undo an import."""
        self.undoing.undo(number, "Noor", lambda _done, _all: None)

    def take(self, source: RecordSource | MuseumParts | Sequence[Record], **options: Any) -> int:
        """Propose and apply. Returns the number of the import."""
        number = self.propose(source, **options)
        self.apply(number)
        return number

    def parts(self, number: int) -> list[StoredPart]:
        """Return what an import is about, in order."""
        return self.proposals.page(number, 0, 10_000)

    def outcomes(self, number: int, kind: PartKind = PartKind.WORK) -> dict[str, Outcome]:
        """Return what would become of each part of a kind."""
        return {part.key: part.outcome for part in self.parts(number) if part.kind is kind}

    def choose(self, number: int, key: str, *paths: str, taken: bool = True) -> None:
        """Let the source be right in these conflicts of a part."""
        for part in self.parts(number):
            if part.key == key:
                chosen = replace(
                    part, taken=taken, proposed=replace(part.proposed, chosen=list(paths))
                )
                with self.database.writing() as session:
                    self.proposals.update_parts(session, number, [chosen])

    def work(self, key: str) -> Work:
        """Return a work of the drafts."""
        work: Work = self.drafts.get(PartKind.WORK, key).body
        return work

    def works(self) -> dict[str, Work]:
        """Return the works of the drafts."""
        return {part.key: part.body for part in self.drafts.all(PartKind.WORK)}

    def edit(self, key: str, **changes: Any) -> None:
        """Change a work as a colleague does at the desk."""
        part = self.drafts.get(PartKind.WORK, key)
        self.drafts.put(PartKind.WORK, key, replace(part.body, **changes), part.version, "Wim")

    def versions(self) -> dict[tuple[str, str], tuple[int, dt.datetime]]:
        """Return the version of every draft, and when it was made."""
        return {
            (kind.value, part.key): (part.version, part.changed_at)
            for kind in PartKind
            for part in self.drafts.all(kind)
        }
