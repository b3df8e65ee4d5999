"""The parts of a proposal in words for staff: what a field is called, what is in it, what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from contract.museum import Level
from runtime.languages import own_name
from tour_server.catalogue.field_words import block_name
from tour_server.catalogue.field_words import field_name as catalogue_name
from tour_server.catalogue.pages import resource_of
from tour_server.catalogue.parts import PartKind
from tour_server.imports.applying import left_sentence
from tour_server.imports.comparing import FieldChange
from tour_server.imports.import_documents import WHOLE, Outcome
from tour_server.imports.part_fields import ITEM_NAMES, names_in, pointer
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
    fields = {**proposed.base, **proposed.said}
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
        [_row(one, [], fields) for one in changes if _is_shown(one.path)],
        [_row(one, proposed.chosen, fields) for one in proposed.conflicts],
        proposed.problems,
        left_sentence(proposed),
        proposed.instead,
    )


def _is_shown(path: str) -> bool:
    """Return whether a field says more than the name of its item does; a picture has no other name than its file."""
    names = names_in(path)
    if names[0] == "blocks":
        return names[-1] not in {"key", "language", "level"}
    return names[0] == "media" or names[-1] not in _NAMES_THE_ITEM


def _row(change: FieldChange, chosen: list[str], fields: Mapping[str, Any]) -> FieldRow:
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
        field_name(change.path, fields),
        _words_at(change.path, change.before),
        _words_at(change.path, change.after),
        change.path in chosen,
    )


def field_name(path: str, fields: Mapping[str, Any]) -> str:
    """Return what staff call a field: `title, Nederlands`. `fields` are those that the source states of its part."""
    first, *rest = names_in(path)
    if first in ITEM_NAMES and rest:
        item, *within = rest
        if within in (["text"], [ITEM_NAMES[first]]):
            within = []
        words = [f"{_word(first)} {_item_name(first, item, fields)}", *map(_word, within)]
    else:
        words = [_word(first), *map(_word, rest)]
    return ", ".join(words)


def _item_name(first: str, item: str, fields: Mapping[str, Any]) -> str:
    """Return what staff call an item of a list: a text by its language and for whom it is, a picture by its file."""
    language = fields.get(pointer(first, item, "language"))
    if first == "blocks" and language is not None:
        level = fields.get(pointer(first, item, "level"), Level.ADULT.value)
        return f"({block_name(language, level)})"
    return item.rpartition("/")[2]


def _word(name: str) -> str:
    if name in _FIELD_WORDS:
        return _(_FIELD_WORDS[name])
    words = catalogue_name(name)
    return own_name(name) if words == name else words


def _words_at(path: str, value: Any) -> str:
    """Return the value of a field as staff read it."""
    first, *rest = names_in(path)
    if first == "opening" and isinstance(value, list):
        return _hours(value)
    if first == "languages" and isinstance(value, list):
        return ", ".join(map(own_name, value))
    if first == "media" and len(rest) == 2 and rest[1] == "file":
        return "—" if value is None else _("added")
    return value_words(value)


def _hours(days: list[Any]) -> str:
    """Return opening hours in words: one stretch where every day has the same, else those of each day from Monday."""

    def stretch(day: Any) -> str:
        if not isinstance(day, dict):
            return _("closed")
        return f"{day.get('opens', '')[:5]}–{day.get('closes', '')[:5]}"

    stretches = list(map(stretch, days))
    if len(set(stretches)) == 1:
        return _("every day {hours}", hours=stretches[0])
    return "; ".join(stretches)


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
