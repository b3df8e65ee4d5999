"""A museum folder as a source: every part of it, not the works alone, compared with the drafts part by part."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec.structs import replace

from contract.museum import Museum, Site, Work, worded
from contract.museum_folder import read_museum
from tour_server.catalogue.bulk_write import BATCH, BulkRead
from tour_server.catalogue.museum_files import import_files
from tour_server.catalogue.outgoing_names import AUTHOR
from tour_server.catalogue.parts import Body, PartKind, encode, split_museum
from tour_server.catalogue.pictures import Pictures
from tour_server.catalogue.plain_museum import plain_museum
from tour_server.imports.batches import batches
from tour_server.imports.comparing import FieldChange, compare_fields
from tour_server.imports.import_documents import WHOLE, Outcome, ProposedPart
from tour_server.imports.part_fields import Fields, fields_of
from tour_server.imports.proposals import Import, Proposals, StoredPart

_OF_HERE = "/approved_by"  # an approval is given here, and never comes along


class MuseumParts:
    """A museum folder. Its pictures are stored when it is read."""

    def __init__(self, folder: Path, pictures: Pictures, name: str = "") -> None:
        """`name`: what staff call it; the folder's name unless told."""
        self._folder, self._pictures = folder, pictures
        self.name = name or folder.resolve().name

    def museum(self) -> Museum:
        """Read the museum. Raises MuseumError, models.picture.PictureError, OSError."""
        museum = plain_museum(read_museum(self._folder))
        return import_files(self._pictures, museum, self._folder)


def propose_museum(
    proposals: Proposals, one: Import, source: MuseumParts, progress: Callable[[int, int], None]
) -> None:
    """Store what would become of each part of a museum folder, and of those that are gone from it."""
    parts = list(split_museum(source.museum()))
    place = 0

    def placed(found: Iterator[StoredPart]) -> list[StoredPart]:
        nonlocal place
        numbered = []
        for part in found:
            place += 1
            numbered.append(replace(part, place=place))
        return numbered

    seen: set[tuple[PartKind, str]] = set()
    for kind in PartKind:
        of_kind = [(key, body) for other, key, body in parts if other is kind]
        for some in batches(of_kind, BATCH):
            progress(place, len(parts))
            with proposals.database.reading() as session:
                found = placed(_compare(proposals, BulkRead(session), one, kind, some))
            seen |= {(kind, part.key) for part in found}
            with proposals.database.writing() as session:
                proposals.add_parts(session, one.number, found)
    with proposals.database.reading() as session:
        gone = placed(_gone(proposals, BulkRead(session), one, seen))
    for some_gone in batches(gone, BATCH):
        with proposals.database.writing() as session:
            proposals.add_parts(session, one.number, some_gone)


def _compare(
    proposals: Proposals,
    read: BulkRead,
    one: Import,
    kind: PartKind,
    some: list[tuple[str, Body]],
) -> Iterator[StoredPart]:
    said = proposals.said(read.session, one.source, kind, [key for key, _ in some])
    if kind is PartKind.SITE:  # there is one, whatever its key
        sites = {key: (version, body) for key, version, body in read.all(kind)}
        renamed = {key: next(iter(sites), key) for key, _ in some}
    else:
        sites, renamed = {}, {key: key for key, _ in some}
    drafts = sites or read.read(kind, list(renamed.values()))
    numbers = _numbers(read) if kind is PartKind.WORK and not one.document.replace else {}
    elsewhere = proposals.said_by_any(read.session, kind, list(drafts))
    for identifier, body in some:
        key = renamed[identifier]
        version, draft = drafts.get(key, (0, None))
        base: Fields = said[identifier][1] if identifier in said else {}
        proposed = ProposedPart(
            name=name_of(body), identifier=identifier, version=version, base=base
        )
        yield _part(one, kind, key, draft, body, proposed, base or elsewhere.get(key, {}), numbers)


def _part(
    one: Import,
    kind: PartKind,
    key: str,
    draft: Body | None,
    body: Body,
    proposed: ProposedPart,
    base: Fields,
    numbers: dict[int, str],
) -> StoredPart:
    said = {path: value for path, value in fields_of(body).items() if not path.endswith(_OF_HERE)}
    if isinstance(body, Site):
        said["/key"] = key
    problems = []
    if isinstance(body, Work) and numbers.get(body.number, key) != key:
        holder = numbers[body.number]
        problems.append(
            f"{body.number} is the number of the work {holder}; it gets or keeps another"
        )
        del said["/number"]
    proposed = replace(proposed, said=said, problems=problems)

    def row(outcome: Outcome, proposed: ProposedPart) -> StoredPart:
        return StoredPart(0, kind, key, outcome, True, proposed)

    if draft is None:
        if not proposed.base or one.document.replace:
            return row(Outcome.ADD, proposed)
        if not compare_fields(proposed.base, proposed.base, said).changes:
            return row(Outcome.SAME, proposed)
        return row(
            Outcome.CONFLICT,
            replace(proposed, conflicts=[FieldChange(WHOLE, None, proposed.name)]),
        )
    before = fields_of(draft)
    said |= {path: before[path] for path in said if _is_nameless(path, said) and path in before}
    if one.document.replace:
        changed = compare_fields(before, before, said).changes
        taken_out = [
            FieldChange(path, value, None)
            for path, value in before.items()
            if path not in said and not path.endswith(_OF_HERE)
        ]
        proposed = replace(proposed, changes=[*changed, *taken_out], whole=True)
        same = not proposed.changes and encode(draft) == encode(body)
        return row(Outcome.SAME if same or not proposed.changes else Outcome.CHANGE, proposed)
    differing = compare_fields(before, base, said)
    proposed = replace(proposed, changes=differing.changes, conflicts=differing.conflicts)
    if differing.conflicts:
        return row(Outcome.CONFLICT, proposed)
    return row(Outcome.CHANGE if differing.changes else Outcome.SAME, proposed)


def _is_nameless(path: str, said: Fields) -> bool:
    """Return whether an export put a role in place of the name that an account has here."""
    return path.endswith("/written_by") and said[path] == AUTHOR


def _gone(
    proposals: Proposals, read: BulkRead, one: Import, seen: set[tuple[PartKind, str]]
) -> Iterator[StoredPart]:
    said = {
        (kind, key): identifier
        for kind, identifier, key in proposals.said_identifiers(read.session, one.source)
    }
    replaces = one.document.replace
    for kind in PartKind:
        if kind is PartKind.SITE:
            continue
        for key, version, body in read.all(kind):
            if (kind, key) in seen or not (replaces or (kind, key) in said):
                continue
            name = key if body is None else name_of(body)
            proposed = ProposedPart(
                name=name, identifier=said.get((kind, key), ""), version=version
            )
            yield StoredPart(0, kind, key, Outcome.GONE, replaces, proposed)


def _numbers(read: BulkRead) -> dict[int, str]:
    return {body.number: key for key, _, body in read.all(PartKind.WORK) if body is not None}


def name_of(body: Body) -> str:
    """Return what staff call a part: its title or name in its first language, else its key."""
    for field in ("title", "name", "term"):
        text = getattr(body, field, None)
        if text:
            return worded(text, [])[0]
    return getattr(body, "key", "") or " – ".join(getattr(body, "rooms", ()))
