"""Reads a source and stores, part by part, what an import of it would do. Changes nothing of the museum."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Any

import msgspec
from msgspec.structs import replace
from sqlalchemy import select

from contract.museum import Room, Site, Work
from contract.museum_folder import MuseumError
from tour_server.catalogue.assumed_values import NO_LANGUAGE
from tour_server.catalogue.bulk_write import BATCH, BulkRead
from tour_server.catalogue.keys import LONGEST_STEM, slug
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.pictures import readable_stem
from tour_server.catalogue.tables import Revision
from tour_server.imports.batches import batches
from tour_server.imports.comparing import FieldChange, compare_fields
from tour_server.imports.first_site import first_site
from tour_server.imports.import_documents import (
    WHOLE,
    ImportState,
    Outcome,
    ProposedPart,
)
from tour_server.imports.museum_parts import MuseumParts, propose_museum
from tour_server.imports.new_rooms import NewRooms
from tour_server.imports.part_fields import Fields, beginning, body_of, fields_of, with_fields
from tour_server.imports.picture_reader import PictureReader
from tour_server.imports.plain_records import PlainSource
from tour_server.imports.proposals import Import, Proposals, StoredPart
from tour_server.imports.record_fields import RecordFields, new_work_defaults
from tour_server.imports.records import Record, RecordSource
from tour_server.imports.work_index import WorkIndex, same_inventory

Progress = Callable[[int, int], None]
"""Called with (done, all) records now and then; it may raise to end the work."""


class Proposer:
    """Makes proposals."""

    def __init__(self, proposals: Proposals, pictures: PictureReader) -> None:
        self._proposals, self._pictures = proposals, pictures

    def propose(
        self,
        one: Import,
        source: RecordSource | MuseumParts,
        progress: Progress,
        after: Callable[[], dict[str, Any]] = dict,
    ) -> None:
        """Compare a source with the drafts and store the proposal, in place of what was stored of this import.

        `after` returns fields of the import's document that are known when all is read; they are stored with it.
        Raises contract.museum_folder.MuseumError when nothing of the source can be read, and what `progress` raises.
        """
        database = self._proposals.database
        with database.writing() as session:
            self._proposals.clear(session, one.number)
        if isinstance(source, MuseumParts):
            propose_museum(self._proposals, one, source, progress)
        else:
            plain = PlainSource(source)
            _RecordProposal(self._proposals, self._pictures, one, plain).make(progress)
        counts = self._proposals.counts(one.number)
        if not counts:
            raise MuseumError([f"{source.name}: there is nothing in it to import."])
        self._proposals.set(
            one.number,
            ImportState.PROPOSED,
            counts={outcome.value: count for outcome, count in counts.items()},
            **after(),
        )


class _RecordProposal:
    """One proposal that is being made of records."""

    def __init__(
        self, proposals: Proposals, pictures: PictureReader, one: Import, source: RecordSource
    ) -> None:
        self._proposals, self._import, self._source = proposals, one, source
        self._place = 0
        with proposals.database.reading() as session:
            read = BulkRead(session)
            sites = [body for _, _, body in read.all(PartKind.SITE)]
            rooms = [body for _, _, body in read.all(PartKind.ROOM)]
            themes = [body.key for _, _, body in read.all(PartKind.THEME)]
            self._rooms = NewRooms(rooms, one.document.room)
        self._site: Site | None = sites[0] if sites else None
        theme = themes[0] if themes and "about" not in themes else "about"
        self._fields = RecordFields(pictures.store, one.document.citation, theme)
        self._languages: dict[str, int] = {}

    def make(self, progress: Progress) -> None:
        """Store what would become of each record, of new rooms, and of works that are gone."""
        with WorkIndex() as index:
            self._fill(index)
            total = 0
            for record in self._source.records():
                index.asks(record)
                total += 1
                for language in record.title:
                    self._languages[language] = self._languages.get(language, 0) + 1
                if total % BATCH == 0:
                    progress(0, total)
            self._rooms.language = self._only_language()
            done = 0
            for records in batches(self._source.records(), BATCH):
                progress(done, total)
                with self._proposals.database.reading() as session:
                    parts = self._compare(BulkRead(session), index, records)
                self._store(parts)
                done += len(records)
            progress(done, total)
            self._store(self._house())
            for parts in batches(self._gone(index), BATCH):
                self._store(parts)

    def _only_language(self) -> str:
        """Return the language of the source where all its titles are in one; its rooms and the museum have it, too."""
        return next(iter(self._languages)) if len(self._languages) == 1 else NO_LANGUAGE

    def _fill(self, index: WorkIndex) -> None:
        with self._proposals.database.reading() as session:
            for _key, _version, body in BulkRead(session).all(PartKind.WORK):
                if body is not None:
                    index.add_work(body)
            keys = select(Revision.key).where(Revision.kind == PartKind.WORK.value).distinct()
            index.use_keys(session.scalars(keys.execution_options(yield_per=BATCH)))

    def _store(self, parts: list[StoredPart]) -> None:
        with self._proposals.database.writing() as session:
            self._proposals.add_parts(session, self._import.number, parts)

    def _next(
        self, kind: PartKind, key: str, outcome: Outcome, proposed: ProposedPart, taken: bool = True
    ) -> StoredPart:
        self._place += 1
        return StoredPart(self._place, kind, key, outcome, taken, proposed)

    def _compare(self, read: BulkRead, index: WorkIndex, records: list[Record]) -> list[StoredPart]:
        """Return what would become of at most BATCH records."""
        source = self._import.source
        named = [(record, index.identity(record)) for record in records]
        said = self._proposals.said(
            read.session, source, PartKind.WORK, [identity for _, identity in named]
        )
        keys: list[str] = []
        for record, identity in named:
            key = said[identity][0] if identity in said else None
            keys.append(key or index.match(source, record, _slug(record.key)) or "")
        drafts = read.read(PartKind.WORK, [key for key in keys if key])
        elsewhere = self._proposals.said_by_any(read.session, PartKind.WORK, list(drafts))
        found = []
        for (record, identity), key in zip(named, keys, strict=True):
            problem = _double(index, record, identity, key)
            if problem:
                proposed = ProposedPart(
                    record.where, _name(record), identity, problems=[*record.problems, problem]
                )
                found.append(self._next(PartKind.WORK, key, Outcome.PROBLEM, proposed))
                continue
            base = said[identity][1] if identity in said else {}
            version, draft = drafts.get(key, (0, None))
            found.append(
                self._part(
                    index, record, identity, key, base, elsewhere.get(key, {}), version, draft
                )
            )
        return found

    def _part(
        self,
        index: WorkIndex,
        record: Record,
        identity: str,
        key: str,
        base: Fields,
        elsewhere: Fields,
        version: int,
        draft: Work | None,
    ) -> StoredPart:
        """Return what would become of one record. `key` is empty where it is about no work yet."""
        is_new = not key
        key = key or _new_key(index, record)
        before = {} if draft is None else fields_of(draft)
        said, defaults, problems = msgspec.structs.astuple(
            self._fields.read(record, key, before, base or elsewhere)
        )
        if draft is not None and same_inventory(draft.inventory, record.inventory):
            said.pop("/inventory", None)  # two people write one number in two ways
        problems = _without_stored(problems, record, draft)
        number = self._number(index, record, key, problems)
        if number is not None:
            said["/number"] = number
        if record.room:
            said["/room"] = self._rooms.find(record.room)
        if draft is None and record.is_photograph and not said:
            unusable = ProposedPart(record.where, _name(record), identity, problems=problems)
            return self._next(PartKind.WORK, key, Outcome.PROBLEM, unusable)
        if draft is None:
            number = number or index.free_number()
            defaults |= new_work_defaults(
                key, number, said.get("/room") or self._rooms.unplaced(), record
            )
            if record.identifier:
                defaults["/origin/source"] = self._import.source
                defaults["/origin/identifier"] = identity
        proposed = ProposedPart(
            record.where, _name(record), identity, version, said, defaults, base, problems=problems
        )
        if draft is None:
            return self._new(key, proposed, is_new)
        differing = compare_fields(before, base or elsewhere, said)
        conflicts = differing.conflicts
        chosen = [one.path for one in conflicts] if self._import.document.replace else []
        proposed = replace(proposed, changes=differing.changes, conflicts=conflicts, chosen=chosen)
        outcome = Outcome.SAME
        if differing.changes or conflicts:
            outcome = Outcome.CONFLICT if conflicts else Outcome.CHANGE
        return self._next(PartKind.WORK, key, outcome, proposed)

    def _new(self, key: str, proposed: ProposedPart, is_new: bool) -> StoredPart:
        """Return what would become of a record that has no draft: it may have been removed since the last import."""
        try:
            body_of(
                with_fields(beginning(proposed.defaults), proposed.said, proposed.defaults), Work
            )
        except msgspec.ValidationError as error:
            wrong = replace(proposed, problems=[*proposed.problems, str(error)])
            return self._next(PartKind.WORK, key, Outcome.PROBLEM, wrong)
        if is_new:
            return self._next(PartKind.WORK, key, Outcome.ADD, proposed)
        news = compare_fields(proposed.base, proposed.base, proposed.said)
        if not news.changes and not self._import.document.replace:
            return self._next(PartKind.WORK, key, Outcome.SAME, proposed)
        conflict = FieldChange(WHOLE, None, proposed.name)
        chosen = [WHOLE] if self._import.document.replace else []
        asked = replace(proposed, conflicts=[conflict], chosen=chosen)
        return self._next(PartKind.WORK, key, Outcome.CONFLICT, asked)

    def _number(
        self, index: WorkIndex, record: Record, key: str, problems: list[str]
    ) -> int | None:
        """Return the number that a record asks for, None where it asks for none or may not have it."""
        number = record.number
        if number is None:
            return None
        holder, asked = index.holder(number), index.asked_at(number)
        if holder is not None and not self._import.document.replace and holder != key:
            problems.append(
                f"{number} is the number of the work {holder}; it gets or keeps another"
            )
            return None
        if asked != record.where:
            problems.append(f"{number} is the number of {asked}; it gets or keeps another")
            return None
        return number

    def _house(self) -> list[StoredPart]:
        """Return the new rooms, and the museum itself where there is none yet."""
        parts = []
        if self._site is None:
            rooms = list(self._rooms.new) or [self._rooms.unplaced()]
            site = first_site(self._source.name, self._languages, rooms[0], self._only_language())
            proposed = ProposedPart(name=self._source.name, said=fields_of(site))
            parts.append(self._next(PartKind.SITE, site.key, Outcome.ADD, proposed))
        parts += [
            self._next(PartKind.ROOM, room.key, Outcome.ADD, _room(room))
            for room in self._rooms.new.values()
        ]
        return parts

    def _gone(self, index: WorkIndex) -> Iterator[StoredPart]:
        """Yield the works that came from this source and are not in it any more; all others to be replaced."""
        replaces = self._import.document.replace
        with self._proposals.database.reading() as session:
            said = {
                key: identifier
                for kind, identifier, key in self._proposals.said_identifiers(
                    session, self._import.source
                )
                if kind is PartKind.WORK and not index.was_seen(identifier)
            }
            read = BulkRead(session)
            for key, version, body in read.all(PartKind.WORK):
                if index.matched_at(key, "") is not None or not (replaces or key in said):
                    continue
                name = "" if body is None else next(iter(body.title.values()), key)
                proposed = ProposedPart(
                    name=name or key, identifier=said.get(key, ""), version=version
                )
                yield self._next(PartKind.WORK, key, Outcome.GONE, proposed, taken=replaces)


def _without_stored(problems: list[str], record: Record, draft: Work | None) -> list[str]:
    """Return the problems without those of a missing picture that the work has already, from an earlier import."""
    if draft is None:
        return problems
    stored = {PurePosixPath(medium.file).stem for medium in draft.media}
    known = {told for name, told in record.absent.items() if readable_stem(name) in stored}
    return [one for one in problems if one not in known]


def _room(room: Room) -> ProposedPart:
    return ProposedPart(name=next(iter(room.name.values()), room.key), said=fields_of(room))


def _double(index: WorkIndex, record: Record, identity: str, key: str) -> str:
    """Return why a record can't be taken in beside those before it; empty where it can."""
    if not identity:
        return "it has no title, inventory number or key"
    if earlier := index.first_place(identity, record.where):
        return f"it is the same work as {earlier}: both are {identity}"
    if key and (earlier := index.matched_at(key, record.where)):
        return f"it is the same work as {earlier}, {key}"
    return ""


def _name(record: Record) -> str:
    """Return what staff call the work of a record."""
    titles = [title for title in record.title.values() if title.strip()]
    return next(iter(titles), record.inventory or record.key or record.identifier)


def _new_key(index: WorkIndex, record: Record) -> str:
    """Return a key for a new work.

    One that the source states may have been that of a work that was removed: it is the same work again. One that is
    made of the title may not, or an old address would lead to another work.
    """
    for name in (record.key, record.inventory):
        key = _slug(name)
        if key and index.claim_key(key):
            return key
    titles = [title for title in record.title.values() if title.strip()]
    names = (record.key, record.inventory, *titles, record.identifier)
    stem = next((key for name in names if (key := _slug(name))), PartKind.WORK.value)
    return index.free_key(stem[:LONGEST_STEM].rstrip("-"))


def _slug(name: str) -> str:
    """Return the key that is made of a name, empty where it has no Latin letter or digit."""
    try:
        return slug(name)
    except ValueError:
        return ""
