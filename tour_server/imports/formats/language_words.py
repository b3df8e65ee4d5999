"""Languages as exchange formats write them, and texts in several of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from babel.core import get_global

from contract.museum import Text
from tour_server.imports.formats.format_source import UNDETERMINED

SEPARATOR = "; "
"""Stands between several values of one field: two makers, three materials."""
_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_UNSAID = frozenset({"", "none", "@none", "und", "zxx", "mul", "mis"})


@cache
def language_tag(written: str, otherwise: str = UNDETERMINED) -> str:
    """Returns a language as BCP 47 writes it: `nl` for `NL`, `nld`, `dut`; `en-GB` for `en_GB`.

    Returns `otherwise` where none is said, or nothing that is a language.
    """
    primary, *rest = written.strip().replace("_", "-").split("-")
    primary = primary.lower()
    if primary in _UNSAID:
        return otherwise
    alias = get_global("language_aliases").get(primary, primary).replace("_", "-")
    tag = "-".join([alias, *rest])
    return tag if _TAG.fullmatch(tag) else otherwise


def joined(words: Iterable[tuple[str, str]]) -> Text:
    """Returns the values of a field, as (language, words), with those of one language joined in their order."""
    found: dict[str, list[str]] = {}
    for language, value in words:
        value = value.strip()
        if value and value not in found.setdefault(language, []):
            found[language].append(value)
    return {language: SEPARATOR.join(values) for language, values in found.items() if values}
