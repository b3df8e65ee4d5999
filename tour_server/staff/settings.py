"""The settings of the sign-in."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from tour_server.root_settings import RECORDED


class StaffSettings(Struct, frozen=True, kw_only=True):
    """Who may sign in first, and for how long."""

    first_password: Annotated[
        str,
        Meta(
            description="Password of the first account, `museum`; empty makes one up and writes it to "
            "first-password.txt in the data folder."
        ),
    ] = ""
    sign_in_days: Annotated[
        float,
        Meta(
            gt=0,
            le=90,
            description="Days after which a sign-in of staff is over, however much it is used; "
            "unused, it is over after 12 hours.",
            extra=RECORDED,
        ),
    ] = 7.0
