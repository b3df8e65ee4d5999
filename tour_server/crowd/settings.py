"""The settings of the crowd."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from tour_server.root_settings import RECORDED


class CrowdSettings(Struct, frozen=True, kw_only=True):
    """How far plans lead visitors past each other."""

    regret_cap: Annotated[
        float,
        Meta(
            ge=0,
            le=0.5,
            description="Share of the value of a visitor's own best plan that a plan may give up so that rooms are "
            "less crowded. It holds where kiosks count people. 0: plans look at full rooms alone.",
            extra=RECORDED,
        ),
    ] = 0.05
