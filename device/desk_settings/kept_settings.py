"""The desk's settings as they lie on the kiosk's disk: the newest, and which of them were tried and hold."""

from __future__ import annotations

import logging
from pathlib import Path

from msgspec import DecodeError, Struct

from runtime.document_version import DocumentVersionError, DocumentVersions
from runtime.durable_files import write_durably

log = logging.getLogger(__name__)

FILE = "desk-settings.json"
ONLY_OWNER = 0o600  # it may hold the password of the Wi-Fi
VERSIONS = DocumentVersions("kiosk's settings from the desk")


class SettingsTrial(Struct, frozen=True, kw_only=True):
    """Values that are being tried. `starts_left`: of the kiosk, so that one that can't start goes back, too."""

    values: dict[str, str]
    minutes: int
    starts_left: int = 3
    back_to_wifi: str = ""
    """The connection that the machine had before; empty where the Wi-Fi does not change."""


class KeptSettings(Struct, frozen=True, kw_only=True):
    """`sent`: when the server sent the newest. `wanted`: as it came, secrets decrypted.

    `proved`: addresses and Wi-Fi that were tried and hold. `returned`: those that were tried and lost touch.
    """

    sent: float = 0.0
    wanted: dict[str, str] = {}
    heard: bool = False
    proved: dict[str, str] = {}
    returned: dict[str, str] = {}
    trial: SettingsTrial | None = None
    v: int = 1


def read_kept(folder: Path) -> tuple[KeptSettings, str]:
    """Returns what is kept in the kiosk's folder, and a sentence when it can't be read: the kiosk then has its own."""
    try:
        body = (folder / FILE).read_bytes()
    except FileNotFoundError:
        return KeptSettings(), ""
    except OSError as error:
        return KeptSettings(), f"The desk's settings can't be read: {error.strerror}."
    try:
        return VERSIONS.decode(body, KeptSettings), ""
    except (DocumentVersionError, DecodeError) as error:
        log.warning("%s is damaged: %s", FILE, error)
        return (
            KeptSettings(),
            "The desk's settings on its disk are damaged; its own hold until the desk is heard.",
        )


def write_kept(folder: Path, kept: KeptSettings) -> None:
    """Keep the settings, also through a power cut. Raises OSError."""
    write_durably(folder / FILE, VERSIONS.encode(kept), ONLY_OWNER)
