"""A part as its fields: a flat dictionary from a JSON pointer (`/title/nl`, `/blocks/lijn-nl-1/text`) to a value.

Texts are taken apart by language, and lists whose items have a name of their own by that name, so that two versions
are compared and merged field by field. Any other value is one field, whatever it holds.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from functools import cache, lru_cache
from typing import Any, cast, get_origin, get_type_hints

import msgspec
from msgspec import Struct

from contract.field_limits import type_limits
from contract.museum import Language, Medium

Fields = dict[str, Any]

ITEM_NAMES = {
    "blocks": "key",
    "media": "file",
    "sign_videos": "language",
    "stops": "work",
    "exceptions": "date",
}
"""The lists that are taken apart, and the field that names an item of each."""
_LICENCE = Medium("a").rights.licence  # of a picture or a block that does not say it
_NESTED = frozenset({"rights", "origin"})  # structs that are taken apart
_KNOWN_POINTERS = 10_000  # most works have the same fields
_LANGUAGE = re.compile(type_limits(Language).pattern or "")


def pointer(*names: str) -> str:
    """Return the JSON pointer of a field within a part."""
    return "".join("/" + name.replace("~", "~0").replace("/", "~1") for name in names)


@lru_cache(_KNOWN_POINTERS)
def names_in(path: str) -> tuple[str, ...]:
    """Return the names that a JSON pointer is made of."""
    return tuple(name.replace("~1", "/").replace("~0", "~") for name in path.split("/")[1:])


@lru_cache(_KNOWN_POINTERS)
def item_of(path: str) -> str | None:
    """Return the pointer of the named item of a list, or of the struct, in which a field stands, None for others."""
    names = names_in(path)
    if names[0] in ITEM_NAMES and len(names) > 2:
        return pointer(*names[:2])
    return pointer(names[0]) if names[0] in _NESTED else None


def fields_of(body: Struct) -> Fields:
    """Return the fields of a part. Equal parts give equal fields, in the part's own order."""
    found: Fields = {}
    plain: dict[str, Any] = msgspec.to_builtins(body, str_keys=True)
    for name, value in plain.items():
        if name in ITEM_NAMES:
            for item in value:
                _add((name, str(item[ITEM_NAMES[name]])), item, found)
        else:
            _add((name,), value, found)
    return found


def body_of(fields: Mapping[str, Any], kind: type[Any]) -> Any:
    """Return the part of these fields. Raises msgspec.ValidationError when they make none."""
    plain: dict[str, Any] = {}
    for path, value in fields.items():
        *places, last = names_in(path)
        at = plain
        for name in places:
            at = at.setdefault(name, {})
        at[last] = dict(value) if isinstance(value, dict) else value
    for name in ITEM_NAMES:
        if name in plain:
            plain[name] = list(plain[name].values())
    for name in _required_texts(cast("Hashable", kind)):
        plain.setdefault(name, {})
    return msgspec.convert(plain, kind)


@cache
def _required_texts(kind: Any) -> tuple[str, ...]:
    """Return the texts that a part always has: without a language they have no field, and are there all the same."""
    hints = get_type_hints(kind)
    return tuple(
        field.encode_name
        for field in msgspec.structs.fields(kind)
        if field.required and get_origin(hints[field.name]) is dict
    )


def beginning(defaults: Mapping[str, Any]) -> Fields:
    """Return those defaults that a part begins with, whatever is said of it: not those of the items of its lists."""
    return {
        path: value
        for path, value in defaults.items()
        if item_of(path) is None or path.startswith("/origin/")
    }


def with_fields(
    before: Mapping[str, Any], changes: Mapping[str, Any], defaults: Mapping[str, Any]
) -> Fields:
    """Return the fields with changes. An item of a list that they begin gets what `defaults` has of it, too.

    Rights that an item had without saying so stay what they were.
    """
    after = dict(before)
    begun = {item_of(path) for path in before}
    for path, value in changes.items():
        item = item_of(path)
        if item is not None and item not in begun:
            begun.add(item)
            after |= {
                name: default
                for name, default in defaults.items()
                if name.startswith(item + "/") and name not in after
            }
        after[path] = value
        rights, _, _name = path.rpartition("/")
        if rights.endswith("/rights"):
            after.setdefault(f"{rights}/licence", _LICENCE)
    return after


def _add(names: tuple[str, ...], value: Any, found: Fields) -> None:
    nested = isinstance(value, dict) and (
        (len(names) == 2 and names[0] in ITEM_NAMES) or names[-1] in _NESTED or _is_text(value)
    )
    if not nested:
        found[pointer(*names)] = value
        return
    for name, one in value.items():
        _add((*names, name), one, found)


def _is_text(value: dict[str, Any]) -> bool:
    return all(_LANGUAGE.match(name) and isinstance(one, str) for name, one in value.items())
