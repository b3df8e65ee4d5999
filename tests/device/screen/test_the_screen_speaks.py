"""The screen's own words, and what its page answers to bad questions."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from contract.museum import Level, Source
from device.guide.scene import Label, Scene
from device.screen.qr import only_here, typed_address
from device.screen.scene_streams import (
    OWN_STREAMS,
    STRANGER_STREAMS,
    SceneStreams,
    TooManyStreamsError,
)
from device.screen.sources import cited
from device.screen.words import MESSAGES, all_words, language_facts, languages, words
from web.qr_code import qr_svg

SCREEN = Path("device/screen")


def test_every_language_has_every_word() -> None:
    assert {"ar", "nl", "en", "fr", "de", "es"} <= set(languages())
    for language, shown in all_words().items():
        assert set(shown) == set(MESSAGES), language
        assert all(shown.values()), language
        assert "{number}" in shown["or_type"]
        assert all("{address}" in shown[key] for key in ("or_type", "or_type_address"))
        assert not any("!" in word or "Oops" in word for word in shown.values())


def test_the_page_uses_no_word_that_is_missing() -> None:
    root = Path(__file__).resolve().parents[3] / SCREEN
    page = (root / "templates/screen.html").read_text()
    used = set(re.findall(r'data-word="(\w+)"', page))
    parts = re.search(r"for part in (\[.+?\])", page)
    assert parts
    used |= set(re.findall(r'"(\w+)"', parts[1]))
    for script in (root / "static").glob("*.js"):
        used |= set(re.findall(r'\bsay\("(\w+)"\)', script.read_text()))
    assert used - set(MESSAGES) == set()
    assert len(used) > 20


def test_the_screen_does_not_speak_a_language() -> None:
    with pytest.raises(KeyError):
        words("ko")


def scene(language: str, languages: list[str], *titles: tuple[str, str]) -> dict[str, Any]:
    """A scene as plain data, with works of these titles."""
    empty = ("", "")
    works = [Label("knot", 7, title, empty, empty, empty, empty, None, "") for title in titles]
    made = Scene("attract", language, Level.ADULT, tuple(languages), works=tuple(works))
    plain: dict[str, Any] = msgspec.to_builtins(made)
    return plain


def test_two_variants_of_a_language_have_buttons_of_their_own() -> None:
    facts_of_scene = language_facts(scene("zh-Hant", ["zh-Hans", "zh-Hant", "de-CH", "de"]))
    facts = facts_of_scene["language_facts"]
    assert facts["zh-Hans"]["name"] == "简体中文"
    assert facts["zh-Hant"]["name"] == "繁體中文"
    assert facts["de"]["name"] == "Deutsch"
    assert facts["de-CH"]["name"] == "Deutsch (Schweiz)"
    assert facts["de-CH"]["words"] == "de"


def test_the_screen_has_no_words_in_the_visitors_language() -> None:
    facts_of_scene = language_facts(scene("zh-Hant", ["nl", "zh-Hant"]))
    assert facts_of_scene["words_language"] == "nl", "the museum's own list, not English"
    assert facts_of_scene["language_facts"]["zh-Hant"]["words"] is None
    assert language_facts(scene("ar-EG", ["nl", "ar-EG"]))["words_language"] == "ar"


def test_a_credit_of_two_parts_and_a_focal_point_are_no_wording() -> None:
    plain = scene("nl", ["nl"], ("Knoop", "nl"))
    (work,) = plain["works"]
    work |= {
        "credit": [["No Copyright", "en"], ["Museum", ""]],
        "focus": [0.5, 0.25],
    }
    facts = language_facts(plain)["language_facts"]
    assert facts["en"]["dir"] == "ltr"
    work |= {"credit": [["Musée", "fr-CA"]], "focus": None}
    assert "fr-CA" in language_facts(plain)["language_facts"]


def test_the_page_knows_how_every_wording_runs() -> None:
    facts = language_facts(scene("nl", ["nl"], ("كولام", "ar"), ("", "")))["language_facts"]
    assert facts["ar"]["dir"] == "rtl"
    assert facts["nl"]["dir"] == "ltr"
    assert "" not in facts
    coming = scene("nl", ["nl"])
    coming["then"] = scene("nl", ["nl"], ("שלום", "he"))["works"][0]
    coming["what_now"] = {"next_work": scene("nl", ["nl"], ("سلام", "fa"))["works"][0]}
    coming["what_now"]["offer"] = {"key": "tea", "title": ["שתייה", "yi"], "text": ["", ""]}
    facts = language_facts(coming)["language_facts"]
    assert facts["he"]["dir"] == facts["fa"]["dir"] == facts["yi"]["dir"] == "rtl"


@pytest.mark.parametrize(
    ("address", "here"),
    [
        ("http://127.0.0.1:8080/visit", True),
        ("http://localhost/visit", True),
        ("http://[::1]:8080/visit", True),
        ("http://192.168.1.20:8080/visit", False),
        ("https://tour.example/visit", False),
    ],
)
def test_which_phones_can_follow_the_qr_code(address: str, here: bool) -> None:
    assert only_here(address) is here
    assert qr_svg(address).startswith("<svg")


@pytest.mark.parametrize(
    ("address", "typed"),
    [
        ("https://tour.example/visit#l=nl&w=7", "tour.example/visit"),
        ("http://192.168.1.20:8080/visit#l=nl", "192.168.1.20:8080/visit"),
        ("https://tour.example/#l=nl", "tour.example"),
        ("", ""),
    ],
)
def test_the_address_that_a_visitor_types(address: str, typed: str) -> None:
    assert typed_address(address) == typed


@pytest.mark.parametrize(
    ("citation", "where", "shown"),
    [
        ("A book on lines", "p. 3", "A book on lines, p. 3"),
        ("Decagonal tilings, Science 315", "https://doi.org/10.1126/science.1135491", None),
        ("Decagonal tilings, Science 315", "doi:10.1126/science.1135491", None),
        ("Decagonal tilings, Science 315 (www.example.org/a_(b))", None, None),
        ("Decagonal tilings, Science 315, museum.example/x/y?z=1#w.", None, None),
        ("Decagonal tilings, Science 315", None, None),
        ("Cajete, ca. 10.5 cm, inv. 7.1/2", None, "Cajete, ca. 10.5 cm, inv. 7.1/2"),
        ("Rijksmuseum, BK-KOG-1680", "fol. 12r/v", "Rijksmuseum, BK-KOG-1680, fol. 12r/v"),
    ],
)
def test_a_source_without_web_addresses(
    citation: str, where: str | None, shown: str | None
) -> None:
    assert cited(Source(citation, where)) == (shown or "Decagonal tilings, Science 315")


def test_more_pages_watch_than_there_is_room_for() -> None:
    """The kiosk's own newest page always has a place; another machine's has none of the kiosk's."""
    streams = SceneStreams()
    strangers = [streams.watch(own=False) for _ in range(STRANGER_STREAMS)]
    with pytest.raises(TooManyStreamsError):
        streams.watch(own=False)
    assert not streams.own_page_watches
    own = [streams.watch() for _ in range(OWN_STREAMS + 1)]
    assert streams.own_page_watches
    streams.show(b'{"screen":"resting"}')
    for stream in (*strangers, *own[1:]):
        assert next(stream) == b'id: 1\ndata: {"screen":"resting"}\n\n'
    assert list(own[0]) == []
    for stream in own:
        stream.close()
    assert not streams.own_page_watches
    streams.close()
    assert list(own[1]) == []


def test_a_page_that_comes_back_replaces_its_dead_stream() -> None:
    streams = SceneStreams()
    first = streams.watch("a page", own=False)
    others = [streams.watch(f"page {number}", own=False) for number in range(STRANGER_STREAMS - 1)]
    again = streams.watch("a page", own=False)
    streams.show(b"1")
    assert list(first) == []
    assert [next(stream) for stream in (again, *others)] == [
        b"id: 1\ndata: 1\n\n"
    ] * STRANGER_STREAMS


def test_a_page_of_another_machine_can_not_end_the_kiosks_own() -> None:
    streams = SceneStreams()
    own = streams.watch("a page")
    streams.watch("a page", own=False)
    streams.show(b"1")
    assert next(own) == b"id: 1\ndata: 1\n\n"


@pytest.mark.parametrize("read", [True, False], ids=["after an event", "before it"])
def test_a_page_that_goes_makes_room(read: bool) -> None:
    streams = SceneStreams()
    streams.show(b"1")
    for _ in range(STRANGER_STREAMS * 2):
        stream = streams.watch(own=False)
        if read:
            next(stream)
        stream.close()
