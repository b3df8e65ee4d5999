"""The sentence that goes with "this is wrong" is read as one harmless line, whatever was typed."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.measures import NOTE_LETTERS
from contract.messages import NoteAbout, UnknownMessageError, VisitorNote, decode, encode
from contract.visitor_notes import note_sentence

NOTE = VisitorNote("e" * 16, 0, "0" * 32, NoteAbout.WORDS, "kolam", "kolam-nl-1", "nl", "Twee i’s.")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("  Het is\r\nniet\tzo. ", "Het is niet zo."),
        ("a\x00b\x1bc\x9fd", "a b c d"),
        ("om\u202egekeerd\u2066\u200b\ufeff", "omgekeerd"),
        ("نمی\u200cدانم", "نمی\u200cدانم"),
        ("e\u0301e\u0301n", "één"),
        ("\ud800x\ue000", "x"),
        ("x" * 5000, "x" * NOTE_LETTERS),
        ("\n" * 5000 + "x", ""),
        ("", ""),
    ],
)
def test_what_is_typed(typed: str, read: str) -> None:
    assert note_sentence(typed) == read


@given(st.text(max_size=400))
def test_whatever_is_typed_fits_the_message(typed: str) -> None:
    sentence = note_sentence(typed)
    note = msgspec.structs.replace(NOTE, sentence=sentence)
    assert decode(encode(note), VisitorNote) == note
    assert note_sentence(sentence) == sentence


@pytest.mark.parametrize(
    "wrong",
    [
        {"sentence": "x" * (NOTE_LETTERS + 1)},
        {"sentence": "a\nb"},
        {"sentence": "a\u0085b"},
        {"about": "weather"},
        {"id": "kiosk-1"},
        {"work": "Not a key"},
        {"language": "x" * 40},
        {"sentence": None},
    ],
)
def test_a_note_that_no_page_sends_is_refused(wrong: dict[str, object]) -> None:
    body = msgspec.json.encode({**msgspec.to_builtins(NOTE), **wrong})
    with pytest.raises(UnknownMessageError):
        decode(body, VisitorNote)
