"""How a museum addresses its visitors."""

from __future__ import annotations

from enum import StrEnum


class Formality(StrEnum):
    """How a museum addresses its visitors where a language tells formal from informal (u/je, vous/tu)."""

    FORMAL = "formal"
    INFORMAL = "informal"
