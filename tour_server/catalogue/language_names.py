"""Languages by their names: for staff to choose from, and to read what they type, a name or a tag."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from babel import Locale, UnknownLocaleError, localedata
from msgspec import Struct

from contract.field_limits import type_limits
from contract.museum import Language
from runtime.languages import own_name
from web.translations import chosen_language

_TAG = re.compile(type_limits(Language).pattern or "")
_VARIANTS = (
    *("en-GB", "en-US", "fr-CA", "nl-BE", "de-AT", "de-CH", "es-419", "pt-BR", "pt-PT"),
    *("sr-Cyrl", "sr-Latn", "zh-Hans", "zh-Hant"),
)
"""What museums keep apart besides whole languages."""


class LanguageChoice(Struct, frozen=True):
    """A language: its tag, its name in itself, and its name in the desk's language."""

    tag: str
    own: str
    name: str


def language_choices() -> list[LanguageChoice]:
    """Return the languages that staff choose from, by their names in the desk's language."""
    return _choices(chosen_language())


def desk_name(tag: str) -> str:
    """Return the name of a language in the desk's language, its own name where that has none."""
    return _desk_name(tag, chosen_language())


def tag_of(typed: str) -> str | None:
    """Return the tag of a language that is typed by its name or its tag, or None where no language is called so."""
    by_name = _by_name(chosen_language())
    if found := by_name.get(_plain(typed)):
        return found
    return typed if _TAG.fullmatch(typed) else None


@lru_cache(maxsize=8)
def _choices(desk: str) -> list[LanguageChoice]:
    whole = [one for one in localedata.locale_identifiers() if "_" not in one and one != "root"]
    found = {tag: LanguageChoice(tag, own_name(tag), _desk_name(tag, desk)) for tag in whole}
    found |= {tag: LanguageChoice(tag, own_name(tag), _desk_name(tag, desk)) for tag in _VARIANTS}
    named = [one for one in found.values() if one.own != one.tag]
    return sorted(named, key=lambda one: (_plain(one.name), one.tag))


@lru_cache(maxsize=8)
def _by_name(desk: str) -> dict[str, str]:
    """Return plain name -> tag: own names, those of the desk's language, and English ones."""
    found: dict[str, str] = {}
    for names in (lambda one: _desk_name(one.tag, "en"), lambda one: one.name, lambda one: one.own):
        for one in _choices(desk):
            found[_plain(names(one))] = one.tag
    return found


def _desk_name(tag: str, desk: str) -> str:
    try:
        name = Locale.parse(tag, sep="-").get_display_name(Locale.parse(desk, sep="-"))
    except (UnknownLocaleError, ValueError):
        return own_name(tag)
    return name[:1].upper() + name[1:] if name else own_name(tag)


def _plain(text: str) -> str:
    """Return a name without case, accents and space at its ends, as people type it."""
    bare = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(one for one in bare if not unicodedata.combining(one))
