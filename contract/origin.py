"""Names the source that a part of a museum was imported from."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct


class Origin(Struct, frozen=True):
    """Names the source that a part was imported from, and the source's own identifier of it."""

    source: Annotated[str, Meta(min_length=1, max_length=200)]
    identifier: Annotated[str, Meta(min_length=1, max_length=500)]
