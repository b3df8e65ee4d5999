"""A name from outside holds a line feed or leads out of a folder: it is refused where it is read."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from contract.bundle import Target
from contract.museum import Key, Language, Medium
from contract.patterns import Colour


def _fits(kind: Any, value: str) -> bool:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError:
        return False
    return True


@pytest.mark.parametrize(
    ("kind", "value"),
    [(Key, "hall"), (Language, "pt-BR"), (Colour, "#1F3A8A"), (Target, "pictures/a.jpg")],
)
def test_a_line_feed_at_the_end_is_no_part_of_a_name(kind: Any, value: str) -> None:
    assert _fits(kind, value)
    for more in ("\n", "\r", "\r\n", "\n\n", "\0", "\u2028"):
        assert not _fits(kind, value + more)
        assert not _fits(kind, more + value)


@pytest.mark.parametrize(
    "name",
    ["a/../b", "a/..", "a/./b", "../a", "/etc/passwd", "a//b", "a/", "a/.b", "a\\..\\b", "a" * 202],
)
def test_a_path_stays_in_its_folder(name: str) -> None:
    assert not _fits(Target, name)
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"file": name}, Medium)


@pytest.mark.parametrize("name", ["a", "speech/0123.opus", "a..b.jpg", "a/_b/-c.d", "a" * 201])
def test_ordinary_paths_are_taken(name: str) -> None:
    assert _fits(Target, name)
    assert msgspec.convert({"file": name}, Medium).file == name
