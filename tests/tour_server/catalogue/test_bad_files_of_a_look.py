"""A logo or a typeface that screens can't use is refused in a sentence, whatever is wrong with it."""

from __future__ import annotations

import io
import time

import brotli
import cv2
import numpy as np
import pytest
from fontTools.ttLib import TTFont

import web
from contract.look import Logo, Look, Typeface
from contract.museum import Site
from tests.looks import LOGO, NIGHT_LOGO, other_typeface, written
from tour_server.catalogue.logos import LogoError, logo_contrast, logo_ending
from tour_server.catalogue.look_check import look_faults, look_remarks
from tour_server.catalogue.typefaces import (
    MAX_BYTES,
    MAX_UNPACKED_BYTES,
    TypefaceError,
    TypefaceFile,
)

HEAD = b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 100 40"'


def svg(inside: bytes, attributes: bytes = b"") -> bytes:
    return HEAD + attributes + b">" + inside + b"</svg>"


def png(width: int, height: int, shade: int = 0, alpha: int = 255) -> bytes:
    pixels = np.zeros((height, width, 4), np.uint8)
    pixels[height // 4 : height // 2, :, :3] = shade
    pixels[height // 4 : height // 2, :, 3] = alpha
    return bytes(cv2.imencode(".png", pixels)[1])


@pytest.mark.parametrize(
    ("content", "because"),
    [
        (b"", "no SVG or PNG"),
        (b"\xff\xd8\xff\xe0 a photograph", "no SVG or PNG"),
        (svg(b"<script>1</script>"), "“script”"),
        (svg(b'<a href="#b"><path d="M0 0"/></a>'), "“a”"),
        (svg(b'<image href="data:image/png;base64,AA"/>'), "“image”"),
        (svg(b"<foreignObject/>"), "“foreignObject”"),
        (svg(b'<set attributeName="href"/>'), "“set”"),
        (svg(b"<text>Museum</text>"), "outlines"),
        (svg(b"", b' onload="x()"'), "onload"),
        (svg(b'<path onclick="x()"/>'), "onclick"),
        (svg(b'<use xlink:href="http://elsewhere/a.svg#a"/>'), "elsewhere"),
        (svg(b'<use href="other.svg#a"/>'), "elsewhere"),
        (svg(b'<path fill="url(http://elsewhere/a)"/>'), "elsewhere"),
        (svg(b"<path style=\"fill:url( '//elsewhere')\"/>"), "elsewhere"),
        (svg(b'<style>@import "http://elsewhere";</style>'), "elsewhere"),
        (svg(b"<style>path { fill: url(//elsewhere) }</style>"), "elsewhere"),
        (b'<!DOCTYPE svg [<!ENTITY a "aa">]>' + svg(b"<title>&a;</title>"), "can't be read"),
        (
            b'<!DOCTYPE svg [<!ENTITY a SYSTEM "/etc/hostname">]>' + svg(b"<title>&a;</title>"),
            "read",
        ),
        (svg(b'<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>'), "complicated"),
        (svg(b"<g>" * 5001 + b"</g>" * 5001), "read|complicated"),
        (svg(b"<g/>" * 5001), "complicated"),
        (svg(b" " * 200_001), "200 kB"),
        (LOGO[:200], "can't be read"),
        (LOGO.replace(b"0 0 300 80", b"0 0 3000 80"), "long and narrow"),
        (LOGO.replace(b'viewBox="0 0 300 80"', b""), "viewBox"),
        (LOGO.replace(b"0 0 300 80", b"0 0 0 80"), "viewBox"),
        (LOGO.replace(b"0 0 300 80", b"0 0 nan 80"), "viewBox"),
        (png(100, 60), "too small"),
        (png(4200, 2000), "too large"),
        (png(900, 60), "long and narrow"),
        (png(600, 300)[:100], "can't be read"),
    ],
)
def test_a_logo_that_screens_cant_show(content: bytes, because: str) -> None:
    began = time.monotonic()
    with pytest.raises(LogoError, match=because):
        logo_ending(content)
    assert time.monotonic() - began < 5


def test_a_logo_of_shapes_is_taken_and_a_drawing_programs_notes_do_no_harm() -> None:
    assert logo_ending(LOGO) == ".svg"
    assert logo_ending(png(600, 300)) == ".png"
    notes = b'<n:view xmlns:n="http://www.inkscape.org/namespaces/inkscape" n:zoom="1"/><path d="M0 0h9v9z"/>'
    assert logo_ending(b"<?xml version='1.0'?>\n" + svg(notes)) == ".svg"


@pytest.mark.parametrize(
    ("content", "paper", "seen"),
    [
        (LOGO, "#F7F5F0", True),
        (LOGO, "#141311", False),
        (NIGHT_LOGO, "#141311", True),
        (NIGHT_LOGO, "#F7F5F0", False),
        (png(600, 300, 250), "#F7F5F0", False),
        (png(600, 300, 250), "#141311", True),
        (png(600, 300, 0, 40), "#F7F5F0", False),
        (
            svg(b'<path d="M0 0h100v40h-100z"/><path d="M9 9h50v9h-50z" fill="#fff"/>'),
            "#141311",
            True,
        ),
        (svg(b'<path d="M0 0h.1v.1z"/>'), "#F7F5F0", False),
        (svg(b""), "#F7F5F0", False),
    ],
)
def test_a_logo_is_made_out_on_paper_or_not(content: bytes, paper: str, seen: bool) -> None:
    assert (logo_contrast(content, paper) >= 3) is seen


def changed(**tables: dict[str, object]) -> bytes:
    """Returns our other typeface with other fields in its tables."""
    font = TTFont(io.BytesIO(other_typeface()))
    for table, fields in tables.items():
        for name, value in fields.items():
            setattr(font[table.replace("OS2", "OS/2")], name, value)
    return written(font)


def without(table: str) -> bytes:
    font = TTFont(io.BytesIO(other_typeface()))
    del font[table]
    return written(font)


def bomb() -> bytes:
    """A small WOFF2 file that says it has one table, and unpacks to more than any typeface."""
    body = brotli.compress(bytes(MAX_UNPACKED_BYTES + 1000))
    directory = bytes([0]) + b"\x9d\x93\x8f\x00"  # cmap, of some length
    head = b"wOF2" + b"\0\1\0\0" + (48 + len(directory) + len(body)).to_bytes(4, "big")
    head += (1).to_bytes(2, "big") + bytes(2) + MAX_UNPACKED_BYTES.to_bytes(4, "big")
    return head + len(body).to_bytes(4, "big") + bytes(24) + directory + body


@pytest.mark.parametrize(
    ("content", "because"),
    [
        (b"", "no typeface"),
        (b"wOFF an older kind", "no typeface"),
        (LOGO, "no typeface"),
        (other_typeface()[:2000], "damaged"),
        (other_typeface(flavor="woff2")[:2000], "damaged"),
        (b"OTTO" + bytes(200), "damaged"),
        (b"wOF2" + bytes(200), "damaged"),
        (without("cmap"), "damaged"),
        (without("OS/2"), "damaged"),
        (without("glyf"), "damaged"),
        (other_typeface() + bytes(MAX_BYTES), "too large"),
        (bomb(), "too large"),
        (changed(OS2={"fsType": 0x0002}), "restricted licence"),
        (changed(OS2={"fsType": 0x0100}), "cut down"),
        (changed(OS2={"fsType": 0x0208}), "cut down"),
    ],
)
def test_a_typeface_that_screens_cant_use(content: bytes, because: str) -> None:
    with pytest.raises(TypefaceError, match=because):
        TypefaceFile(content)


@pytest.mark.parametrize("rights", [0x0000, 0x0004, 0x0008, 0x000A])
def test_a_typeface_whose_maker_allows_it_is_taken(rights: int) -> None:
    assert TypefaceFile(changed(OS2={"fsType": rights})).ending == ".ttf"
    assert TypefaceFile(other_typeface(flavor="woff2")).ending == ".woff2"


def test_a_file_cut_at_any_byte_is_never_anything_but_refused() -> None:
    whole = other_typeface(flavor="woff2")
    for end in range(4, len(whole), len(whole) // 40):
        with pytest.raises(TypefaceError):
            TypefaceFile(whole[:end]).subset("abc")


def test_letters_that_captions_would_cut_are_found() -> None:
    """The Å of this one is as high as in no typeface that is made for lines."""
    font = TTFont(io.BytesIO(other_typeface()))
    table = font["glyf"]
    table[font.getBestCmap()[ord("Å")]].components[-1].y += 500
    tall = written(font)
    assert said(tall, "abc") == []
    (fault,) = said(tall, "Ågj")
    assert "captions have 1.2: they would be cut" in fault
    assert said(other_typeface(), "ÅÉgjpqyç") == []


def said(typeface: bytes, characters: str, language: str = "sv") -> list[str]:
    site = Site("h", {}, "UTC", [language], [None] * 7, look=Look(titles=Typeface("a.ttf", "OFL")))
    found = look_faults(site, {language: frozenset(characters)}, lambda _file: typeface)
    return [fault.sentence for fault in found]


def test_what_visitors_get_has_their_letters_our_place_on_the_line_and_few_bytes() -> None:
    whole = TypefaceFile(other_typeface())
    body = whole.subset("Kijk naar de lijn. Å")
    assert body == whole.subset("Kijk naar de lijn. Å")
    small = TTFont(io.BytesIO(body))
    assert small.flavor == "woff2"
    assert {ord("Å"), ord("z"), ord("9")} <= small.getBestCmap().keys()
    assert ord("Ç") not in small.getBestCmap()
    # 1036 and 335 of ours, divided by `size-adjust`, which browsers apply to these too
    assert (small["hhea"].ascent, small["hhea"].descent, small["hhea"].lineGap) == (1020, -330, 0)
    assert len(body) < 14_000


def test_capitals_come_out_as_high_as_ours() -> None:
    """Screens set type by the height of capitals (EN 301 549, 5.1.4)."""
    font = TTFont(io.BytesIO(other_typeface()))
    font["head"].unitsPerEm = 2000  # every letter half as high
    assert TypefaceFile(written(font)).size_adjust == pytest.approx(2 * 0.66 / 0.65)


def test_a_typeface_without_a_script_keeps_ours_and_that_is_said() -> None:
    typeface = Typeface("a.ttf", "OFL-1.1")
    site = Site("h", {}, "UTC", ["nl", "pl", "ar"], [None] * 7, look=Look(titles=typeface))
    characters = {
        "nl": frozenset("Kijk naar de lijn"),
        "pl": frozenset("Popatrz na linię"),
        "ar": frozenset("انظر إلى الخط"),
    }
    remarks = look_remarks(site, characters, lambda _file: other_typeface())
    assert len(remarks) == 2
    assert "lacks ę of Polski" in remarks[0]
    assert "no letters for العربية; texts in it keep ours" in remarks[1]


def test_a_logo_that_only_daylight_shows_needs_another_for_night() -> None:
    site = Site("h", {}, "UTC", ["nl"], [None] * 7, look=Look(logo=Logo("a.svg")))
    (fault,) = look_faults(site, {}, lambda _file: LOGO)
    assert fault.field == "look.logo.night"
    assert "Add a logo for night" in fault.sentence


def test_a_file_that_is_gone_is_said() -> None:
    look = Look(logo=Logo("a.svg"), titles=Typeface("b.ttf", "OFL"))
    site = Site("h", {}, "UTC", ["nl"], [None] * 7, look=look)

    def gone(file: str) -> bytes:
        raise KeyError(file)

    fields = [fault.field for fault in look_faults(site, {}, gone)]
    assert fields == ["look.logo.day", "look.logo.night", "look.titles.regular"]


def test_our_own_typefaces_would_do() -> None:
    for file in (web.static_folder() / "fonts").glob("*-latin-wght-*.woff2"):
        assert said(file.read_bytes(), "ÅÉÜçgjpqyß", "de") == []
