"""The settings of the catalogue."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct


class CatalogueSettings(Struct, frozen=True, kw_only=True):
    """Which museum this server is for."""

    site: Annotated[
        str,
        Meta(description="Key of the site whose kiosks report here; empty is the museum's own."),
    ] = ""
