"""Where one concept of AAT, ULAN or Wikidata can be fetched, from what a person types."""

from __future__ import annotations

import re

_GETTY = re.compile(r"(?:https?://)?vocab\.getty\.edu/(?:page/)?(aat|ulan)/(\d{5,10})(?:[./?#].*)?")
_SHORT = re.compile(r"(aat|ulan):(\d{5,10})")
_WIKIDATA = re.compile(
    r"(?:(?:https?://)?(?:www\.)?wikidata\.org/(?:wiki|entity)/(?:Special:EntityData/)?)?(Q[1-9]\d{0,10})(?:[.?#].*)?"
)


def concept_address(typed: str) -> str | None:
    """Return the address of what is said of a concept; None where this names none."""
    typed = typed.strip()
    if match := _GETTY.fullmatch(typed) or _SHORT.fullmatch(typed.casefold()):
        return f"https://vocab.getty.edu/{match[1]}/{match[2]}.nt"
    if match := _WIKIDATA.fullmatch(typed):
        return f"https://www.wikidata.org/wiki/Special:EntityData/{match[1]}.json"
    return None
