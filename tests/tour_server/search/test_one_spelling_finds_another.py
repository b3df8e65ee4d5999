"""What somebody types finds what somebody else wrote: without accents, by stem, in scripts without spaces."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.folding import fold
from tour_server.search.index_file import IndexFile
from tour_server.search.tokens import expression, marked, query_words, text_tokens

LANGUAGES = ["nl", "en", "de", "fr", "ar", "ja"]


def finds(index: IndexFile, query: str, text: str, language: str) -> bool:
    """Whether FTS5 itself finds a text by a query."""
    with index.writing() as db:
        db.execute("DELETE FROM word")
        db.execute("INSERT INTO word (label) VALUES (?)", (" ".join(text_tokens(text, language)),))
    asked = expression(query_words(query, LANGUAGES))
    with index.reading() as db:
        return bool(db.execute("SELECT 1 FROM word WHERE word MATCH ?", (asked,)).fetchall())


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> IndexFile:
    return IndexFile(tmp_path_factory.mktemp("index") / "index.db")


@pytest.mark.parametrize(
    ("query", "text", "language"),
    [
        ("Grober", "Martin Gröber", "de"),
        ("groeber", "Martin Gröber", "de"),
        ("GRÖBER", "Martin Gro\u0308ber", "de"),  # decomposed, as a Mac writes it
        ("strasse", "Die Straße", "de"),
        ("oresund", "Øresund", "da"),
        ("Lodz", "Łódź", "pl"),
        ("finale", "ﬁnale", "en"),  # a ligature
        ("abc 12", "ＡＢＣ　１２", "ja"),  # full width
        ("paintings", "He painted it", "en"),
        ("schilderijen", "een schilderij", "nl"),
        ("œuvre", "Oeuvre complète", "fr"),
        ("eleves", "ses élèves", "fr"),
        ("lic", "het licht", "nl"),  # the beginning of a word
        ("1650", "omstreeks 1650-1655", "nl"),
        ("NG-2024", "NG-2024.12", ""),
        ("国立", "東京国立博物館", "ja"),
        ("館", "東京国立博物館", "ja"),
        ("كتاب", "الكِتَاب", "ar"),  # with vowels and the article
        ("Αθηνα", "Αθήνα", "el"),
        ("istanbul", "İstanbul", "tr"),
    ],
)
def test_it_is_found(index: IndexFile, query: str, text: str, language: str) -> None:
    assert finds(index, query, text, language)


@pytest.mark.parametrize(
    ("query", "text", "language"),
    [
        ("licht donker", "het licht", "nl"),  # all of the words
        ("国博", "東京国立博物館", "ja"),  # letters that don't follow each other
        ("が", "か", "ja"),  # in Japanese a mark makes another letter
        ("कि", "का", "hi"),  # in Hindi a mark is a vowel
    ],
)
def test_it_is_not_found(index: IndexFile, query: str, text: str, language: str) -> None:
    assert not finds(index, query, text, language)


def test_the_place_is_marked_as_it_is_written() -> None:
    text = "De oude Gröber schilderde rond 1650 het licht op vele rivieren."
    pieces = marked(text, "nl", query_words("grober rivier", ["nl"]))
    assert [piece for hit, piece in pieces if hit] == ["Gröber", "rivieren"]
    assert "".join(piece for _, piece in pieces) == text
    assert marked(text, "nl", query_words("zee", ["nl"])) == []


def test_of_a_long_text_only_what_is_around_the_place_is_shown() -> None:
    pieces = marked("woord " * 500 + "naald " + "woord " * 500, "nl", query_words("naald", ["nl"]))
    shown = "".join(piece for _, piece in pieces)
    assert "naald" in shown
    assert len(shown) < 250
    assert shown.startswith("…")
    assert shown.endswith("…")


@given(st.text(max_size=80))
def test_no_text_breaks_a_query_or_its_marks(index: IndexFile, text: str) -> None:
    asked = query_words(text, LANGUAGES)
    if asked:
        with index.reading() as db:
            db.execute("SELECT 1 FROM word WHERE word MATCH ?", (expression(asked),)).fetchall()
    pieces = marked(text, "nl", asked)
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    assert "".join(piece for _, piece in pieces).strip("…") in plain or not pieces


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
