"""The settings of offers."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from tour_server.root_settings import RECORDED


class OfferSettings(Struct, frozen=True, kw_only=True):
    """How it is found out whether offers move visitors, and who says that it rains."""

    offers_held_back: Annotated[
        float,
        Meta(
            ge=0,
            le=0.5,
            description="Share of the hours, drawn at random, in which an offer that leads to a room is not shown "
            "although it holds: without them it can't be said whether it moves visitors. 0 holds none back.",
            extra=RECORDED,
        ),
    ] = 0.2
    rain_token: Annotated[
        str,
        Meta(
            description="What the museum's rain sensor must send as its bearer token to `POST /rain`; empty is no"
            " such page, and staff alone say whether it rains."
        ),
    ] = ""
