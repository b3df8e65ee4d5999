"""The settings of forecasts."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct


class ForecastSettings(Struct, frozen=True, kw_only=True):
    """When visitors of the next days are forecast."""

    forecast_hour: Annotated[
        int,
        Meta(
            ge=0,
            le=23,
            description="Hour of the museum's own clock after which each night's forecast is made. "
            "It takes a minute of one processor; once a week the models are chosen again, which takes several.",
        ),
    ] = 2
