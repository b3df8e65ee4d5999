"""What changed between two states, in words that staff read: which field, what it was, what it is.

Works over the contract's own types, so a field that is added there is compared here from the day it exists.
"""

from __future__ import annotations

import difflib
import re
from typing import Any

import msgspec
from msgspec import Struct

from contract.museum import Museum
from tour_server.catalogue.parts import Body, Kind, take_apart

_LISTED_BY = ("key", "file", "work", "citation")  # what names an item of a list
_NAMES = {"blocks": "narration", "media": "picture", "stops": "stop", "exceptions": "special day"}


class Difference(Struct, frozen=True):
    """One field: its place in words, and its text before and after; None where it was not there."""

    place: str
    before: str | None
    after: str | None

    @property
    def pieces(self) -> list[tuple[str, str]]:
        """The text as (same | gone | new, words), to be shown in one line."""
        return words_changed(self.before or "", self.after or "")


class PartChanged(Struct, frozen=True):
    """One part: `how` it changed (added, removed, changed), and its differences when it was changed."""

    kind: Kind
    key: str
    how: str
    body: Any
    differences: list[Difference]


def museums(before: Museum | None, after: Museum) -> list[PartChanged]:
    """Every part that differs, in the order of `after`, what was removed last."""
    was = {} if before is None else {(kind, key): body for kind, key, body in take_apart(before)}
    found = []
    for kind, key, body in take_apart(after):
        earlier = was.pop((kind, key), None)
        if earlier is None:
            found.append(PartChanged(kind, key, "added", body, []))
        elif earlier != body:
            found.append(PartChanged(kind, key, "changed", body, parts(earlier, body)))
    found += [PartChanged(kind, key, "removed", body, []) for (kind, key), body in was.items()]
    return found


def parts(before: Body, after: Body) -> list[Difference]:
    """Every field that differs between two states of one part."""
    was, now = _fields(before), _fields(after)
    found = [
        Difference(place, was.get(place), now.get(place))
        for place in dict.fromkeys([*now, *was])
        if was.get(place) != now.get(place)
    ]
    if not found and before != after:
        found.append(Difference("the order of a list", None, None))
    return found


def words_changed(before: str, after: str) -> list[tuple[str, str]]:
    """(same | gone | new, text) pieces that make up both texts, cut at words."""
    # A word with the space behind it: spaces alone would count as something that stayed the same.
    old, new = (re.findall(r"\S+\s*|\s+", text) for text in (before, after))
    pieces: list[tuple[str, str]] = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(("same", "".join(old[i:j])))
            continue
        if j > i:
            pieces.append(("gone", "".join(old[i:j])))
        if m > k:
            pieces.append(("new", "".join(new[k:m])))
    return pieces


def _fields(body: Body) -> dict[str, str]:
    fields: dict[str, str] = {}
    _flatten("", msgspec.to_builtins(body, str_keys=True), fields)
    return fields


def _flatten(place: str, value: Any, fields: dict[str, str]) -> None:
    if isinstance(value, dict):
        for name, item in value.items():
            _flatten(_under(place, _NAMES.get(name, name.replace("_", " "))), item, fields)
    elif isinstance(value, list | tuple):
        for number, item in enumerate(value, start=1):
            _flatten(f"{place} {_named(item, number)}", item, fields)
    elif value is not None:
        fields[place] = _worded(value)


def _under(place: str, name: str) -> str:
    return f"{place}, {name}" if place else name


def _named(item: Any, number: int) -> str:
    if isinstance(item, dict):
        for name in _LISTED_BY:
            if name in item:
                return str(item[name])
    return str(number)


def _worded(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)
