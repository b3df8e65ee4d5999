"""What of a camera's picture is counted: a line, zones, and the point of a person that is judged."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from contract.messages import ZONES_LIMIT
from contract.museum import Key
from device.footfall.line import CountingLine, ReferencePoint
from device.footfall.view import CameraView
from device.footfall.zone import CountingZone

Pixels = Annotated[float, Meta(gt=0)]


class ZoneSettings(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A part of a camera's picture in which people are counted, and how long they stay."""

    name: Annotated[Key, Meta(description="What its counts are known by, on the server too.")]
    corners: Annotated[
        tuple[tuple[float, float], ...],
        Meta(
            min_length=3,
            max_length=16,
            description="x, y of each corner in pixels of the picture; y runs down.",
        ),
    ]


class CountingSettings(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Whether one camera counts people, and over what."""

    count: Annotated[
        bool, Meta(description="Count people who cross its line; one camera of a kiosk may.")
    ] = False
    line: Annotated[
        tuple[float, float, float, float] | None,
        Meta(
            description="x1, y1, x2, y2 in pixels of its picture; y runs down. See docs/technician.md."
        ),
    ] = None
    point: Annotated[
        ReferencePoint,
        Meta(
            description="What of a person is judged at the line and in zones: `foot`, the middle of the lower "
            "edge of their box, or `centre`, its middle, for a camera that looks straight down."
        ),
    ] = ReferencePoint.FOOT
    view: Annotated[
        CameraView,
        Meta(
            description="From where it sees people: `oblique`, `above` (straight down, from a ceiling), or `auto`, "
            "which finds out from its pictures."
        ),
    ] = CameraView.AUTO
    person: Annotated[
        tuple[Pixels, Pixels] | None,
        Meta(
            description="Width and height in pixels of a person in the middle of a picture from above; "
            "nothing set learns it from people who walk alone."
        ),
    ] = None
    zones: Annotated[
        tuple[ZoneSettings, ...],
        Meta(
            max_length=ZONES_LIMIT,
            description="Parts of the picture to count people and their stays in; each has a name of its own.",
        ),
    ] = ()

    def __post_init__(self) -> None:
        """Raises ValueError on a line of no length, a zone of no area, or two zones of one name."""
        if self.line is not None:
            CountingLine(*self.line)
        zones = [CountingZone(zone.name, zone.corners) for zone in self.zones]
        if len({zone.name for zone in zones}) < len(zones):
            raise ValueError("Two zones have the same name; give each its own.")
