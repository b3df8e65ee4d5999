"""The pictures of floors that a museum shows under the drawn plan, where they lie on the drawing."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from contract.rights import Rights
from tour_server.visit.floor_drawing import FloorDrawing
from tour_server.visit.release_view import ReleaseView


class DrawnPicture(Struct, frozen=True):
    """A picture of a floor: its address, and its place and size in pixels of the drawing."""

    address: str
    x: float
    y: float
    width: float
    height: float
    rights: Rights


def floor_pictures(view: ReleaseView, floors: Iterable[FloorDrawing]) -> dict[int, DrawnPicture]:
    """Return the pictures by the numbers of their floors."""
    release, drawn = view.release, {floor.number: floor for floor in floors}
    found = {}
    for plan in release.plans:
        floor = drawn.get(plan.floor)
        if floor is None or plan.file not in release.plan_files:
            continue
        found[plan.floor] = DrawnPicture(
            view.address(release.plan_files[plan.file]),
            round((plan.left - floor.left) / floor.unit, 2),
            round((plan.top - floor.top) / floor.unit, 2),
            round(plan.width / floor.unit, 2),
            round(plan.height / floor.unit, 2),
            plan.rights,
        )
    return found
