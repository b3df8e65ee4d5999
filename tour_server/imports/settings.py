"""The settings of imports."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from tour_server.imports.sheet_limits import SheetLimits


class ImportSettings(SheetLimits, frozen=True, kw_only=True):
    """How long imports wait for a decision, and how much one may bring."""

    import_days: Annotated[
        int,
        Meta(ge=1, le=365, description="Days that an import waits for somebody to apply it."),
    ] = 30
    import_mb: Annotated[
        int,
        Meta(
            ge=1,
            le=100_000,
            description="Megabytes that staff upload for one import at most: a spreadsheet, its pictures, a zip.",
        ),
    ] = 500
