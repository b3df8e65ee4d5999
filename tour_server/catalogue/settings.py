"""The settings of the catalogue."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from tour_server.root_settings import RECORDED


class CatalogueSettings(Struct, frozen=True, kw_only=True):
    """Which museum this server is for, and how its words are approved."""

    site: Annotated[
        str,
        Meta(description="Key of the site whose kiosks report here; empty is the museum's own."),
    ] = ""
    needs_approval: Annotated[
        bool,
        Meta(
            description="Words go out as they were last approved, also labels and offers; else staff are asked twice.",
            extra=RECORDED,
        ),
    ] = False
    four_eyes: Annotated[
        bool,
        Meta(
            description="Nobody approves words that they changed last themselves.", extra=RECORDED
        ),
    ] = False
