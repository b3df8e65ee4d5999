"""Italics go to translators as inline elements, and come back with the words, whatever a program makes of them."""

from __future__ import annotations

import io
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from msgspec.structs import replace

from contract.museum import Block
from tests.desk import Browser, Desk
from tour_server.catalogue.parts import PartKind
from tour_server.translations.xliff_inline import add_words
from tour_server.translations.xliff_reader import read_xliff

OLD = "urn:oasis:names:tc:xliff:document:1.2"
NEW = "urn:oasis:names:tc:xliff:document:2.0"
PATH = "work/lijn/block/lijn-nl-1/text"


def read(tmp_path: Path, target: str, *, old: bool = False) -> tuple[str, list[str]]:
    """Return the target of a file with one text, and its italics."""
    if old:
        content = (
            f'<xliff version="1.2" xmlns="{OLD}"><file original="x" source-language="nl"'
            ' target-language="en" datatype="plaintext"><body><trans-unit id="u">'
            f"<source>Bron.</source><target>{target}</target></trans-unit></body></file></xliff>"
        )
    else:
        content = (
            f'<xliff version="2.1" xmlns="{NEW}" srcLang="nl" trgLang="en"><file id="f">'
            f'<unit id="u"><segment state="translated"><source>Bron.</source><target>{target}'
            "</target></segment></unit></file></xliff>"
        )
    path = tmp_path / "x.xlf"
    path.write_text(content, encoding="utf-8")
    (found,) = read_xliff(path).texts
    return found.target, found.italics


@pytest.mark.parametrize(
    ("target", "italics"),
    [
        ('See <pc id="italic-1" type="fmt" subType="xlf:i">The  Line</pc>.', ["The Line"]),
        ('See <pc id="italic-1">The  Line</pc>.', ["The Line"]),
        ('See <pc id="7" type="fmt" subType="xlf:b">The  Line</pc>.', []),
        ('See <sc id="9" subType="xlf:i"/>The  Line<ec startRef="9"/>.', ["The Line"]),
        ('See <pc id="7" subType="xlf:i">The <pc id="8">  Line</pc></pc>.', ["The Line"]),
        ('See The<ph id="1"/>  Line.', []),
    ],
)
def test_elements_of_xliff_2(tmp_path: Path, target: str, italics: list[str]) -> None:
    text, found = read(tmp_path, target)
    assert (" ".join(text.split()), found) == ("See The Line.", italics)


@pytest.mark.parametrize(
    ("target", "italics"),
    [
        ('See <g id="1" ctype="italic">The Line</g>.', ["The Line"]),
        ('See <g id="italic-1">The Line</g>.', ["The Line"]),
        ('See <g id="1" ctype="bold">The Line</g>.', []),
        (
            'See <bpt id="1" rid="4" ctype="italic">&lt;i&gt;</bpt>The Line'
            '<ept id="2" rid="4">&lt;/i&gt;</ept>.',
            ["The Line"],
        ),
        ('See <x id="1"/>The Line.', []),
    ],
)
def test_elements_of_xliff_1(tmp_path: Path, target: str, italics: list[str]) -> None:
    assert read(tmp_path, target, old=True) == ("See The Line.", italics)


@pytest.mark.parametrize("phrases", [[], ["De Lijn"], ["een", "De Lijn"], ["niet daarin"]])
def test_a_text_is_the_same_with_its_elements(phrases: list[str]) -> None:
    text = "De Lijn en een De Lijn & <x>."
    element = ET.Element("source")
    add_words(element, text, phrases)
    assert "".join(element.itertext()) == text
    names = [child.get("id") for child in element]
    assert len(names) == len(set(names))


def blocks(desk: Desk) -> dict[str, Block]:
    work = desk.parts.drafts.get(PartKind.WORK, "lijn").body
    return {one.language: one for one in work.blocks}


def write(desk: Desk, **changed: dict[str, object]) -> None:
    part = desk.parts.drafts.get(PartKind.WORK, "lijn")
    new = [replace(one, **changed.get(one.language, {})) for one in part.body.blocks]
    desk.parts.drafts.put(PartKind.WORK, "lijn", replace(part.body, blocks=new), part.version, "A")


def taken_out(browser: Browser) -> bytes:
    browser.get("/desk/translations")
    asked = {"source": "nl", "language": "en", "texts": "all"}
    answer = browser.client.get("/desk/translations/out", query_string=asked)
    body = answer.data
    answer.close()
    return body


def brought(browser: Browser, content: bytes) -> str:
    """Bring a file in, and apply it. Returns its page."""
    browser.get("/desk/translations/files")
    given = {"file": (io.BytesIO(content), "x.xlf"), "csrf_token": browser.token}
    answer = browser.client.post("/desk/translations/files", data=given)
    answer.close()
    address = answer.headers["Location"]
    browser.get(address)
    browser.post(f"{address}/apply")
    return address


def test_a_phrase_is_marked_out_and_in_and_undone(desk: Desk) -> None:
    noor = desk.colleague("Noor")
    source = "Kijk naar De Lijn van Jan."
    write(desk, nl={"text": source, "italics": ["De Lijn"]}, en={"text": "Look.", "italics": []})
    out = taken_out(noor).decode()
    assert 'naar <pc id="italic-1" type="fmt" subType="xlf:i">De Lijn</pc> van' in out
    target = 'Look at <pc id="italic-1" type="fmt" subType="xlf:i">The Line</pc> by Jan.'
    changed = re.sub(r"<target>Look\.</target>", f"<target>{target}</target>", out)
    assert changed != out
    address = brought(noor, changed.encode())
    assert blocks(desk)["en"].text == "Look at The Line by Jan."
    assert blocks(desk)["en"].italics == ["The Line"]
    noor.get(address)
    noor.post(f"{address}/undo")
    assert (blocks(desk)["en"].text, blocks(desk)["en"].italics) == ("Look.", [])


def test_a_title_that_is_not_translated_keeps_its_italics(desk: Desk) -> None:
    """Whoever writes the translation: typed side by side, in a spreadsheet, by a machine."""
    noor = desk.colleague("Noor")
    write(desk, nl={"text": "Zie De Stijl.", "italics": ["De Stijl"]})
    fields = noor.fill_in("/desk/translations/work/lijn/en")
    typed = {name: "See De Stijl, *1917*." for name in fields if name.endswith(PATH)}
    assert typed
    noor.post("/desk/translations/work/lijn/en", fields | typed)
    assert blocks(desk)["en"].text == "See De Stijl, 1917."
    assert blocks(desk)["en"].italics == ["De Stijl", "1917"]
