"""The settings of visitors' notes."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct


class VisitorNotesSettings(Struct, frozen=True, kw_only=True):
    """How long what visitors wrote is kept."""

    keep_days: Annotated[
        int,
        Meta(
            ge=1,
            le=366,
            description='Days after which what a visitor wrote ("this is wrong") is deleted, done or not.',
        ),
    ] = 90
