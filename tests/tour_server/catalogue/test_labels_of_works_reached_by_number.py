"""Works that no kiosk names by its camera have labels to print: their number, and what a visitor does with it."""

from __future__ import annotations

import pytest
from lxml import html
from msgspec.structs import replace

from tests.desk import Desk
from tour_server.catalogue.number_labels import number_sentences, typed_address
from tour_server.catalogue.parts import PartKind

ADDRESS = "/desk/works/labels/by-number"


def test_each_work_reached_by_number_has_a_label_in_the_museums_languages(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    assert "can name every work" in browser.get(ADDRESS).text
    assert ADDRESS not in browser.get("/desk/works").text
    part = desk.parts.drafts.get(PartKind.WORK, "knoop")
    body = replace(part.body, by_number=True, number=112)
    desk.parts.drafts.put(PartKind.WORK, "knoop", body, part.version, "Noor")
    (label,) = html.fromstring(browser.get(ADDRESS).text).xpath("//ul[@class='number-labels']/li")
    assert [line.text for line in label] == [
        "112",
        "Werk knoop",
        "Typ 112 op het scherm, of op een telefoon bij localhost/visit",
        "Type 112 on the screen, or at localhost/visit on a phone",
    ]
    assert [line.get("lang") for line in label[2:]] == ["nl", "en"]
    for page in ("/desk/works", "/desk/publish", "/desk/works/knoop"):
        assert f'href="{ADDRESS}"' in browser.get(page).text, page


def test_every_language_of_the_labels_words() -> None:
    sentences = dict(number_sentences(7, ["xx"], "a.example/visit"))
    assert set(sentences) >= {"nl", "en", "fr", "de", "es", "ar"}
    assert all(
        "7" in sentence and "a.example/visit" in sentence and "{" not in sentence
        for sentence in sentences.values()
    )
    assert [language for language, _ in number_sentences(7, ["es", "xx", "nl"], "")] == ["es", "nl"]


@pytest.mark.parametrize(
    ("server", "typed"),
    [
        ("https://guide.example.org", "guide.example.org/visit"),
        ("http://10.0.0.5:8080/", "10.0.0.5:8080/visit"),
        ("https://example.org/guide/", "example.org/guide/visit"),
    ],
)
def test_a_label_says_the_address_as_people_type_it(server: str, typed: str) -> None:
    assert typed_address(server) == typed
