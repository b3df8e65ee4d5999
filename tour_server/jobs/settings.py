"""The settings of the work in the background."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct


class JobSettings(Struct, frozen=True, kw_only=True):
    """How much is done at once in the background."""

    job_threads: Annotated[
        int,
        Meta(
            ge=1,
            le=16,
            description="Jobs in the background that run at the same time. Of two or more, one is kept for what "
            "somebody waits for: it makes no smaller pictures and compares no texts.",
        ),
    ] = 2
