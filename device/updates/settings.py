"""Where a kiosk finds new software besides its server."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct


class UpdateSettings(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """New software of a kiosk with two slots."""

    sticks: Annotated[
        tuple[str, ...],
        Meta(
            description="Where to look for a bundle (`.raucb`) on a USB stick; `*` stands for any folder or name. It "
            "is checked as one of the server is, and installed when no visitor is there."
        ),
    ] = ("/media/*.raucb", "/media/*/*.raucb", "/media/*/*/*.raucb")
    kilobytes_per_second: Annotated[
        int,
        Meta(ge=10, le=1_000_000, description="How fast it fetches software, beside visitors."),
    ] = 4000
