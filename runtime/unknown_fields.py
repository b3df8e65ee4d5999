"""Finds fields in a document that its type does not have, such as names misspelt by hand.

The types of `contract` ignore unknown fields, so that a kiosk can read the release of a newer server. A file that a
person writes is checked with `unknown_fields` besides.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Any

import msgspec.inspect
from msgspec.inspect import (
    DictType,
    ListType,
    Metadata,
    StructType,
    TupleType,
    Type,
    UnionType,
    VarTupleType,
)


def unknown_fields(document: Any, kind: type[Any]) -> list[str]:
    """Return the place of each field that `kind` does not have, and the name that was probably meant.

    A place is like `blocks[2].sources[0].cittation (did you mean citation?)`.
    `document` consists of dictionaries, lists and plain values, as a TOML or JSON reader gives them.
    """
    return list(_unknown(document, msgspec.inspect.type_info(kind), ""))


def _unknown(value: Any, described: Type, place: str) -> Iterator[str]:
    if isinstance(described, Metadata):
        yield from _unknown(value, described.type, place)
    elif isinstance(described, UnionType):
        chosen = _chosen(value, described)
        if chosen is not None:
            yield from _unknown(value, chosen, place)
    elif isinstance(described, StructType) and isinstance(value, dict):
        fields = {field.encode_name: field.type for field in described.fields}
        for name, item in value.items():
            inside = f"{place}.{name}" if place else str(name)
            if name in fields:
                yield from _unknown(item, fields[name], inside)
            elif name != described.tag_field:
                meant = difflib.get_close_matches(str(name), fields, n=1)
                yield f"{inside} (did you mean {meant[0]}?)" if meant else inside
    elif isinstance(described, DictType) and isinstance(value, dict):
        for name, item in value.items():
            yield from _unknown(item, described.value_type, f"{place}.{name}")
    elif isinstance(described, ListType | VarTupleType) and isinstance(value, list):
        for number, item in enumerate(value):
            yield from _unknown(item, described.item_type, f"{place}[{number}]")
    elif isinstance(described, TupleType) and isinstance(value, list):
        for number, (item, of_item) in enumerate(zip(value, described.item_types, strict=False)):
            yield from _unknown(item, of_item, f"{place}[{number}]")


def _chosen(value: Any, union: UnionType) -> Type | None:
    """Return the member of a union that a dictionary or a list is meant to be, or None."""
    for member in union.types:
        if isinstance(member, StructType) and isinstance(value, dict):
            if member.tag_field is None or value.get(member.tag_field) == member.tag:
                return member
        elif isinstance(member, ListType | TupleType | VarTupleType) and isinstance(value, list):
            return member
    return None
