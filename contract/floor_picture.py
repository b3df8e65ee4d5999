"""A picture of a floor that visitors see under the drawn plan."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from contract.patterns import StoredFile
from contract.rights import Rights

PlanMetres = Annotated[float, Meta(description="metres on the floor plan, x to the right, y down")]
PlanLength = Annotated[float, Meta(gt=0, description="metres")]


class FloorPicture(Struct, frozen=True, omit_defaults=True):
    """A picture of a floor: `file` is a path inside the museum's pictures folder.

    `left`, `top`: where its upper left corner lies on the plan. `width`, `height`: how much of the plan it covers.
    """

    floor: int
    file: StoredFile
    left: PlanMetres
    top: PlanMetres
    width: PlanLength
    height: PlanLength
    rights: Rights
