"""The settings of the link with Home Assistant."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct


class HomeAssistantSettings(Struct, frozen=True, kw_only=True):
    """Whether a Home Assistant is told of rooms and kiosks."""

    home_assistant: Annotated[
        str,
        Meta(
            pattern=r"^([A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*)?$",
            description="Discovery prefix of a Home Assistant on the same broker, usually `homeassistant`;"
            " rooms and kiosks appear there as sensors. Empty tells it nothing.",
        ),
    ] = ""
