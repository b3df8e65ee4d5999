"""Makes the note that a visitor sends, and reads the sentence that was typed for it."""

from __future__ import annotations

import unicodedata

import msgspec

from contract.measures import NOTE_LETTERS
from contract.messages import VisitorNote

EXCERPT_LETTERS = 60
_JOINERS = "\u200c\u200d"  # spell words in Persian, Hindi and others, and are no trick


def note_sentence(typed: str) -> str:
    """Returns the sentence on one line, without control and format characters, NOTE_LETTERS long at most.

    Format characters go because they can turn the direction of the text around them, or hide letters.
    """
    composed = unicodedata.normalize("NFC", typed[: 4 * NOTE_LETTERS])
    visible = "".join(
        " " if unicodedata.category(letter) in ("Cc", "Zl", "Zp") else letter
        for letter in composed
        if letter in _JOINERS or unicodedata.category(letter) not in ("Cf", "Cs", "Co", "Cn")
    )
    return " ".join(visible.split())[:NOTE_LETTERS].rstrip()


def visitor_note(
    note_id: str, about: str, work: str, language: str, *, block: str | None = None, sentence: str
) -> VisitorNote:
    """Returns a note of no kiosk; a kiosk's outbox gives it its epoch and sequence.

    Raises msgspec.ValidationError where a note can't have one of these.
    """
    said = {
        "epoch": "0" * 16,
        "sequence": 0,
        "id": note_id,
        "about": about,
        "work": work,
        "block": block,
        "language": language,
        "sentence": sentence,
    }
    return msgspec.convert(said, VisitorNote)


def excerpt(text: str) -> str:
    """Returns the beginning of a text, by which a visitor knows what a note is about."""
    words = " ".join(text.split())
    return words if len(words) <= EXCERPT_LETTERS else f"{words[:EXCERPT_LETTERS].rstrip()}…"
