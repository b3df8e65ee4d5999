"""The settings of back-ups."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct


class BackupSettings(Struct, frozen=True, kw_only=True):
    """Where back-ups go, and when the desk says that the last one is old."""

    backup_folder: Annotated[
        str,
        Meta(
            description="Folder for `zaalgids backup` without a FILE, and for its timer; empty: none. "
            "Best on another machine's disk."
        ),
    ] = ""
    backups_kept: Annotated[
        int, Meta(ge=1, le=10_000, description="Back-ups that stay in that folder, the newest.")
    ] = 14
    backup_days: Annotated[
        int,
        Meta(
            ge=1,
            le=3_650,
            description="Days without a back-up after which the desk tells the technician.",
        ),
    ] = 7
