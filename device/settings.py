"""A kiosk's settings: every one a typed field with its meaning beside it; docs/ lists them from here.

They come from a TOML file (`zaalgids kiosk --settings FILE`) and, over it, from the environment as
`ZAALGIDS_KIOSK_<NAME>` and the command line. An unknown name is an error.

A capability's settings stand in its own folder as `settings.py`; this file puts them together. Names in the file stay
as they are (`eyes`, `camera`, `aim`): settings files on devices outlive a release.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from msgspec import Meta, Struct, field

from contract.museum import Key, Language, Level
from device.access.settings import AccessSettings
from device.camera.settings import CameraSource
from device.camera_setup.settings import SetupPageSettings
from device.claim.settings import ClaimSettings
from device.footfall.settings import CountingSettings
from device.recognition.placement import Placement
from device.screen.settings import ScreenSettings
from device.updates.settings import UpdateSettings
from narration.speech.settings import EspeakSettings, VoiceSettings
from runtime.document_version import DocumentVersions
from runtime.settings_file import VERSION_FIELD, read_settings

PREFIX = "ZAALGIDS_KIOSK_"
VERSIONS = DocumentVersions("settings file", field=VERSION_FIELD)


class CameraSettings(CountingSettings, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One camera and what it is for."""

    source: Annotated[
        CameraSource,
        Meta(description="Which camera: see the tables below, told apart by `type`."),
    ] = field(name="camera")
    recognise: Annotated[bool, Meta(description="Look for works in its picture.")] = True


class KioskSettings(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a technician may set on one kiosk."""

    claimed: Annotated[
        bool,
        Meta(
            description="true: a technician claims this kiosk. Its name, site and room, and the addresses and files of "
            "server and broker, come with the claim and not from here."
        ),
    ] = False
    claim: Annotated[ClaimSettings, Meta(description="How a kiosk is claimed.")] = ClaimSettings()
    name: Annotated[Key, Meta(description="Its name on the fleet page, and in its topics.")] = (
        "kiosk-1"
    )
    site: Annotated[Key, Meta(description="The museum house it stands in.")] = "museum"
    room: Annotated[
        Key | None,
        Meta(
            description="The room where it stands: its works come first on the screen, and `in` over its line leads "
            "into it."
        ),
    ] = None
    data: Annotated[str, Meta(description="Folder for everything the kiosk keeps.")] = "var/kiosk"
    server: Annotated[str, Meta(description="Address of the tour server.")] = (
        "http://127.0.0.1:8080"
    )
    broker: Annotated[
        str,
        Meta(
            description="Address of the broker, mqtt:// or mqtts://. Empty: the kiosk keeps its counts, and hears "
            "nothing of other kiosks, offers and closed rooms. file:///…: a folder of this machine with the messages "
            "`offers.json` and `closed-rooms.json`, as the preview's kiosk has it."
        ),
    ] = "mqtt://127.0.0.1:1883"
    door: Annotated[
        str,
        Meta(
            description="Address of the device door, https://host:port, where a claimed kiosk fetches releases and "
            "software and renews its certificate. It comes with the claim; other kiosks use none."
        ),
    ] = ""
    broker_ca: Annotated[str, Meta(description="File with the broker's certificate authority.")] = (
        ""
    )
    broker_certificate: Annotated[str, Meta(description="File with the kiosk's certificate.")] = ""
    broker_key: Annotated[str, Meta(description="File with the key of that certificate.")] = ""
    credentials: Annotated[
        str,
        Meta(
            description="File with the kiosk's key, as `zaalgids device add` writes it on the server; without it the "
            "kiosk keeps its counts."
        ),
    ] = ""
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
    cameras: Annotated[
        tuple[CameraSettings, ...],
        Meta(
            max_length=2,
            description="One or two cameras; without any, works are found by number or in a list.",
        ),
    ] = field(name="eyes", default=())
    language: Annotated[
        Language | None, Meta(description="Language between visits; empty is the museum's first.")
    ] = None
    level: Annotated[Level, Meta(description="Level between visits.")] = Level.ADULT
    screen: Annotated[ScreenSettings, Meta(description="Its screen.")] = ScreenSettings()
    access: Annotated[
        AccessSettings,
        Meta(description="For people who can't see or can't touch the screen."),
    ] = AccessSettings()
    camera_setup: Annotated[
        SetupPageSettings, Meta(description="A technician's look at its cameras.")
    ] = field(name="aim", default=SetupPageSettings())
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
    content_megabytes: Annotated[
        Annotated[int, Meta(ge=50)] | None,
        Meta(
            description="Room for releases on its disk. Texts and pictures come first, then speech in the order in "
            "which its room and languages need it; the rest it says itself. Nothing set takes half of what is free.",
        ),
    ] = None
    updates: Annotated[UpdateSettings, Meta(description="New software of the kiosk itself.")] = (
        UpdateSettings()
    )
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
        """Raises ValueError where two cameras would count: a kiosk's minute holds the counts of one camera."""
        if sum(camera.count for camera in self.cameras) > 1:
            raise ValueError(
                "Two cameras count. One camera of a kiosk may; give the other a kiosk of its own."
            )


def read_kiosk_settings(
    file: Path | None, environment: Mapping[str, str], **given: Any
) -> KioskSettings:
    """Read a kiosk's settings: a TOML file, over it the environment, over both what is `given`.

    What is given as None was not given. Raises SettingsError.
    """
    return read_settings(KioskSettings, VERSIONS, PREFIX, file, environment, **given)
