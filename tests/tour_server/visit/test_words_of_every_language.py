"""The words of the phone: every language has every word, with the same facts in it, formal and informal."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import msgspec
import pytest

from contract.formality import Formality
from contract.museum import Level, Site
from tour_server.visit.words import MESSAGES, VisitWords, visit_languages, visit_words
from web.translations import SHIPPED, TranslationCatalogue, TranslationError

LANGUAGES = ("nl", "en", "fr", "de", "es", "ar", "he", "ja", "th")
SITE = Site("house", {}, "UTC", ["nl"], [None] * 7)
CATALOGUE = TranslationCatalogue()


def words(language: str) -> VisitWords:
    return visit_words(CATALOGUE, [language])


def test_the_languages_are_there() -> None:
    assert set(LANGUAGES) <= set(visit_languages(CATALOGUE))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_goes_to_the_pages_script(language: str) -> None:
    sent = words(language).for_script(SITE)
    assert sent.keys() == MESSAGES.keys()
    for forms in sent.values():
        assert all(forms.values() if isinstance(forms, dict) else forms)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_voice_is_quiet(language: str) -> None:
    for forms in words(language).for_script(SITE).values():
        for sentence in forms.values() if isinstance(forms, dict) else forms:
            assert "!" not in sentence
            assert "oops" not in sentence.lower()


# One word stood for downloading a tour, for a favourite work and for the file of a visit.
ONCE_FOR_ALL_THREE = {
    "nl": "bewa",
    "en": r"\bke(ep|pt)\b",
    "fr": "gard",
    "de": "beh[aä]lt|merk",
    "es": "guard",
    "ar": "حفظ|محفوظ|احتفظ",
    "he": r"\bל?נ?שמ(ו)?ר",
    "ja": "保存|とって",
    "th": "เก็บ",
}
BUTTONS = ("keep_title", "favourite", "souvenir", "souvenir_save")
SMALL_WORDS = {
    "a",
    "de",
    "la",
    "den",
    "auf",
    "als",
    "op",
    "deze",
    "to",
    "this",
    "على",
    "הזה",
    "en",
    "este",
    "visite",
}
FAVOURITES = ("favourite", "favourite_yes")
DOWNLOADS = ("keep_title", "keep_choose", "keep_now", "kept_works", "not_on_phone")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_download_a_favourite_and_a_file_have_a_word_each(language: str) -> None:
    said = words(language)
    name = lambda key: said.plain(SITE, Level.ADULT, key, all=4, number=2)  # noqa: E731
    for key in (*DOWNLOADS, *FAVOURITES, "souvenir", "keep_gone", "not_kept", "not_kept_work"):
        sentence = said.formally(key)
        assert not re.search(ONCE_FOR_ALL_THREE[language], sentence.lower()), sentence
    buttons = {key: set(re.findall(r"\w+", name(key).lower())) for key in BUTTONS}
    for one, other in itertools.combinations(buttons, 2):
        assert buttons[one] & buttons[other] <= SMALL_WORDS, (one, other)


def test_adults_are_addressed_formally_and_children_informally() -> None:
    dutch = words("nl")
    assert dutch.plain(SITE, Level.ADULT, "time_up") == "Uw tijd is om."
    assert dutch.plain(SITE, Level.CHILD, "time_up") == "Je tijd is om."
    assert str(dutch.marked_up(SITE, "time_up")).count("data-for") == 2


def test_a_museum_may_say_je_to_everyone() -> None:
    friendly = msgspec.structs.replace(SITE, adult_formality=Formality.INFORMAL)
    assert str(words("nl").marked_up(friendly, "time_up")) == "Je tijd is om."


def test_numbers_take_the_forms_of_the_language() -> None:
    assert words("fr").plain(SITE, Level.ADULT, "minutes", number=0) == "0 minute"
    assert words("en").plain(SITE, Level.ADULT, "minutes", number=0) == "0 minutes"
    assert words("nl").plain(SITE, Level.ADULT, "minutes", number=1) == "1 minuut"
    assert words("en").for_script(SITE)["stops"] == {
        "one": "{number} work",
        "other": "{number} works",
    }


def test_facts_are_escaped_on_a_page() -> None:
    shown = words("en").marked_up(SITE, "number_unknown", number="<b>")
    assert "&lt;b&gt;" in str(shown)


def test_a_file_with_half_a_plural_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "pl.po").write_text(
        'msgid "{number} work"\nmsgid_plural "{number} works"\nmsgstr[0] "a"\nmsgstr[1] "b"\n',
        encoding="utf-8",
    )
    with pytest.raises(TranslationError, match=r"pl\.po: .*one, few, many, other"):
        TranslationCatalogue(tmp_path)


def test_a_museum_of_another_language_adds_a_file(tmp_path: Path) -> None:
    (tmp_path / "fy.po").write_bytes((SHIPPED / "nl.po").read_bytes())
    assert "fy" not in visit_languages(CATALOGUE)
    assert visit_words(TranslationCatalogue(SHIPPED, tmp_path), ["fy-NL", "nl"]).language == "fy"


def test_arabic_has_its_forms_of_numbers() -> None:
    arabic = visit_words(CATALOGUE, ["ar-EG", "nl"])
    assert arabic.language == "ar"
    assert arabic.plain(SITE, Level.ADULT, "minutes", number=2) == "دقيقتان"


@pytest.mark.parametrize(
    ("language", "one", "two", "many"),
    [
        ("he", "יצירה אחת", "שתי יצירות", "20 יצירות"),
        ("ja", "1点", "2点", "20点"),
        ("th", "1 ชิ้น", "2 ชิ้น", "20 ชิ้น"),
    ],
)
def test_hebrew_japanese_and_thai_count(language: str, one: str, two: str, many: str) -> None:
    counted = [words(language).plain(SITE, Level.ADULT, "stops", number=n) for n in (1, 2, 20)]
    assert counted == [one, two, many]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (["pt-BR", "es", "nl"], "es"),
        (["de-CH"], "de"),
        (["zh-Hant", "nl"], "nl"),
        (["ja-JP"], "ja"),
        (["ko"], "en"),  # no match: the language the words are written in, marked on the page
    ],
)
def test_the_words_fall_back_along_the_list(wanted: list[str], expected: str) -> None:
    assert visit_words(CATALOGUE, wanted).language == expected
