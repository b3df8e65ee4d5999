"""Finds the phrases of a narration block that stand in italics."""

from __future__ import annotations

import re
from collections.abc import Sequence


def italic_ranges(text: str, phrases: Sequence[str]) -> list[tuple[int, int]]:
    """Return (start, end) of each phrase wherever it occurs in a text, in order and without overlap.

    The longest phrase goes first, any run of spaces fits any other, and a phrase within a longer word does not count
    where its script has spaces between words.
    """
    wanted = sorted({" ".join(one.split()) for one in phrases if one.strip()}, key=len)
    if not wanted:
        return []
    one_of = "|".join(_pattern(phrase) for phrase in reversed(wanted))
    return [found.span() for found in re.finditer(one_of, text)]


def kept_italics(text: str, phrases: Sequence[str]) -> list[str]:
    """Return those of the phrases that a text has, each once, in their order."""
    known = dict.fromkeys(" ".join(one.split()) for one in phrases)
    return [one for one in known if italic_ranges(text, [one])]


def _pattern(phrase: str) -> str:
    inside = r"\s+".join(re.escape(word) for word in phrase.split())
    before = r"(?<!\w)" if _is_letter(phrase[0]) else ""
    after = r"(?!\w)" if _is_letter(phrase[-1]) else ""
    return f"{before}{inside}{after}"


def _is_letter(sign: str) -> bool:
    """Return whether words of this sign's script have spaces between them."""
    return sign.isalnum() and sign < "\u2e80"
