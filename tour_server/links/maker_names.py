"""Reads makers: which names stand there, and with which reserve.

A maker counts only where somebody is named. "Unknown Austrian", "British School, 18th century" and "Tamil women" say
where somebody came from or what they were, and name nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from tour_server.links.label_words import label_words
from tour_server.links.trait_words import folded, trait_words, words_of

_BETWEEN = re.compile(r"\s*[;|\n]\s*|\s/\s")
_JOINTS = re.compile(r"\s+(?:and|en|et|und|y|&)\s+")
_JOINT_FIRST = re.compile(r"^(?:and|en|et|und|y|&)\s+")
_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]")
_MOST_TOGETHER = 6  # makers in one list with commas
# Behind a name; they are no part of it.
_HONOURS = frozenset(
    """
    bt ra ara pra om ch obe mbe cbe kbe dbe rws prws rsa rha frs aia faia jr sr jnr snr junior senior
    inc ltd llc plc
    """.split()  # noqa: SIM905  (read more easily)
)
_YEARS = re.compile(r",?\s*(?:b\.|born|geb\.|né|née|died|d\.|ca?\.)?\s*\d{3,4}.*$")


class MakerName(Struct, frozen=True):
    """A maker that is named. `name`: to compare by; `words`: as they stand there; `reserve`: "workshop of", or ""."""

    name: str
    words: str
    reserve: str = ""


@lru_cache(maxsize=100_000)
def maker_names(maker: str) -> tuple[MakerName, ...]:
    """Return the makers that a label names, each once."""
    found: dict[str, MakerName] = {}
    for part in _BETWEEN.split(maker):
        for one in _names(part.strip()):
            found.setdefault(one.name, one)
    return tuple(found.values())


def _names(words: str) -> Iterator[MakerName]:
    for listed in _divided(words):
        for one in _joined(listed):
            yield from _name(one)


def _joined(words: str) -> list[str]:
    """Return "Ernst Chladni and Sophie Germain" as two; a firm and what has a single name on a side as they are."""
    words = _JOINT_FIRST.sub("", words)
    pieces = _JOINTS.split(words)
    if len(pieces) == 1 or label_words().firms.intersection(words_of(folded(words))):
        return [words]
    return pieces if all(len(_full_words(piece)) >= 2 for piece in pieces) else [words]


def _divided(words: str) -> list[str]:
    """Return "Ada Moor, Bo Lind" as two, and "Moor, Ada", "Moor, Ada van der" and "Ada Moor, RA" as they are."""
    if _BRACKETS.search(words) or not (2 <= len(words.split(", ")) <= _MOST_TOGETHER):
        return [words]
    pieces = words.split(", ")
    whole = [len(_full_words(piece)) >= 2 for piece in pieces]
    return pieces if all(whole) else [words]


def _full_words(piece: str) -> list[str]:
    """Return the words of a piece of a name without the small ones."""
    known = label_words()
    return [word for word in folded(piece).split() if word not in known.particles]


def _name(words: str) -> Iterator[MakerName]:
    bracketed = " ".join(_BRACKETS.findall(words))
    bare = _YEARS.sub("", _BRACKETS.sub("", words)).strip(" ,.?")
    reserve, bare = _reserve(bare)
    if not reserve and bracketed:
        reserve = _reserve(folded(bracketed).strip(" ()[]") + " x")[0]
    if bare and _is_name(bare) and (name := _turned(folded(bare))):
        yield MakerName(name, words, reserve)


def _reserve(words: str) -> tuple[str, str]:
    """Return the reserve at the beginning, or "", and the rest."""
    plain = folded(words)
    for reserve in label_words().reserves:
        if plain.startswith(f"{reserve} "):
            return reserve, " ".join(words.split())[len(reserve) :].strip()
    return "", words


def _is_name(words: str) -> bool:
    """Whether these are the words of a name: capitals but for particles, and more than where somebody is from."""
    known, plain = label_words(), folded(words)
    bare = words_of(plain)
    if not bare or known.unnamed.intersection(bare) or trait_words().only_traits(plain):
        return False
    tokens = re.findall(r"[^\W\d_][\w'’.-]*", words)
    return all(
        token[0].isupper() or not token[0].islower() or folded(token) in known.particles
        for token in tokens
    )


def _is_honour(piece: str) -> bool:
    return re.sub(r"[.\s]", "", piece) in _HONOURS


def _turned(name: str) -> str:
    """Return "rembrandt van rijn" of "rijn, rembrandt van", so that both are the same name; "" of honours alone."""
    pieces = [piece for piece in name.split(", ") if not _is_honour(piece)]
    name = f"{pieces[1]} {pieces[0]}" if len(pieces) == 2 else ", ".join(pieces)
    name = " ".join(word for word in name.split() if word not in _HONOURS)
    return " ".join(name.replace(".", ". ").split())
