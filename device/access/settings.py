"""What a technician sets for people who can't see or can't touch the screen."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from device.access.keys import KeyAction


class HeadphoneSettings(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The headphone socket, and the loudspeaker that is silent while a plug is in it."""

    watch: Annotated[
        bool, Meta(description="Notice when a plug goes in; needs a socket that tells Linux so.")
    ] = True
    card: Annotated[
        str, Meta(description="Sound card of the loudspeaker, as `aplay -l` names it.")
    ] = "0"
    loudspeaker: Annotated[
        str,
        Meta(
            description="Mixer control of the loudspeaker, as `amixer scontrols` names it, to mute while a plug is in. "
            "Empty where the card does that itself."
        ),
    ] = ""


class AccessSettings(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Keypad, switches and headphones. Nothing has to be connected."""

    keypad: Annotated[
        bool,
        Meta(
            description="A key of a keypad speaks the screen. See the keys in docs/technician.md."
        ),
    ] = True
    keys: Annotated[
        dict[str, KeyAction],
        Meta(description="Other keys of this keypad: browsers' name of a key, and what it does."),
    ] = {}
    double_strike_seconds: Annotated[
        float,
        Meta(ge=0, le=2, description="The same key pressed again sooner than this counts once."),
    ] = 0.2
    switches: Annotated[
        Literal[0, 1, 2],
        Meta(
            description="Switches: with one the focus steps by itself and the switch selects; with two the first steps "
            "and the second selects."
        ),
    ] = 0
    switch_keys: Annotated[
        tuple[str, str],
        Meta(description="The keys that the first and the second switch send."),
    ] = ("Space", "Enter")
    scan_seconds: Annotated[
        float, Meta(ge=0.3, le=10, description="How long the focus stays, with one switch.")
    ] = 1.5
    headphones: Annotated[HeadphoneSettings, Meta(description="Its headphone socket.")] = (
        HeadphoneSettings()
    )
