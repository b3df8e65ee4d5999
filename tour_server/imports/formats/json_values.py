"""Reads values of JSON that may be of any shape: what is not of the expected one is as if it were not there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def as_list(value: Any) -> list[Any]:
    """Returns a list as it is, one value as a list of it, and nothing as an empty list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def as_map(value: Any) -> Mapping[str, Any]:
    """Returns an object; {} for anything else."""
    return value if isinstance(value, dict) else {}


def as_maps(value: Any) -> list[Mapping[str, Any]]:
    """Returns the objects of a list, or one object as a list of it."""
    return [one for one in as_list(value) if isinstance(one, dict)]


def as_text(value: Any) -> str:
    """Returns a text or a number as a text without spaces at its ends; "" for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value).strip()


def as_number(value: Any) -> int | None:
    """Returns a whole number above 0, also where it is written as a text; None for anything else."""
    text = as_text(value)
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        return None
    return int(text) or None


def identifier_of(value: Any) -> str:
    """Returns the `id` or `@id` of an object, or a text that stands for it."""
    if isinstance(value, str):
        return value.strip()
    found = as_map(value)
    return as_text(found.get("id", found.get("@id")))


def type_of(value: Any) -> str:
    """Returns the `type` or `@type` of an object, without a prefix."""
    found = as_map(value)
    named = as_list(found.get("type", found.get("@type")))
    return as_text(named[0]).rpartition(":")[2] if named else ""
