"""The screen as it hangs: its page's address, its size, its distance from visitors' eyes."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct


class ScreenSettings(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The screen, as a person stands before it: type is set in millimetres from these."""

    host: Annotated[
        str,
        Meta(
            description="Address of the page. 127.0.0.1 is for the kiosk's own browser alone; with 0.0.0.0 another "
            "machine's browser can show it, by the address that `zaalgids device screen` prints."
        ),
    ] = "127.0.0.1"
    names: Annotated[
        tuple[str, ...],
        Meta(
            description="Names by which other machines reach the page, beside its addresses and its host name."
        ),
    ] = ()
    port: Annotated[
        int, Meta(ge=0, le=65535, description="Port of the page; 0 takes a free one.")
    ] = 8090
    diagonal_inches: Annotated[float, Meta(gt=3, lt=120, description="Diagonal of the screen.")] = (
        15.6
    )
    distance_cm: Annotated[
        float, Meta(ge=20, le=500, description="From the screen to a visitor's eyes.")
    ] = 60
    browser: Annotated[
        bool | None,
        Meta(
            description="Whether this machine's own browser shows the page, so that a dark screen is an alarm. Nothing "
            "set: yes from when it has shown it for five minutes."
        ),
    ] = None
    night: Annotated[bool, Meta(description="The night theme, for dim rooms.")] = False
    lens: Annotated[
        Literal["above", "below", "left", "right"],
        Meta(
            description="Where the camera is, seen from the screen: an arrow on the first screen points there."
        ),
    ] = "above"
