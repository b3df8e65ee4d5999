"""The history of the whole museum: who changed, approved, imported and published what, the newest first."""

from __future__ import annotations

import datetime as dt
import re
from enum import StrEnum
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, select

from runtime.document_version import DocumentVersionError
from tour_server.catalogue.bulk_write import BulkRead
from tour_server.catalogue.parts import PartKind, decode_stored
from tour_server.catalogue.tables import Revision
from tour_server.database import Database
from tour_server.events.event_log import Event
from tour_server.events.tables import EventRow
from web.translations import mark

PAGE_LENGTH = 50


class HistoryGroup(StrEnum):
    """What the history can be filtered by."""

    CONTENT = "content"
    APPROVALS = "approvals"
    RELEASES = "releases"
    HOUSE = "house"
    PEOPLE = "people"  # for administrators


GROUP_WORDS = {
    HistoryGroup.CONTENT: mark("changes of the content"),
    HistoryGroup.APPROVALS: mark("approvals"),
    HistoryGroup.RELEASES: mark("releases"),
    HistoryGroup.HOUSE: mark("rooms, kiosks and checks"),
    HistoryGroup.PEOPLE: mark("people"),
}
GROUP_EVENTS = {
    HistoryGroup.CONTENT: (
        "draft-changed", "draft-removed", "works-changed", "works-change-undone", "import-applied", "import-undone",
        "drafts-replaced", "recording-kept", "recording-chosen", "recording-not-used", "recording-deleted",
    ),
    HistoryGroup.APPROVALS: ("approved", "approval-lost", "words-adopted"),
    HistoryGroup.RELEASES: (
        "publish-asked", "published", "publish-failed", "publish-planned", "plan-cancelled", "plan-begun",
    ),
    HistoryGroup.HOUSE: (
        "room-closed", "room-opened", "rain-said", "checks-decided", "rights-taken-on", "kiosks-silenced",
        "kiosks-speak", "wall-screen-added", "wall-screen-removed",
    ),
    HistoryGroup.PEOPLE: (
        "account-created", "account-removed", "roles-changed", "account-rescued", "password-changed",
    ),
}  # fmt: skip
_PART = re.compile(rf"({'|'.join(kind.value for kind in PartKind)}) (.+)")
_VERSION = re.compile(r"version (\d+)")


class HistoryFilter(Struct, frozen=True):
    """Which entries to show; an empty field means all. `part` is a kind and a key, as `work kolam`."""

    who: str = ""
    group: HistoryGroup | None = None
    part: str = ""
    begin: dt.datetime | None = None
    end: dt.datetime | None = None


class HistoryEntry(Struct, frozen=True):
    """An event, and the part that it is about with its newest body. `version`: of a change, None of anything else."""

    event: Event
    kind: PartKind | None
    key: str
    body: Any
    version: int | None


class MuseumHistory:
    """Reads the events. Safe to call from many threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(
        self, wanted: HistoryFilter, before: int | None, *, with_people: bool
    ) -> tuple[list[HistoryEntry], int | None]:
        """Return the newest entries below the number `before`, and where the next page begins, None at the end."""
        query = select(EventRow).where(*_conditions(wanted, with_people))
        if before is not None:
            query = query.where(EventRow.id < before)
        query = query.order_by(EventRow.id.desc()).limit(PAGE_LENGTH + 1)
        with self._database.reading() as session:
            rows = session.scalars(query).all()
            events = [
                Event(row.id, row.at, row.kind, row.who, row.subject, row.detail) for row in rows
            ]
            shown = events[:PAGE_LENGTH]
            named = {one.number: _part_of(one) for one in shown}
            bodies = _bodies(BulkRead(session), {part for part in named.values() if part})
        entries = [_entry(one, named[one.number], bodies) for one in shown]
        return entries, shown[-1].number if len(events) > PAGE_LENGTH else None

    def people(self) -> list[str]:
        """Return everyone who did something that the history shows."""
        kinds = [name for names in GROUP_EVENTS.values() for name in names]
        query = select(EventRow.who).where(EventRow.kind.in_(kinds)).distinct()
        with self._database.reading() as session:
            return sorted(name for name in session.scalars(query) if name)


def _conditions(wanted: HistoryFilter, with_people: bool) -> list[ColumnElement[bool]]:
    groups = [one for one in HistoryGroup if with_people or one is not HistoryGroup.PEOPLE]
    if wanted.group is not None:
        groups = [one for one in groups if one is wanted.group]
    conditions: list[ColumnElement[bool]] = [
        EventRow.kind.in_([name for one in groups for name in GROUP_EVENTS[one]])
    ]
    if wanted.who:
        conditions.append(EventRow.who == wanted.who)
    if wanted.part:
        conditions.append(EventRow.subject == wanted.part)
    if wanted.begin is not None:
        conditions.append(EventRow.at >= wanted.begin)
    if wanted.end is not None:
        conditions.append(EventRow.at < wanted.end)
    return conditions


def _part_of(event: Event) -> tuple[PartKind, str] | None:
    if event.kind not in ("draft-changed", "draft-removed", "approved", "approval-lost"):
        return None
    found = _PART.fullmatch(event.subject)
    return None if found is None else (PartKind(found[1]), found[2])


def _entry(
    event: Event, part: tuple[PartKind, str] | None, bodies: dict[tuple[PartKind, str], Any]
) -> HistoryEntry:
    version = _VERSION.fullmatch(event.detail)
    number = int(version[1]) if version is not None and part is not None else None
    if part is None:
        return HistoryEntry(event, None, "", None, None)
    return HistoryEntry(event, part[0], part[1], bodies.get(part), number)


def _bodies(read: BulkRead, parts: set[tuple[PartKind, str]]) -> dict[tuple[PartKind, str], Any]:
    """Return the newest body of each part, of one that was removed the last that it had."""
    found: dict[tuple[PartKind, str], Any] = {}
    for kind in {kind for kind, _ in parts}:
        keys = [key for other, key in parts if other is kind]
        found |= {(kind, key): body for key, (_, body) in read.read(kind, keys).items()}
    for kind, key in parts - found.keys():
        query = (
            select(Revision.body)
            .where(Revision.kind == kind.value, Revision.key == key, Revision.body.is_not(None))
            .order_by(Revision.version.desc())
            .limit(1)
        )
        text = read.session.scalar(query)
        try:
            found[kind, key] = None if text is None else decode_stored(kind, key, text)
        except DocumentVersionError:
            found[kind, key] = None  # of newer software: the page shows its key
    return found
