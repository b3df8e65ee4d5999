"""The words of the screen: every language has every word, with the same facts in it, formal and informal."""

from __future__ import annotations

import string
from pathlib import Path

import msgspec
import pytest

from contract.museum import Formality, Level, Site
from runtime.languages import direction, own_name, visitors_list
from tour_server.visit.phrasebook import SHIPPED, Phrasebook, PhrasebookError, Words

LANGUAGES = ("nl", "en", "fr", "de", "es")
SITE = Site("house", {}, "UTC", ["nl"], [None] * 7)


def facts(words: Words, key: str, level: Level) -> set[str]:
    sentence = words.for_script(SITE)[key][level is Level.CHILD]
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_the_five_languages_are_there() -> None:
    assert set(LANGUAGES) <= set(Phrasebook().languages)


@pytest.mark.parametrize("language", Phrasebook().languages)
def test_every_word_is_there_with_the_same_facts(language: str) -> None:
    book = Phrasebook()
    mine, other = book.words([language]), book.words(["en" if language != "en" else "nl"])
    plural = ("minutes_", "stops_")  # a language may have more forms than one and other
    assert {"minutes_other", "stops_other"} <= mine.keys
    assert {key for key in mine.keys if not key.startswith(plural)} == {
        key for key in other.keys if not key.startswith(plural)
    }
    for key in other.keys:
        for level in Level:
            assert mine.for_script(SITE)[key][level is Level.CHILD].strip()
            assert facts(mine, key, level) == facts(other, key, level), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_voice_is_quiet(language: str) -> None:
    for forms in Phrasebook().words([language]).for_script(SITE).values():
        for sentence in forms:
            assert "!" not in sentence
            assert "oops" not in sentence.lower()


def test_adults_are_addressed_formally_and_children_informally() -> None:
    words = Phrasebook().words(["nl"])
    assert words.plain(SITE, Level.ADULT, "time_up") == "Uw tijd is om."
    assert words.plain(SITE, Level.CHILD, "time_up") == "Je tijd is om."
    assert str(words.marked_up(SITE, "time_up")).count("data-for") == 2


def test_a_museum_may_say_je_to_everyone() -> None:
    friendly = msgspec.structs.replace(SITE, adult_formality=Formality.INFORMAL)
    words = Phrasebook().words(["nl"])
    assert str(words.marked_up(friendly, "time_up")) == "Je tijd is om."


def test_facts_are_escaped_on_a_page() -> None:
    said = Phrasebook().words(["en"]).marked_up(SITE, "number_unknown", number="<b>")
    assert "&lt;b&gt;" in str(said)


def test_half_a_pair_of_forms_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "xx.toml").write_text('[words]\n[formal]\ngo = "a"\n[informal]\n', encoding="utf-8")
    with pytest.raises(PhrasebookError, match=r"xx\.toml: only one form of go"):
        Phrasebook(tmp_path)


def test_a_museum_of_another_language_adds_a_file(tmp_path: Path) -> None:
    (tmp_path / "fy.toml").write_text('[words]\ngo = "Gean"\n', encoding="utf-8")
    book = Phrasebook(SHIPPED, tmp_path)
    assert book.words(["fy", "nl"]).plain(SITE, Level.ADULT, "go") == "Gean"


def test_languages_carry_their_own_names_and_run_their_own_way() -> None:
    assert own_name("ar") == "العربية"
    assert own_name("nl-BE") == "Nederlands"
    assert own_name("tlh") == "tlh"
    assert direction("ar-EG") == "rtl"
    assert direction("ja") == "ltr"


@pytest.mark.parametrize(
    ("asked", "preferred", "expected"),
    [
        ("ar", ["nl-NL", "en"], ["ar", "nl", "en"]),
        (None, ["de-AT", "de"], ["de"]),
        ("xx", ["ja"], ["nl"]),
        (None, [], ["nl"]),
    ],
)
def test_the_visitors_own_list(
    asked: str | None, preferred: list[str], expected: list[str]
) -> None:
    assert visitors_list(asked, preferred, ["nl", "en", "de", "ar"]) == expected
