"""Keeps the glossary's words through a translation machine: each is a sign that no machine translates meanwhile.

Machines differ in what they leave alone, so what comes back is checked: every sign once, or the text is translated
again as it is, and the words that are then missing are named.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tour_server.translations.glossary_terms import TermPair


def masked(text: str, terms: Sequence[TermPair]) -> str:
    """Return the text with a sign for each word whose translation the glossary has, where it comes first.

    A text that has such signs itself is left as it is.
    """
    if "[[" in text:
        return text
    for number, term in enumerate(terms):
        if term.translation:
            text = text.replace(term.found, _sign(number), 1)
    return text


def unmasked(text: str, terms: Sequence[TermPair]) -> str | None:
    """Return the translation with the glossary's words in the place of their signs, None where a sign was lost."""
    for number, term in enumerate(terms):
        if not term.translation:
            continue
        pattern = re.compile(rf"\[\s*\[\s*{number + 1}\s*\]\s*\]")
        if len(pattern.findall(text)) != 1:
            return None
        text = pattern.sub(lambda _, word=term.translation: word, text)  # type: ignore[misc]
    return None if "[[" in text else text


def lost_terms(text: str, terms: Sequence[TermPair]) -> list[str]:
    """Return the glossary's words that a translation does not have."""
    folded = text.casefold()
    return [
        one.translation
        for one in terms
        if one.translation and one.translation.casefold() not in folded
    ]


def _sign(number: int) -> str:
    return f"[[{number + 1}]]"
