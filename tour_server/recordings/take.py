"""A take: one person's recording of a narration block, and what alignment found in it."""

from __future__ import annotations

import datetime as dt

from msgspec import Struct

from narration.speech.alignment_doubt import Doubt
from narration.speech.voice import WordTime
from runtime.document_version import DocumentVersions

VERSIONS = DocumentVersions("recording's word times")
"""The versions of TakeAlignment as it is stored."""


class TakeAlignment(Struct, frozen=True, omit_defaults=True):
    """When the words of a take sound. `doubts`: sentences that it may not say.

    `estimated`: the times are guessed from the words' lengths. `problem`: why, in a sentence, where that is a surprise.
    """

    words: tuple[WordTime, ...]
    doubts: tuple[Doubt, ...] = ()
    estimated: bool = False
    problem: str = ""


class Take(Struct, frozen=True):
    """A stored take.

    `block` is empty for a dropped file that nobody has kept yet. `recorded_text` is what was read out; `text` is the
    text that it is used for, another one when somebody said so after the text changed. `name`: of the file as it came,
    empty for one that was recorded in the browser. `speaker`: as visitors may read it; `added_by`: an account's name.
    `chosen_at`: since when it is used for its text, None while it is not.
    """

    number: int
    block: str
    language: str
    file: str
    name: str
    recorded_text: str
    text: str
    seconds: float
    clipped: bool
    speaker: str
    added_by: str
    added_at: dt.datetime
    chosen_at: dt.datetime | None
    alignment: TakeAlignment | None

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """The sentences that it may not say; none before alignment."""
        return () if self.alignment is None else self.alignment.doubts
