"""A stranger's message holds a number that no museum has: it is refused before anything computes with it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

import msgspec.inspect as inspect
import pytest
from msgspec import Struct

from contract.field_limits import clamp
from contract.measures import Celsius, UnixSeconds
from contract.messages import (
    FROM_DEVICE,
    FROM_SERVER,
    Acknowledgement,
    Bin,
    ClosedRoomsNow,
    Health,
    OfferCounts,
    PlaybackCounts,
    ReleaseAnnounced,
    UnknownMessageError,
    decode,
    encode,
)
from contract.schema import message_schema
from tests.bins import a_bin

KINDS = sorted({*FROM_DEVICE.values(), *FROM_SERVER.values()}, key=lambda kind: kind.__name__)
A_HEALTH = Health(1.0, True, "0.1", 3, "hall", 5.0, 0, 1, 40.5, {"door": "ok"}, ["It is warm."])


def _unbounded(name: str, described: inspect.Type, seen: frozenset[type]) -> Iterator[str]:
    """Yield the path of each value without bounds in a described type."""
    match described:
        case inspect.Metadata(type=inner):
            yield from _unbounded(name, inner, seen)
        case inspect.UnionType(types=types):
            for one in types:
                yield from _unbounded(name, one, seen)
        case inspect.IntType() | inspect.FloatType():
            if (
                described.ge is None
                or described.le is None
                or not (math.isfinite(described.ge) and math.isfinite(described.le))
            ):
                yield name
        case inspect.StrType():
            if described.max_length is None and described.pattern is None:
                yield name
        case inspect.ListType(item_type=item):
            if described.max_length is None:
                yield name
            yield from _unbounded(f"{name}[]", item, seen)
        case inspect.DictType(key_type=key, value_type=value):
            if described.max_length is None:
                yield name
            yield from _unbounded(f"{name} key", key, seen)
            yield from _unbounded(f"{name}{{}}", value, seen)
        case inspect.StructType(cls=cls, fields=fields):
            if cls not in seen:
                for one in fields:
                    yield from _unbounded(f"{name}.{one.encode_name}", one.type, seen | {cls})
        case inspect.BoolType() | inspect.NoneType() | inspect.EnumType():
            pass
        case _:
            yield f"{name}: {described} is of a type that this test does not know"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_value_of_a_message_has_its_bounds(kind: type) -> None:
    assert list(_unbounded(kind.__name__, inspect.type_info(kind), frozenset())) == []


def test_a_value_without_bounds_would_be_found() -> None:
    class _Loose(Struct):
        number: float
        words: list[str]

    found = list(_unbounded("Loose", inspect.type_info(_Loose), frozenset()))
    assert found == ["Loose.number", "Loose.words", "Loose.words[]"]


def _schema_numbers(schema: Any, name: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(schema, dict):
        if schema.get("type") in ("number", "integer"):
            yield name, schema
        for key, value in schema.items():
            yield from _schema_numbers(value, f"{name}/{key}")
    elif isinstance(schema, list):
        for number, value in enumerate(schema):
            yield from _schema_numbers(value, f"{name}/{number}")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_the_schema_has_the_bounds(kind: type) -> None:
    for name, schema in _schema_numbers(message_schema(kind)):
        assert {"minimum", "maximum"} <= schema.keys(), name


NONSENSE = (b"1e300", b"1e999", b"-1", b"-1e300", b"NaN", b"Infinity", b"-Infinity", b"1" * 400)


@pytest.mark.parametrize("number", NONSENSE)
@pytest.mark.parametrize(
    ("message", "field"),
    [
        *(
            (a_bin(1), field)
            for field in (
                [
                    "sequence",
                    "monotonic",
                    "start",
                    "observed_seconds",
                    "in",
                    "out",
                    "in_view_mean",
                    "in_view_max",
                ]
            )
        ),
        *(
            (A_HEALTH, field)
            for field in ["at", "release", "uptime_seconds", "outbox_depth", "disk_free_bytes"]
        ),
        *(
            (PlaybackCounts("e" * 16, 0, 3600.0, "kolam", "nl", 1, 1, 0, 0), field)
            for field in ["sequence", "hour", "told", "finished", "stopped", "refused"]
        ),
        *(
            (OfferCounts("e" * 16, 0, 3600.0, "tea", 1), field)
            for field in ["sequence", "hour", "shown"]
        ),
        (ClosedRoomsNow({}, 3600.0), "sent"),
        (ReleaseAnnounced(4), "number"),
        (A_HEALTH, "temperature_celsius"),
    ],
)
def test_a_number_that_no_museum_has_is_refused(message: Any, field: str, number: bytes) -> None:
    plain = json.loads(encode(message))
    plain[field] = "HERE"
    if field == "temperature_celsius" and number == b"-1":
        number = b"-101"
    body = json.dumps(plain).encode().replace(b'"HERE"', number)
    with pytest.raises(UnknownMessageError):
        decode(body, type(message))


def test_the_latest_moment_and_the_largest_count_are_read() -> None:
    largest = a_bin(
        2**62, monotonic=1.0, start=7_258_118_400.0, entered=1_000_000, in_view_mean=10_000.0
    )
    assert decode(encode(largest), Bin) == largest
    assert decode(encode(Acknowledgement("e" * 16, [2**62])), Acknowledgement).sequences == [2**62]


@pytest.mark.parametrize(
    ("value", "kind", "nearest"),
    [(-5.0, UnixSeconds, 0), (1e10, UnixSeconds, 7_258_118_400), (40.5, Celsius, 40.5)],
)
def test_a_device_reports_the_nearest_number(value: float, kind: Any, nearest: float) -> None:
    assert clamp(value, kind) == nearest
