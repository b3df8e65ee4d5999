"""The settings of software for kiosks."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct


class SoftwareUpdateSettings(Struct, frozen=True, kw_only=True):
    """How new software goes out to kiosks."""

    software_bytes: Annotated[
        int, Meta(ge=1_000_000, description="The largest bundle of software that is taken.")
    ] = 2_000_000_000
    software_keyring: Annotated[
        str,
        Meta(
            description="PEM file of the authorities whose signatures on bundles count. With it and the program rauc "
            "the server refuses a bundle that kiosks would refuse; empty: kiosks alone verify."
        ),
    ] = ""
    software_megabytes_per_second: Annotated[
        float,
        Meta(
            gt=0,
            le=10_000,
            description="How fast bundles go out at the device door, all kiosks together, so that the museum's network "
            "has room for the rest.",
        ),
    ] = 8.0
    software_good_hours: Annotated[
        int,
        Meta(
            ge=1,
            le=336,
            description="How long every kiosk of a stage runs new software well before the next stage begins.",
        ),
    ] = 12
    software_margin_minutes: Annotated[
        int,
        Meta(
            ge=0,
            le=240,
            description="How long after the museum has closed, and before it opens, kiosks install nothing.",
        ),
    ] = 60
    software_trial_minutes: Annotated[
        int,
        Meta(
            ge=1,
            le=240,
            description="How long a kiosk has to pass its own health check before it keeps new software.",
        ),
    ] = 15
