"""The settings of the ingest of messages."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct


class IngestSettings(Struct, frozen=True, kw_only=True):
    """How messages from kiosks are taken in."""

    workers: Annotated[
        int, Meta(ge=1, le=16, description="Ingest workers that share the load.")
    ] = 1
