"""The parts of a proposal in words for staff: what a field is called, what is in it, what becomes of it."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from tour_server.catalogue.pages import resource_of
from tour_server.catalogue.parts import PartKind
from tour_server.imports.applying import left_sentence
from tour_server.imports.comparing import FieldChange
from tour_server.imports.import_documents import WHOLE, Outcome
from tour_server.imports.part_fields import ITEM_NAMES, names_in
from tour_server.imports.proposals import StoredPart
from web.translations import gettext as _
from web.translations import mark

OUTCOME_WORDS = {
    Outcome.ADD: mark("new"),
    Outcome.CHANGE: mark("changed"),
    Outcome.CONFLICT: mark("to decide"),
    Outcome.PROBLEM: mark("can't be read"),
    Outcome.GONE: mark("not in the file any more"),
    Outcome.SAME: mark("left alone"),
}
"""In the order in which staff look at them."""
_FIELD_WORDS = {
    "title": mark("title"),
    "maker": mark("maker"),
    "date": mark("date"),
    "place": mark("place"),
    "materials": mark("materials"),
    "room": mark("room"),
    "number": mark("number that visitors type"),
    "inventory": mark("inventory number"),
    "sources": mark("sources"),
    "blocks": mark("text"),
    "media": mark("picture"),
    "rights": mark("rights"),
    "licence": mark("licence"),
    "holder": mark("holder"),
    "note": mark("note"),
    "creator": mark("who made it"),
    "source": mark("where it came from"),
    "until": mark("last day"),
    "uri": mark("web address"),
    "crop": mark("part that is shown"),
    "focus": mark("focal point"),
    "alt": mark("alternative text"),
    "written_by": mark("author"),
    "name": mark("name"),
    "origin": mark("where it was imported from"),
}
_LONGEST = 400  # characters of a value that a row shows
_NAMES_THE_ITEM = frozenset(ITEM_NAMES.values())


class FieldRow(Struct, frozen=True):
    """A field of a part: its name, and its value before and after in words."""

    path: str
    name: str
    before: str
    after: str
    is_theirs: bool = False


class PartRow(Struct, frozen=True):
    """A part as a row of the dry run."""

    place: int
    kind: str
    key: str
    name: str
    where: str
    outcome: Outcome
    outcome_name: str
    taken: bool
    is_room: bool
    fields: list[FieldRow]
    conflicts: list[FieldRow]
    problems: list[str]
    left: str
    instead: str


def part_row(part: StoredPart) -> PartRow:
    """Return one part in words."""
    proposed = part.proposed
    changes = proposed.changes
    if part.outcome is Outcome.ADD:
        changes = [FieldChange(path, None, value) for path, value in proposed.said.items()]
    return PartRow(
        part.place,
        _(resource_of(part.kind).singular),
        part.key,
        proposed.name or part.key,
        proposed.where,
        part.outcome,
        _(OUTCOME_WORDS[part.outcome]),
        part.taken,
        part.kind is PartKind.ROOM and part.outcome is Outcome.ADD,
        [_row(one, []) for one in changes if names_in(one.path)[-1] not in _NAMES_THE_ITEM],
        [_row(one, proposed.chosen) for one in proposed.conflicts],
        proposed.problems,
        left_sentence(proposed),
        proposed.instead,
    )


def _row(change: FieldChange, chosen: list[str]) -> FieldRow:
    if change.path == WHOLE:
        return FieldRow(
            WHOLE,
            _("the whole"),
            _("removed here"),
            _("brought back: {name}", name=change.after),
            WHOLE in chosen,
        )
    return FieldRow(
        change.path,
        field_name(change.path),
        value_words(change.before),
        value_words(change.after),
        change.path in chosen,
    )


def field_name(path: str) -> str:
    """Return what staff call a field: `title, nl`."""
    first, *rest = names_in(path)
    if first in ITEM_NAMES and rest:
        item, *within = rest
        named = _(_FIELD_WORDS[first]) if first in _FIELD_WORDS else first.replace("_", " ")
        if within == ["text"]:
            within = []
        words = [f"{named} {item.rpartition('/')[2]}", *map(_word, within)]
    else:
        words = [_word(first), *map(_word, rest)]
    return ", ".join(words)


def _word(name: str) -> str:
    return _(_FIELD_WORDS[name]) if name in _FIELD_WORDS else name.replace("_", " ")


def value_words(value: Any) -> str:
    """Return a field's value as staff read it; a dash for none."""
    if value is None or value in ("", [], {}):
        return "—"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        words = "; ".join(map(value_words, value))
    elif isinstance(value, dict):
        words = (
            str(value["citation"])
            if "citation" in value
            else ", ".join(f"{name}: {value_words(one)}" for name, one in value.items())
        )
    else:
        words = str(value)
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"
