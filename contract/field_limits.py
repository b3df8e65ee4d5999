"""The limits that the types of this package put on a field: smallest and largest number, length, pattern.

A limit is stated once, in the field's `Meta`. Forms and pages that need the same limit read it with
`field_limits`, so that they can't disagree with what a document may hold.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec.inspect
from msgspec import Struct


class FieldLimits(Struct, frozen=True):
    """The limits of a value; a field without a limit is None. Both ends of a range are allowed.

    Of a value that may be null they are those of the value where there is one.

    `low` and `high` limit a number, `shortest` and `longest` the length of a text or a list, `pattern` is a regular
    expression for a text.
    """

    low: float | None = None
    high: float | None = None
    shortest: int | None = None
    longest: int | None = None
    pattern: str | None = None


@cache
def field_limits(struct: type[Struct], field: str) -> FieldLimits:
    """Return the limits of one field of a struct, `field` being its name in Python.

    Raises AttributeError when the struct has no such field.
    """
    described = msgspec.inspect.type_info(struct)
    if isinstance(described, msgspec.inspect.StructType):
        for one in described.fields:
            if one.name == field:
                return _limits(one.type)
    raise AttributeError(f"{struct.__name__} has no field {field!r}")


@cache
def type_limits(annotated: Any) -> FieldLimits:
    """Return the limits of an annotated type, such as `contract.museum.Key`."""
    return _limits(msgspec.inspect.type_info(annotated))


def clamp(value: float, annotated: Any) -> float:
    """Return the number, or the nearest one that the annotated type allows."""
    limits = type_limits(annotated)
    if limits.low is not None:
        value = max(limits.low, value)
    return value if limits.high is None else min(limits.high, value)


def _limits(described: msgspec.inspect.Type) -> FieldLimits:
    if isinstance(described, msgspec.inspect.Metadata):
        return _limits(described.type)
    if isinstance(described, msgspec.inspect.IntType | msgspec.inspect.FloatType):
        return FieldLimits(low=described.ge, high=described.le)
    if isinstance(described, msgspec.inspect.StrType):
        return FieldLimits(
            shortest=described.min_length,
            longest=described.max_length,
            pattern=described.pattern,
        )
    if isinstance(described, msgspec.inspect.ListType):
        return FieldLimits(shortest=described.min_length, longest=described.max_length)
    if isinstance(described, msgspec.inspect.UnionType):
        kinds = [one for one in described.types if not isinstance(one, msgspec.inspect.NoneType)]
        return _limits(kinds[0]) if len(kinds) == 1 else FieldLimits()
    return FieldLimits()
