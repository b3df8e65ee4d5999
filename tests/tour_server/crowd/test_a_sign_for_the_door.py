"""The sign that tells visitors what the camera does: in the museum's languages, on one page, and in docs/ as drawn."""

from __future__ import annotations

import re
import tomllib
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from tour_server.crowd.door_sign import (
    HEIGHT_MM,
    MARGIN_MM,
    MAX_LINE_CHARACTERS,
    door_sign,
    sign_languages,
    sign_words,
)

ROOT = Path(__file__).resolve().parents[3]
SVG = "{http://www.w3.org/2000/svg}"
FIVE = ["nl", "en", "fr", "de", "es"]


def test_five_languages_on_one_page():
    drawn = ET.fromstring(door_sign({"": "Museum"}, FIVE))  # noqa: S314 - our own
    assert [group.get("lang") for group in drawn.iter(f"{SVG}g") if group.get("lang")] == FIVE
    lines = list(drawn.iter(f"{SVG}text"))
    assert max(float(line.get("y")) for line in lines) <= HEIGHT_MM - MARGIN_MM
    assert max(len(line.text) for line in lines) <= MAX_LINE_CHARACTERS


@pytest.mark.parametrize("language", FIVE)
def test_every_language_says_the_same_things(language):
    words = sign_words()[language]
    assert "{museum}" in words.ask
    assert words.text.count(".") + words.text.count(":") >= 5
    assert "!" not in words.title + words.text + words.ask.replace("¡", "")


def test_only_languages_that_the_museum_speaks():
    assert sign_languages(["es", "ar", "nl-BE"]) == ["es", "nl"]
    assert sign_languages(["pt-BR", "de-CH", "de"]) == ["de"]
    assert sign_languages(["ja"]) == sorted(FIVE), "the sign has no Japanese: all languages it has"


def test_the_museums_own_name_and_accent(page):
    answer = page.client.get("/desk/rooms/door-sign.svg")
    assert answer.mimetype == "image/svg+xml"
    assert "Ask at the desk of Museum." in answer.text
    assert "Vraag het aan de balie van Museum." in answer.text
    assert "#1F3A8A" in answer.text
    page.museum = None
    assert page.client.get("/desk/rooms/door-sign.svg").status_code == 404


def test_a_name_that_is_no_markup():
    drawn = door_sign({"en": "Tea & <Talk>"}, ["en"])
    assert "Tea &amp; &lt;Talk&gt;" in drawn
    ET.fromstring(drawn)  # noqa: S314 - our own


def test_the_one_in_docs_is_the_one_that_is_drawn():
    content = ROOT / "museum_of_pattern" / "content" / "museum.toml"
    site = tomllib.loads(content.read_text(encoding="utf-8"))["site"]
    drawn = door_sign(site["name"], sign_languages(site["languages"]))
    assert (ROOT / "docs" / "door-sign" / "door-sign.svg").read_text(encoding="utf-8") == drawn


def test_no_page_says_that_the_law_does_not_apply():
    """Looking at people in a picture is processing while it lasts; what law applies is the museum's to work out."""
    claim = re.compile(
        r"(GDPR|AVG|DSGVO|RGPD|data protection law)[^.]{0,40}(does|do) not apply|GDPR[- ]free|outside the GDPR",
        re.IGNORECASE,
    )
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    pages += [*(ROOT / "tour_server").rglob("*.html"), *(ROOT / "web").rglob("*.po")]
    assert len(pages) > 20
    for page in pages:
        assert not claim.search(page.read_text(encoding="utf-8")), page
