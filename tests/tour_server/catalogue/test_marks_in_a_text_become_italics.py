"""Marks of italics that a text brings along are taken out of it, and what they marked is kept as phrases."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tour_server.catalogue.marked_text import text_and_italics


@pytest.mark.parametrize(
    ("written", "text", "italics"),
    [
        ("Zie <i>De Nachtwacht</i>.", "Zie De Nachtwacht.", ["De Nachtwacht"]),
        ("Zie <EM class='x'>De\nwacht</EM>!", "Zie De\nwacht!", ["De wacht"]),
        ("<cite>Ulysses</cite> en <b>vet</b>", "Ulysses en vet", ["Ulysses"]),
        ("In *De Stijl* staat het.", "In De Stijl staat het.", ["De Stijl"]),
        ("In _De Stijl_ (_nr. 3_).", "In De Stijl (nr. 3).", ["De Stijl", "nr. 3"]),
        ("**Let op**: *kijk*", "Let op: kijk", ["kijk"]),
        ("『*鳥獣戯画*』", "『鳥獣戯画』", ["鳥獣戯画"]),
        ("“*L’Étranger*”", "“L’Étranger”", ["L’Étranger"]),
    ],
)
def test_marks_are_taken_out(written: str, text: str, italics: list[str]) -> None:
    assert text_and_italics(written) == (text, italics)


@pytest.mark.parametrize(
    "text",
    [
        "2 * 3 * 4 = 24",
        "5*3*2",
        "Een noot* en nog een*.",
        "* één\n* twee",
        "*) een noot, en *) nog een",
        "snake_case_name en __init__x",
        "a < b en b > c, <3",
        "<unknown maker>",
        "f*ck en sh*t",
        "****",
        "__________",
        "* *",
    ],
)
def test_what_only_looks_like_a_mark_stays(text: str) -> None:
    assert text_and_italics(text) == (text, [])


@given(st.text(alphabet="ab *_<i>/\n.", max_size=40))
def test_each_phrase_is_in_the_text(written: str) -> None:
    text, italics = text_and_italics(written)
    assert all(" ".join(one.split()) in " ".join(text.split()) for one in italics)
