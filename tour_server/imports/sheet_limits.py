"""How large a spreadsheet or a zip may be before it is refused."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

MEGABYTE = 1_000_000


class SheetLimits(Struct, frozen=True, kw_only=True):
    """Limits on what is imported; whoever exceeds one reads its name, so that a technician can raise it."""

    import_rows: Annotated[
        int, Meta(ge=1, description="Rows of a spreadsheet that an import reads at most.")
    ] = 250_000
    import_columns: Annotated[
        int, Meta(ge=1, le=16_384, description="Columns that a spreadsheet has at most.")
    ] = 500
    import_files: Annotated[
        int, Meta(ge=1, description="Files in a zip or a folder that an import looks at, at most.")
    ] = 100_000
    import_unpacked_mb: Annotated[
        int, Meta(ge=1, description="Megabytes that a zip, an XLSX or an ODS unpacks to, at most.")
    ] = 4_000
