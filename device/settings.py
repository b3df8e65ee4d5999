"""A kiosk's settings: every one a typed field with its meaning beside it; docs/ lists them from here.

They come from a TOML file (`zaalgids kiosk --settings FILE`) and, over it, from the environment as
`ZAALGIDS_KIOSK_<NAME>` and the command line. A name nobody knows is an error, not a shrug.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from contract.messages import ZONES_LIMIT
from contract.museum import Key, Language, Level
from device.camera.settings import CameraSettings
from device.camera_setup.settings import AimSettings
from device.footfall.line import Line, Point
from device.footfall.zone import Zone
from device.recognition.placement import Placement
from narration.speech.settings import EspeakSettings, VoiceSettings

PREFIX = "ZAALGIDS_KIOSK_"


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


class Eye(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One camera and what it is for."""

    camera: Annotated[
        CameraSettings,
        Meta(description="Which camera: see the tables below, told apart by `type`."),
    ]
    recognise: Annotated[bool, Meta(description="Look for works in its picture.")] = True
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
        Point,
        Meta(
            description="What of a person is judged at the line and in zones: `foot`, the middle of the lower "
            "edge of their box, or `centre`, its middle, for a camera that looks straight down."
        ),
    ] = Point.FOOT
    zones: Annotated[
        tuple[ZoneSettings, ...],
        Meta(
            max_length=ZONES_LIMIT,
            description="Parts of the picture to count people and their stays in; each has a name of its own.",
        ),
    ] = ()

    def __post_init__(self) -> None:
        """Raises ValueError on a line nobody can cross, a zone nobody can be in, or two zones of one name."""
        if self.line is not None:
            Line(*self.line)
        zones = [Zone(zone.name, zone.corners) for zone in self.zones]
        if len({zone.name for zone in zones}) < len(zones):
            raise ValueError("Two zones have the same name; give each its own.")


class ScreenSettings(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The screen, as a person stands before it: type is set in millimetres from these."""

    host: Annotated[
        str, Meta(description="Address of the page; the kiosk's own browser is on 127.0.0.1.")
    ] = "127.0.0.1"
    port: Annotated[
        int, Meta(ge=0, le=65535, description="Port of the page; 0 takes a free one.")
    ] = 8090
    diagonal_inches: Annotated[float, Meta(gt=3, lt=120, description="Diagonal of the screen.")] = (
        15.6
    )
    distance_cm: Annotated[
        float, Meta(ge=20, le=500, description="From the screen to a visitor's eyes.")
    ] = 60
    night: Annotated[bool, Meta(description="The night theme, for dim rooms.")] = False


class KioskSettings(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a technician may set on one kiosk."""

    name: Annotated[Key, Meta(description="Its name on the fleet page, and in its topics.")] = (
        "kiosk-1"
    )
    site: Annotated[Key, Meta(description="The museum house it stands in.")] = "museum"
    room: Annotated[
        Key | None, Meta(description="The room that `in` over its line leads into.")
    ] = None
    data: Annotated[str, Meta(description="Folder for everything the kiosk keeps.")] = "var/kiosk"
    server: Annotated[str, Meta(description="Address of the tour server.")] = (
        "http://127.0.0.1:8080"
    )
    broker: Annotated[str, Meta(description="Address of the broker, mqtt:// or mqtts://.")] = (
        "mqtt://127.0.0.1:1883"
    )
    broker_ca: Annotated[str, Meta(description="File with the broker's certificate authority.")] = (
        ""
    )
    broker_certificate: Annotated[str, Meta(description="File with the kiosk's certificate.")] = ""
    broker_key: Annotated[str, Meta(description="File with the key of that certificate.")] = ""
    trusted_root: Annotated[
        str,
        Meta(
            description="File with the site's first root of trust (root.json). Empty: the first one the server "
            "gives is trusted from then on, and the log says so."
        ),
    ] = ""
    placement: Annotated[Placement, Meta(description="held-up, facing-a-wall or carried.")] = (
        Placement.HELD_UP
    )
    eyes: Annotated[
        tuple[Eye, ...],
        Meta(
            max_length=2,
            description="One or two cameras; without any, works are found by number or in a list.",
        ),
    ] = ()
    language: Annotated[
        Language | None, Meta(description="Language between visits; empty is the museum's first.")
    ] = None
    level: Annotated[Level, Meta(description="Level between visits.")] = Level.ADULT
    screen: Annotated[ScreenSettings, Meta(description="Its screen.")] = ScreenSettings()
    aim: Annotated[AimSettings, Meta(description="A technician's look at its cameras.")] = (
        AimSettings()
    )
    speech: Annotated[
        VoiceSettings,
        Meta(
            description="The kiosk's own voice, for words that a release has no speech for: see the tables below, "
            "told apart by `voice`."
        ),
    ] = EspeakSettings()
    own_speech_megabytes: Annotated[
        int,
        Meta(
            ge=0,
            description="Room for speech the kiosk makes itself where a release has none yet; 0 leaves such words "
            "to be read.",
        ),
    ] = 200
    bundle_seconds: Annotated[
        float, Meta(ge=1, description="How often to ask for a new release.")
    ] = 20.0
    threads: Annotated[int, Meta(ge=1, le=16, description="Threads of the recogniser.")] = 1
    false_accepts: Annotated[
        Annotated[float, Meta(gt=0, le=1)] | None,
        Meta(
            description="At most this share of things that are not yours may be named, as far as simulated ones show "
            "(`zaalgids evaluate calibration`); nothing set names from a probability of 0.9.",
        ),
    ] = None

    def __post_init__(self) -> None:
        """Raises ValueError where two cameras would count: a kiosk's minute is one, of one camera."""
        if sum(eye.count for eye in self.eyes) > 1:
            raise ValueError(
                "Two cameras count. One camera of a kiosk may; give the other a kiosk of its own."
            )
