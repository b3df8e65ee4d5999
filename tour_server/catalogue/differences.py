"""The differences between two versions of a part or a museum, in words for staff: the field, its old and new text.

They are found in the parts' fields as documents, so a field that is added to contract.museum is compared without a
change here.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import Struct

from contract.field_limits import type_limits
from contract.museum import Language, Museum
from runtime.languages import own_name
from tour_server.catalogue.field_words import block_name, field_name
from tour_server.catalogue.parts import NamedPart, PartKind, split_museum
from web.translations import gettext as _
from web.translations import mark

_ITEM_NAMES = (
    "key",
    "file",
    "work",
    "citation",
)  # fields that name an item of a list, the first that it has
_LANGUAGE = re.compile(type_limits(Language).pattern or "")


class _Field(Struct, frozen=True):
    """A field of a part: its place in words, and its text."""

    words: str
    text: str


class Difference(Struct, frozen=True):
    """One field that differs: its place in words, and its text before and after, None where it did not exist."""

    place: str
    before: str | None
    after: str | None

    @property
    def pieces(self) -> list[tuple[str, str]]:
        """Both texts in one, as pieces (same | gone | new, text)."""
        return diff_words(self.before or "", self.after or "")


class PartChanged(Struct, frozen=True):
    """One part that differs. `how` is added, removed or changed; `differences` are given when it is changed."""

    kind: PartKind
    key: str
    how: str
    body: Any
    differences: list[Difference]


def museum_changes(
    before: Museum | None, after: Museum, most: int | None = None
) -> list[PartChanged]:
    """Return every part that differs, or the first `most`, in the order of `after`; removed parts come last."""
    return part_changes([] if before is None else split_museum(before), split_museum(after), most)


def changed_count(before: Museum | None, after: Museum) -> int:
    """Return how many parts differ."""
    old = {} if before is None else {(kind, key): body for kind, key, body in split_museum(before)}
    new = {(kind, key): body for kind, key, body in split_museum(after)}
    differing = sum(old.get(one) != body for one, body in new.items())
    return differing + len(old.keys() - new.keys())


def part_changes(
    before: Iterable[NamedPart], after: Iterable[NamedPart], most: int | None = None
) -> list[PartChanged]:
    """Return every part that differs, or the first `most`, in the order of `after`; removed parts come last."""
    old = {(kind, key): body for kind, key, body in before}
    found: list[PartChanged] = []
    for kind, key, body in after:
        earlier = old.pop((kind, key), None)
        if most is not None and len(found) >= most:
            continue
        if earlier is None:
            found.append(PartChanged(kind, key, mark("added"), body, []))
        elif earlier != body:
            found.append(
                PartChanged(kind, key, mark("changed"), body, field_differences(earlier, body))
            )
    found += [
        PartChanged(kind, key, mark("removed"), body, []) for (kind, key), body in old.items()
    ]
    return found[:most]


def field_differences(before: Struct, after: Struct) -> list[Difference]:
    """Return every field that differs between two versions of one part, or of a piece of it."""
    old, new = _fields(before), _fields(after)
    found = []
    for place in dict.fromkeys([*new, *old]):
        then, now = old.get(place), new.get(place)
        texts = None if then is None else then.text, None if now is None else now.text
        named = now or then
        if texts[0] != texts[1] and named is not None and not _says_its_name(place, texts):
            found.append(Difference(named.words, *texts))
    if not found and before != after:
        found.append(Difference(_("the order of a list"), None, None))
    return found


def _says_its_name(place: str, texts: tuple[str | None, str | None]) -> bool:
    """Return whether a field of a block that came or went is in the block's name, which stands before each field."""
    return None in texts and re.fullmatch(r"/blocks/.*/(key|language|level)", place) is not None


def diff_words(before: str, after: str) -> list[tuple[str, str]]:
    """Return the pieces (same | gone | new, text) that make up both texts, cut between words."""
    # A piece is a word with the space after it. Spaces on their own would count as text that stayed the same.
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


def _fields(body: Struct) -> dict[str, _Field]:
    """Return the fields of a part by a place that no other field has."""
    fields: dict[str, _Field] = {}
    _flatten("", "", msgspec.to_builtins(body, str_keys=True), fields)
    return fields


def _flatten(place: str, words: str, value: Any, fields: dict[str, _Field]) -> None:
    if isinstance(value, dict):
        is_text = all(_LANGUAGE.match(name) and isinstance(one, str) for name, one in value.items())
        for name, item in value.items():
            called = own_name(name) if is_text else field_name(name)
            _flatten(f"{place}/{name}", _within(words, called), item, fields)
    elif isinstance(value, list | tuple):
        for number, item in enumerate(value, start=1):
            key, called = _item_key(item, number), _item_name(item, number)
            _flatten(f"{place}/{key}", f"{words} {called}".strip(), item, fields)
    elif value is not None:
        fields[place] = _Field(words, _shown(value))


def _within(words: str, name: str) -> str:
    return f"{words}, {name}" if words else name


def _item_key(item: Any, number: int) -> str:
    """Return what tells an item of a list from the others."""
    if isinstance(item, dict):
        for name in _ITEM_NAMES:
            if name in item:
                return str(item[name])
    return str(number)


def _item_name(item: Any, number: int) -> str:
    """Return an item of a list in words: a narration block by its language and level, a picture by its file."""
    if isinstance(item, dict) and {"language", "level", "text"} <= item.keys():
        return f"({block_name(item['language'], item['level'])})"
    if isinstance(item, dict) and "file" in item:
        return str(item["file"]).rpartition("/")[2]
    return _item_key(item, number)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return f"{value:g}" if isinstance(value, float) else str(value)
