"""Tells whether a subject is the name of a person: "Bonaparte, Napoleon", "Napoleon Bonaparte (1769–1821)".

A place is written with a comma too ("Oxford, Radcliffe Camera"), so what stands behind the comma has to be a first name
that `label_words.toml` has, or years of birth and death have to follow. Other names stay motifs.
"""

from __future__ import annotations

import re
from functools import lru_cache

from tour_server.links.label_words import label_words
from tour_server.links.trait_words import folded, words_of

_YEARS = re.compile(r"[\s,(]+(?:c\.|ca\.?)?\s*(\d{3,4})\s*[–—-]\s*(?:c\.|ca\.?)?\s*(\d{3,4})\)?$")
_BORN = re.compile(r"[\s,(]+(?:born |b\. ?|geb\. ?|né |née |°|\*) ?\d{4}\)?$", re.IGNORECASE)
# Years; shorter and longer ones are of wars, styles, reigns, dynasties.
_SHORTEST_LIFE, _LONGEST_LIFE = 15, 110
_MOST_WORDS = 5
_HONOURS = frozenset(("sir", "dame", "lord", "lady", "dr"))


@lru_cache(maxsize=100_000)
def is_person_name(subject: str) -> bool:
    """Return whether these words, as they stand on a label, name a person."""
    name, has_life = _without_life(subject.strip())
    known = label_words()
    first, comma, given = name.partition(", ")
    if not known.no_persons.isdisjoint(words_of(folded(given or name))) or not _capitals(name):
        return False
    if comma:
        if "," in given or len(first.split()) > 3:
            return False
        return has_life or _is_given(given)
    return has_life and (len(name.split()) > 1 or _is_given(name))


def _without_life(words: str) -> tuple[str, bool]:
    """Return a name without years of birth and death, and whether there were any."""
    if found := _YEARS.search(words):
        life = int(found[2]) - int(found[1])
        return words[: found.start()], _SHORTEST_LIFE <= life <= _LONGEST_LIFE
    if found := _BORN.search(words):
        return words[: found.start()], True
    return words, False


def _is_given(words: str) -> bool:
    """Return whether the first of these, without an honour, is a first name."""
    parts = [one for one in re.split(r"[\s-]+", folded(words)) if one.rstrip(".") not in _HONOURS]
    return bool(parts) and parts[0] in label_words().first_names


def _capitals(name: str) -> bool:
    """Return whether these are few words, each with a capital but for particles, without numbers and quotes."""
    tokens = name.replace(",", " ").split()
    particles = label_words().particles
    return 0 < len(tokens) <= _MOST_WORDS and all(
        token[0].isupper() or folded(token) in particles for token in tokens
    )
