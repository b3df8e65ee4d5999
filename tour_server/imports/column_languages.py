"""Finds the language of a heading and of the texts in a column."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from babel import Locale

from contract.museum import Level
from runtime.languages import primary_language
from tour_server.catalogue.assumed_values import NO_LANGUAGE
from tour_server.imports.column_fields import heading_words

# The commonest small words of a language, of two letters or more. A word of several counts less for each.
_SMALL_WORDS = {
    "nl": "de het een van en met op in te voor door uit bij zijn is wordt naar aan dat die niet deze ook uit werd",
    "en": "the of and in with on for by from to is was his her at an as it this that which are were",
    "fr": "le la les de des du un une et au aux en dans avec sur par pour est qui que son sa ce cette",
    "de": "der die das und mit von im in ein eine einer des dem den auf für zu ist aus bei am vom nach wird sich",
    "es": "el la los las de del un una en con por para que se su es al como lo fue está desde sobre",
    "it": "il la le gli di del della dei un una con per che nel su al da lo si sono alla delle",
    "pt": "os as de do da dos das um uma com por para que se em no na ao foi são",
    "da": "og det at en den til er som på de med han af for ikke der var et fra har",
    "sv": "och att det som en på är av för med den till ett om han inte från var sig",
    "pl": "na do się nie to jest od po za jak że przez dla oraz jego",
}
_SETS = {language: frozenset(words.split()) for language, words in _SMALL_WORDS.items()}
_SHARED_BY = Counter(word for words in _SETS.values() for word in words)
# Scripts that are written in one language of those that museums are likely to have.
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("hy", re.compile("[\u0530-\u058f]")),
    ("ka", re.compile("[\u10a0-\u10ff]")),
    ("uk", re.compile("[іїєґІЇЄҐ]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("fa", re.compile("[پچژگ]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
)
_LATIN = re.compile("[A-Za-z\u00aa-\u024f\u1e00-\u1eff]")
ENOUGH_WORDS = 4  # small words of one language, before it is believed
_LEAD = 1.3  # how many times more than those of any other language they have to weigh
_NAMES_IN = ("en", "nl", "fr", "de", "es")
_CODES = frozenset(
    heading_words(
        """
        ar bg ca cs cy da de el en es et eu fa fi fr fy ga gl he hi hr hu hy id is it ja ka ko lb lt lv mt nb nl
        nn no pl pt ro ru sk sl sq sr sv th tr uk vi zh
        """
    )
)
_TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", re.IGNORECASE)
_LEVELS = {
    Level.ADULT: "adult adults volwassenen volwassene adultes erwachsene adultos",
    Level.CHILD: "child children kids kind kinderen enfant enfants kinder niños ninos jeugd jeune",
    Level.PLAIN: "plain easy simple eenvoudig facile leicht einfach facil b1",
    Level.EXPERT: "expert experts deskundigen experten expertos verdieping",
    Level.DESCRIPTION: "audiodescription audiodescriptie audiodeskription audiodescripcion",
}
LEVEL_WORDS = {word: level for level, words in _LEVELS.items() for word in words.split()}
"""The level that a word in a heading or a cell stands for, in five languages."""


def detected_language(texts: Iterable[str], enough: int = ENOUGH_WORDS) -> str | None:
    """Return the language of texts, None when it is not sure; `enough`: small words of it that there must be."""
    joined = " ".join(texts)
    letters = [one for one in joined if one.isalpha()]
    foreign = sum(not _LATIN.match(one) for one in letters)
    if foreign * 2 > len(letters):
        for language, script in _SCRIPTS:
            if len(script.findall(joined)) * 20 > foreign:
                return language
        return None
    counts = Counter(re.findall(r"\w{2,}", joined.casefold()))
    weights = sorted(
        (sum(counts[word] / _SHARED_BY[word] for word in words), language)
        for language, words in _SETS.items()
    )
    (second, _other), (first, language) = weights[-2:]
    said = sum(counts[word] for word in _SETS[language])
    return language if said >= enough and first >= second * _LEAD else None


def stated_language(word: str) -> str | None:
    """Return the language that a word names: `nl`, `pt-BR`, `Nederlands`, `Englisch`; None for other words."""
    if word.casefold() in _CODES:
        return word.casefold()
    names = "".join(heading_words(word))
    if names in _named():
        return _named()[names]
    if "-" in word and _TAG.fullmatch(word) and primary_language(word).casefold() in _CODES:
        language, _dash, rest = word.partition("-")
        return f"{language.casefold()}-{rest.upper() if len(rest) == 2 else rest}"
    return None


def stated_tag(words: str) -> str | None:
    """Return the language that the words in brackets after a heading name, as a tag or a name; None for others."""
    words = words.strip()
    found = stated_language(words)
    if found is None and _TAG.fullmatch(words) and words[:2].islower():
        primary = primary_language(words)
        return words if primary == NO_LANGUAGE or primary in Locale("en").languages else None
    return found


@lru_cache(maxsize=1)
def _named() -> dict[str, str]:
    """Return the languages by their names in their own language and in those of `_NAMES_IN`."""
    names: dict[str, str] = {}
    for shown_in in (*_NAMES_IN, *sorted(_CODES)):
        known = Locale(shown_in).languages
        for language in _CODES if shown_in in _NAMES_IN else [shown_in]:
            if language in known:
                names.setdefault("".join(heading_words(known[language])), language)
    return names
