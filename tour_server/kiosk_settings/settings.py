"""The settings of what kiosks try by themselves."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct


class KioskTrialSettings(Struct, frozen=True, kw_only=True):
    """How kiosks try a new address or Wi-Fi."""

    kiosk_trial_minutes: Annotated[
        int,
        Meta(
            ge=1,
            le=1440,
            description="How long a kiosk tries a new address or Wi-Fi that the desk gives it, before it goes back to "
            "the one before.",
        ),
    ] = 15
