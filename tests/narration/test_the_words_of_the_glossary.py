"""The words of the museum's glossary are found in a text, in each script, and a text loses nothing by it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.museum import Authorship, GlossaryTerm, Source
from narration.glossary import GlossaryInLanguage

BOOK = [Source("A. Maker, On Lines, 1999")]


def term(key: str, language: str, word: str, *forms: str) -> GlossaryTerm:
    return GlossaryTerm(
        key=key,
        sources=BOOK,
        term={language: word},
        meaning={language: f"What {word} means."},
        forms={language: list(forms)} if forms else {},
    )


TERMS = [
    term("kolam", "nl", "kolam", "kolams"),
    term("line", "nl", "gesloten lijn", "gesloten lijnen"),
    term("lijn", "nl", "lijn"),
    term("toqapu", "nl", "t’oqapu"),
    term("gold", "nl", "d’or-snede"),
]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Een kolam. Nog een kolam.", ["kolam"]),
        ("KOLAMS zijn er ook.", ["KOLAMS"]),
        ("Een sikku-kolam hoort erbij.", ["kolam"]),
        ("Kolammen en kolamp zijn het niet.", []),
        ("Een gesloten\n  lijn, dan een lijn.", ["gesloten\n  lijn", "lijn"]),
        ("Een t'oqapu.", ["t'oqapu"]),
        ("De d'or‑snede.", ["d'or‑snede"]),
        ("Niets hiervan.", []),
        ("", []),
    ],
)
def test_a_word_is_found_as_it_stands_in_a_text(text: str, found: list[str]) -> None:
    glossary = GlossaryInLanguage(TERMS, "nl")
    pieces = glossary.pieces(text)
    assert [piece.text for piece in pieces if piece.term] == found
    assert "".join(piece.text for piece in pieces) == text


@pytest.mark.parametrize(
    ("language", "word", "text", "found"),
    [
        ("ja", "麻の葉", "これは麻の葉の文様です。", ["麻の葉"]),
        ("th", "กลม", "รูปกลมนี้", ["กลม"]),
        ("th", "กา", "กากา้", ["กา"]),  # the second ends inside a letter with its tone
        ("ar", "زليج", "هذا زليج مغربي", ["زليج"]),
        ("ar", "زليج", "الزليجي", []),
        ("he", "סימטריה", "יש כאן סימטריה, אולי", ["סימטריה"]),
        ("fr", "entrelacs", "Un entrelacs.", ["entrelacs"]),
        ("fr", "étain", "L’e\u0301tain brille.", ["étain"]),
    ],
)
def test_scripts(language: str, word: str, text: str, found: list[str]) -> None:
    pieces = GlossaryInLanguage([term("word", language, word)], language).pieces(text)
    assert [piece.text for piece in pieces if piece.term] == found
    assert "".join(piece.text for piece in pieces) == unicodedata.normalize("NFC", text)


def test_a_term_without_a_meaning_in_the_language_is_none() -> None:
    half = GlossaryTerm("half", BOOK, {"nl": "half", "en": "half"}, {"nl": "De helft."})
    assert [one.term for one in GlossaryInLanguage([half], "nl").pieces("half")] == ["half"]
    assert [one.term for one in GlossaryInLanguage([half], "en").pieces("half")] == [None]
    assert GlossaryInLanguage([], "nl").pieces("half")[0].text == "half"


def test_a_machines_meaning_says_so() -> None:
    by = {"nl": Authorship.MODEL}
    terms = [GlossaryTerm("one", BOOK, {"nl": "een"}, {"nl": "Eén."}, authorship=by)]
    assert GlossaryInLanguage(terms, "nl").meaning("one").authorship is Authorship.MODEL


def test_what_was_marked_before_is_not_marked_again() -> None:
    glossary = GlossaryInLanguage(TERMS, "nl")
    assert [one.term for one in glossary.pieces("Een kolam.", without={"kolam"})] == [None]


@given(st.text(st.sampled_from("kolams lijn’'-geotn\n้กา麻"), max_size=60))
def test_the_pieces_are_the_text(text: str) -> None:
    pieces = GlossaryInLanguage(TERMS, "nl").pieces(text)
    assert "".join(piece.text for piece in pieces) == unicodedata.normalize("NFC", text)
    keys = [piece.term for piece in pieces if piece.term]
    assert len(set(keys)) == len(keys)
