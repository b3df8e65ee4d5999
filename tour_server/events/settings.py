"""The settings of the log of events."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from tour_server.root_settings import RECORDED


class EventSettings(Struct, frozen=True, kw_only=True):
    """How long events are kept."""

    event_days: Annotated[
        int,
        Meta(
            ge=1,
            le=36_500,
            description="Days that events are kept; then they are deleted.",
            extra=RECORDED,
        ),
    ] = 730
