"""Lasting short names, made from what people write."""

from __future__ import annotations

import re
import unicodedata

from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.parts import Kind


def key_of(called: str) -> str:
    """A lasting short name: small letters, digits, hyphens. Raises ValueError when nothing is left."""
    plain = unicodedata.normalize("NFKD", called).encode("ascii", "ignore").decode().lower()
    key = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:64].rstrip("-")
    if not key:
        raise ValueError(f"{called!r} has no letter or digit to make a short name of")
    return key


def free_key(drafts: Drafts, kind: Kind, title: str) -> str:
    """A short name that no part of this kind has or had; a title without a Latin letter gives the kind's own."""
    try:
        stem = key_of(title)[:56]
    except ValueError:
        stem = kind.value
    names = (stem if n == 1 else f"{stem}-{n}" for n in range(1, 100_000))
    return next(name for name in names if not drafts.history(kind, name))


def made_readable(called: str) -> str:
    """`night-watch_2` as a person would write it: `Night watch 2`."""
    words = re.sub(r"[-_\s]+", " ", called).strip()
    return words[:1].upper() + words[1:]
