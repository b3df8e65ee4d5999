"""What a kiosk is from the moment it is claimed: its name, its place, and how it reaches and knows its server.

The server makes it and signs the certificate in it; the kiosk keeps it beside its key, which never leaves the kiosk.
"""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta, Struct

from contract.credentials import DeviceCredentials
from contract.measures import Version
from contract.museum import Key
from runtime.document_version import DocumentVersions

VERSIONS = DocumentVersions("kiosk's identity", without_field=None)
PLACING_VERSIONS = DocumentVersions("kiosk's placing")
MAX_CAMERAS = 8
_Address = Annotated[str, Meta(max_length=300)]
_Pem = Annotated[str, Meta(max_length=100_000)]


class KioskPlacing(Struct, frozen=True, kw_only=True):
    """What a technician set up at a kiosk's place, which a spare takes over with it."""

    v: Version = PLACING_VERSIONS.current
    cameras: Annotated[
        tuple[dict[str, Any], ...],
        Meta(max_length=MAX_CAMERAS, description="what of each camera's picture is counted"),
    ] = ()


class ClaimedIdentity(Struct, frozen=True, kw_only=True):
    """A kiosk's identity. `server` is the address for visitors' phones, `content` where the kiosk itself fetches."""

    v: Version = VERSIONS.current
    credentials: DeviceCredentials
    certificate: Annotated[_Pem, Meta(description="the kiosk's own certificate")]
    authority: Annotated[
        _Pem, Meta(description="by which the kiosk knows its server, and the server knows it")
    ]
    server: _Address
    content: _Address
    broker: Annotated[_Address, Meta(description="empty where the server has none for it")] = ""
    trusted_root: Annotated[
        str,
        Meta(max_length=2_000_000, description="the museum's first root of trust; may be empty"),
    ] = ""
    room: Key | None = None
    placing: KioskPlacing | None = None

    @property
    def name(self) -> str:
        """The kiosk's name."""
        return self.credentials.name

    @property
    def site(self) -> str:
        """The key of the museum."""
        return self.credentials.site

    def __repr__(self) -> str:
        return f"ClaimedIdentity(name={self.name!r})"

    def __rich_repr__(self) -> list[tuple[str, str]]:
        return [("name", self.name)]
