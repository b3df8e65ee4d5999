"""A limit of a field is changed in its type: forms and patterns elsewhere follow."""

from __future__ import annotations

import re

import pytest

from contract import topics
from contract.field_limits import FieldLimits, field_limits, type_limits
from contract.museum import Block, Key, Language, Link, Pronunciation, Room, Stop, Tour, Work


@pytest.mark.parametrize(
    ("struct", "field", "limits"),
    [
        (Tour, "minutes", FieldLimits(low=5, high=600)),
        (Stop, "value", FieldLimits(low=0, high=1)),
        (Room, "capacity", FieldLimits(low=1)),
        (Block, "text", FieldLimits(shortest=1, longest=6000)),
        (Block, "authorship", FieldLimits()),
        (Link, "works", FieldLimits(shortest=2)),
        (Work, "title", FieldLimits()),
        (Pronunciation, "ipa", FieldLimits(shortest=1, longest=200)),
    ],
)
def test_the_limits_of_a_field(struct: type, field: str, limits: FieldLimits) -> None:
    assert field_limits(struct, field) == limits


def test_the_pattern_of_a_type() -> None:
    pattern = type_limits(Language).pattern or ""
    assert re.fullmatch(pattern, "pt-BR")
    assert not re.fullmatch(pattern, "Portuguese")
    assert topics.topic("a" * 64, "kiosk-1", "footfall")
    with pytest.raises(ValueError, match="part of a topic"):
        topics.topic("a" * 65, "kiosk-1", "footfall")
    assert type_limits(Key).pattern == field_limits(Work, "key").pattern


def test_a_field_that_does_not_exist() -> None:
    with pytest.raises(AttributeError, match="Tour has no field 'hours'"):
        field_limits(Tour, "hours")
