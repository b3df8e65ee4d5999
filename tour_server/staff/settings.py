"""The settings of the sign-in."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct


class StaffSettings(Struct, frozen=True, kw_only=True):
    """Who may sign in first."""

    first_password: Annotated[
        str,
        Meta(
            description="Password of the first account, `museum`; empty makes one up and prints it once."
        ),
    ] = ""
