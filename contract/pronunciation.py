"""How a voice says a word that it would say wrong."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from contract.patterns import Language, StoredFile


class Pronunciation(Struct, frozen=True, omit_defaults=True):
    """How a voice says a name or a word in one language, where it would say it wrong.

    `spelling` is what a voice is given in the place of `written`: the word as it sounds, in that language's letters.
    `ipa`, in the International Phonetic Alphabet, is for voices that read it. `recording`: a sound file of the word
    alone, inside the museum folder's `pronunciations` folder; it is heard where a voice says when the word sounds.
    """

    written: Annotated[str, Meta(min_length=1, max_length=100, pattern=r"\S")]
    language: Language
    spelling: Annotated[str, Meta(min_length=1, max_length=200, pattern=r"\S")]
    ipa: Annotated[str, Meta(min_length=1, max_length=200)] | None = None
    recording: StoredFile | None = None
