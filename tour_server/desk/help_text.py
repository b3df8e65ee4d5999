"""A question that somebody new asks at the desk, and its answer."""

from __future__ import annotations

from msgspec import Struct


class HelpText(Struct, frozen=True):
    """A question as the person asks it, and its answer; both in English, as they stand in the PO files."""

    question: str
    answer: str
