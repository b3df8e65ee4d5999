"""A document of an earlier version is brought along by small upgrades; any other is refused in a sentence."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from msgspec import Struct

from runtime.document_version import DocumentVersionError, DocumentVersions


class Lamp(Struct, frozen=True):
    """Version 3: the brightness in lumen, which was called light, and once was in candela."""

    lumen: float
    colour: str = "white"


def renamed(plain: dict[str, Any]) -> dict[str, Any]:
    return {"light": plain.pop("brightness"), **plain}


def in_lumen(plain: dict[str, Any]) -> dict[str, Any]:
    return {"lumen": plain.pop("light") * 12.5, **plain}


LAMPS = DocumentVersions("lamp", (renamed, in_lumen))


@pytest.mark.parametrize(
    "plain",
    [
        {"brightness": 2, "colour": "red"},
        {"v": 1, "brightness": 2, "colour": "red"},
        {"v": 2, "light": 2, "colour": "red"},
        {"v": 3, "lumen": 25.0, "colour": "red"},
        {"v": 3, "lumen": 25.0, "colour": "red", "of tomorrow": True},
    ],
)
def test_each_version_gives_the_same_document(plain: dict[str, Any]) -> None:
    assert LAMPS.decode(json.dumps(plain), Lamp) == Lamp(25.0, "red")
    assert msgspec.convert(LAMPS.upgraded(dict(plain)), Lamp) == Lamp(25.0, "red")


def test_what_is_written_says_its_version() -> None:
    written = LAMPS.encode(Lamp(1.0))
    assert json.loads(written) == {"v": 3, "lumen": 1.0, "colour": "white"}
    assert LAMPS.decode(written, Lamp) == Lamp(1.0)
    assert LAMPS.encode(LAMPS.decode(written, Lamp)) == written


def test_version_1_is_left_out_so_that_older_software_finds_what_it_wrote() -> None:
    assert json.loads(DocumentVersions("lamp").encode(Lamp(1.0))) == {
        "lumen": 1.0,
        "colour": "white",
    }


@pytest.mark.parametrize(
    ("plain", "said", "newer"),
    [
        (
            {"v": 4, "flux": 1},
            "This lamp is of version 4, written by newer software; this software reads 1 to 3. "
            "Install that software, or newer, here.",
            True,
        ),
        ({"v": 10**30}, f"This lamp is of version {10**30}, written by newer software", True),
        ({"v": 0}, "This lamp has 0 for its version", False),
        ({"v": -1}, "This lamp has -1 for its version", False),
        ({"v": "2"}, "This lamp has '2' for its version", False),
        ({"v": True}, "This lamp has True for its version", False),
        ({"v": None}, "This lamp has no version", False),
        ({"v": 2.0}, "This lamp has 2.0 for its version", False),
        ({"v": [1]}, r"This lamp has [1] for its version", False),
    ],
)
def test_any_other_version_is_refused_in_a_sentence(
    plain: dict[str, Any], said: str, newer: bool
) -> None:
    with pytest.raises(DocumentVersionError) as caught:
        LAMPS.decode(json.dumps(plain), Lamp)
    assert str(caught.value).startswith(said)
    assert caught.value.is_newer is newer


def test_an_old_one_whose_upgrade_is_gone_is_refused_in_a_sentence() -> None:
    """As of a message, of which readers take two versions."""
    two = DocumentVersions("lamp", (in_lumen,), oldest=2, without_field=None)
    assert two.decode(b'{"v":2,"light":2}', Lamp) == Lamp(25.0)
    with pytest.raises(DocumentVersionError, match="of version 1; this software reads 2 to 3"):
        two.decode(b'{"v":1,"brightness":2}', Lamp)
    with pytest.raises(DocumentVersionError, match="has no version, 'v'"):
        two.decode(b'{"light":2}', Lamp)


@pytest.mark.parametrize(
    "body",
    [
        *(
            b"",
            b"[]",
            b"{",
            b"null",
            b'{"v":1}',
            b'{"v":1,"brightness":"x"}',
            b'{"v":2,"light":null}',
        ),
        pytest.param(b'{"v":2,"light":"\xff"}', id="no UTF-8"),
        pytest.param(b'{"v":2,"more":' + b"[" * 5000, id="a deep nest"),
    ],
)
def test_what_is_not_what_it_says_is_a_decode_error(body: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        LAMPS.decode(body, Lamp)
