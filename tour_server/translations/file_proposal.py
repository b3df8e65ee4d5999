"""Compares a file of translations with the drafts: what each text of it would do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from contract.italics import kept_italics
from contract.text_units import text_hash
from tour_server.catalogue.bulk_write import BATCH, BulkRead
from tour_server.catalogue.marked_text import text_and_italics
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.words_of_html import has_entities
from tour_server.imports.batches import batches
from tour_server.translations.exchange_unit import IncomingFile, IncomingText, path_hash, read_id
from tour_server.translations.part_writing import can_be_marked, text_problem
from tour_server.translations.translated_italics import italics_at
from tour_server.translations.translated_texts import TranslatedText, translated_texts
from tour_server.translations.translation_index import KIND_ORDER
from web.translations import mark


class FileOutcome(StrEnum):
    """What a text of a file would do."""

    ADD = "add"
    CHANGE = "change"
    CONFLICT = (
        "conflict"  # the museum's wording changed after the file was made, or nobody knows whether
    )
    SAME = "same"
    EMPTY = "empty"  # it has no translation in the file, or only of some of its sentences
    UNKNOWN = "unknown"  # the museum has no such text
    PROBLEM = "problem"  # it can't be kept


OUTCOME_WORDS = {
    FileOutcome.CONFLICT: mark("changed by both"),
    FileOutcome.ADD: mark("new"),
    FileOutcome.CHANGE: mark("changed"),
    FileOutcome.PROBLEM: mark("can't be kept"),
    FileOutcome.UNKNOWN: mark("not known here"),
    FileOutcome.EMPTY: mark("not translated"),
    FileOutcome.SAME: mark("the same"),
}
NOT_ALL = mark("Some of its sentences are not translated in the file.")
MACHINE_LABEL = mark(
    "The file says that a machine wrote it; visitors could not be told so of such a text."
)
TAKEN = (FileOutcome.ADD, FileOutcome.CHANGE)


_KINDS = {  # the first word of a path: the kind of its part, where its second word is the part's key
    "work": PartKind.WORK,
    "link": PartKind.LINK,
    "tour": PartKind.TOUR,
    "offer": PartKind.OFFER,
    "glossary": PartKind.TERM,
    "theme": PartKind.THEME,
    "room": PartKind.ROOM,
}


class FileText(Struct, frozen=True):
    """A text of a file beside the draft; see the table TranslationFileUnit."""

    kind: str
    key: str
    path: str
    outcome: FileOutcome
    source: str
    source_changed: bool
    machine: bool
    before: str
    after: str
    left: str = ""
    italics: list[str] = []  # of `after`, as the file marks them


class _Place(Struct, frozen=True):
    kind: PartKind
    key: str
    body: Any
    text: TranslatedText


class FileComparison:
    """Compares one file with the drafts that `read` reads."""

    def __init__(
        self, read: BulkRead, languages: Sequence[str], source_language: str, language: str
    ) -> None:
        self._read, self._languages = read, languages
        self._source_language, self._language = source_language, language

    def texts(self, file: IncomingFile) -> list[FileText]:
        """Return each text of the file, in its order."""
        found = self._places(file.texts)
        return [self._compared(one, found.get(_identifier(one))) for one in file.texts]

    def _compared(self, one: IncomingText, place: _Place | None) -> FileText:
        is_decoded = has_entities(one.source)  # the museum's own words have them, as text
        after, marked = text_and_italics(one.target, is_decoded=is_decoded)
        one = replace(one, italics=[*one.italics, *marked])
        if place is None:
            return FileText(
                "", "", one.path, FileOutcome.UNKNOWN, one.source, False, one.machine, "", after
            )
        wording = place.text.wordings.get(self._language)
        source = place.text.wordings.get(self._source_language)
        before = "" if wording is None else wording.text
        changed = source is not None and text_hash(source.text) != text_hash(one.source)
        outcome, left = self._outcome(one, place, before, after)
        return FileText(
            place.kind.value,
            place.key,
            place.text.path,
            outcome,
            one.source,
            changed,
            one.machine,
            before,
            after,
            left,
            one.italics,
        )

    def _outcome(
        self, one: IncomingText, place: _Place, before: str, after: str
    ) -> tuple[FileOutcome, str]:
        if not after or not one.complete:
            return FileOutcome.EMPTY, "" if one.complete else NOT_ALL
        if text_hash(before) == text_hash(after) and not self._slants(one, place, after):
            return FileOutcome.SAME, ""
        problem = text_problem(place.body, place.text.path, after)
        if not problem and one.machine and not can_be_marked(place.body, place.text.path):
            problem = MACHINE_LABEL
        if problem:
            return FileOutcome.PROBLEM, problem
        _path, earlier = read_id(one.id)
        if not before:
            return (FileOutcome.CONFLICT if earlier else FileOutcome.ADD), ""
        if earlier is not None and earlier == text_hash(before):
            return FileOutcome.CHANGE, ""
        return FileOutcome.CONFLICT, ""

    def _slants(self, one: IncomingText, place: _Place, after: str) -> bool:
        """Return whether the file marks other phrases of a translation than the museum has in italics."""
        marked = kept_italics(after, one.italics)
        path = place.text.path
        now = italics_at(place.body, path, self._language, self._languages)
        return place.text.is_narration and bool(marked) and set(marked) != set(now)

    def _places(self, texts: Sequence[IncomingText]) -> dict[str, _Place]:
        """Find the texts of the file in the drafts: by their paths, or where a tool lost those, by their ids alone."""
        wanted = {_identifier(one) for one in texts}
        found: dict[str, _Place] = {}
        keys: dict[PartKind, set[str]] = {}
        for one in texts:
            first, _slash, rest = one.path.partition("/")
            if first in _KINDS:
                keys.setdefault(_KINDS[first], set()).add(rest.partition("/")[0])
        for kind, of_kind in keys.items():
            for batch in batches(sorted(of_kind), BATCH):
                bodies = self._read.read(kind, batch)
                self._look(kind, ((key, bodies[key][1]) for key in bodies), wanted, found)
        for kind in KIND_ORDER:
            if len(found) == len(wanted):
                break
            every = ((key, body) for key, _version, body in self._read.all(kind))
            self._look(kind, every, wanted, found)
        return found

    def _look(
        self,
        kind: PartKind,
        bodies: Iterable[tuple[str, Any]],
        wanted: set[str],
        found: dict[str, _Place],
    ) -> None:
        """Put into `found` the wanted texts of these parts, by the hash of their paths."""
        for key, body in bodies:
            for text in translated_texts(body, self._languages):
                for path in {text.path, *(one.path for one in text.wordings.values())}:
                    hashed = path_hash(path)
                    if hashed in wanted:
                        found[hashed] = _Place(kind, key, body, text)


def _identifier(one: IncomingText) -> str:
    """Return the hash of the path that a text of a file is about, by its id, or else by its name."""
    path, _earlier = read_id(one.id)
    return path or path_hash(one.path)
