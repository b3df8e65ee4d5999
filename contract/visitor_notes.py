"""Reads the sentence that a visitor typed to go with "this is wrong"."""

from __future__ import annotations

import unicodedata

from contract.measures import NOTE_LETTERS

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
