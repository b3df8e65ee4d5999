"""How a kiosk is claimed: where it looks for its file, and how often it asks."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from contract.prepared_kiosk import FILE_NAME


class ClaimSettings(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How a kiosk is claimed."""

    files: Annotated[
        tuple[str, ...],
        Meta(
            description="Where to look for the file that `zaalgids device prepare` makes; `*` stands for any folder."
        ),
    ] = (
        f"/boot/firmware/{FILE_NAME}",
        f"/boot/{FILE_NAME}",
        f"/media/*/{FILE_NAME}",
        f"/media/*/*/{FILE_NAME}",
    )
    seconds: Annotated[
        float,
        Meta(gt=0, le=60, description="Between two questions to the server while it waits."),
    ] = 3.0
    state_seconds: Annotated[
        float,
        Meta(
            gt=0,
            le=60,
            description="How often a claimed kiosk asks whether its certificate still holds.",
        ),
    ] = 20.0
