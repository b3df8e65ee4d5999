"""Keys, which last, made from what people write."""

from __future__ import annotations

import re
import unicodedata

from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.parts import PartKind

LONGEST_KEY = 64  # characters, as contract.museum.Key allows
LONGEST_STEM = 56  # leaves room for a number


def slug(name: str) -> str:
    """Return a key of lower-case letters, digits and hyphens. Raises ValueError when `name` has none of them."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    key = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_KEY].rstrip("-")
    if not key:
        raise ValueError(f"{name!r} has no letter or digit to make a short name of")
    return key


def free_key(drafts: Drafts, kind: PartKind, title: str) -> str:
    """Return a key that no part of this kind has or ever had.

    It is made from the title, or from the kind where the title has no Latin letter or digit.
    """
    try:
        stem = slug(title)[:LONGEST_STEM]
    except ValueError:
        stem = kind.value
    names = (stem if n == 1 else f"{stem}-{n}" for n in range(1, 100_000))
    return next(name for name in names if not drafts.history(kind, name))


def humanise(name: str) -> str:
    """Return a file name or key as a person would write it: `night-watch_2` becomes `Night watch 2`."""
    words = re.sub(r"[-_\s]+", " ", name).strip()
    return words[:1].upper() + words[1:]


def block_key(stem: str, language: str, level: str, number: int) -> str:
    """Return a key for a block of the work or link `stem`, at most 64 characters up to the 9999th."""
    return f"{stem[:40]}-{language}-{level}".lower()[: LONGEST_KEY - 5] + f"-{number}"
