"""The settings of imports."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct


class ImportSettings(Struct, frozen=True, kw_only=True):
    """How long imports wait for a decision."""

    import_days: Annotated[
        int,
        Meta(ge=1, le=365, description="Days that an import waits for somebody to apply it."),
    ] = 30
