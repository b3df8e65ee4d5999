"""One thing that a check has found, at one part of the museum."""

from __future__ import annotations

from msgspec import Struct

from tour_server.catalogue.parts import PartKind


class Finding(Struct, frozen=True):
    """What a check has found at one part of the drafts.

    `count`: how many there are at this part. `language`: the language that it is about, "" for none. `items`: what each
    of them is, as a key that stays the same (a picture's file, a block's key). `anchor`: the place on the page of the
    part. `detail`: words of the museum's own, or an address, that stand in the sentence as they are.
    """

    kind: PartKind
    key: str
    count: int = 1
    language: str = ""
    items: tuple[str, ...] = ()
    anchor: str = ""
    detail: str = ""
