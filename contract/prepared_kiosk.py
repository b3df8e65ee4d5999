"""The file that tells a kiosk without an identity where its server is: `zaalgids-device.toml`.

The server makes it (`zaalgids device prepare`, or the desk's page *Add kiosks*); a technician puts it on the boot
partition of a card, or on a USB stick. Its token lets one kiosk in, once, until it ends. Who has the file before that
can add a kiosk and knows the Wi-Fi's password.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta, Struct

from contract.measures import Version
from contract.museum import Language
from contract.patterns import END
from runtime.document_version import DocumentVersions
from runtime.text_file import decoded_text, toml_values

FILE_NAME = "zaalgids-device.toml"
VERSIONS = DocumentVersions("file of a prepared kiosk", without_field=None)
MAX_FILE_BYTES = 20_000


class PreparedKioskError(ValueError):
    """A file of a prepared kiosk can't be used, in a sentence for the technician."""


class PreparedWifi(Struct, frozen=True, kw_only=True):
    """A Wi-Fi network, which the kiosk joins. The password is not shown where this is printed.

    `joined`: the kiosk has done so, and has wiped the password.
    """

    name: Annotated[str, Meta(min_length=1, max_length=32)]
    password: Annotated[str, Meta(max_length=64)] = ""
    country: Annotated[str, Meta(pattern=rf"^([A-Z]{{2}})?{END}")] = ""
    joined: bool = False

    def __repr__(self) -> str:
        return f"PreparedWifi(name={self.name!r})"

    def __rich_repr__(self) -> list[tuple[str, str]]:
        return [("name", self.name)]


class PreparedKiosk(Struct, frozen=True, kw_only=True):
    """What the file says. A reader ignores a field that it does not know, in a version that it does."""

    v: Version = VERSIONS.current
    server: Annotated[
        str, Meta(max_length=300, description="where kiosks reach the server: https://host:port")
    ]
    authority: Annotated[
        str,
        Meta(
            pattern=rf"^[0-9a-f]{{64}}{END}",
            description="SHA-256 of the certificate (DER) of the server's authority",
        ),
    ]
    token: Annotated[
        str, Meta(max_length=100, description="lets one kiosk in, once; may be empty")
    ] = ""
    token_ends: Annotated[str, Meta(max_length=40, description="for people to read")] = ""
    language: Annotated[Language, Meta(description="of the screen until the kiosk is set up")] = (
        "en"
    )
    wifi: PreparedWifi | None = None

    def __post_init__(self) -> None:
        """Raises ValueError for an address that is not https."""
        parts = urlsplit(self.server)
        if parts.scheme != "https" or not parts.hostname:
            raise ValueError(f"{self.server!r} is no address of a server: https://host:port")

    def __repr__(self) -> str:
        return f"PreparedKiosk(server={self.server!r})"

    def __rich_repr__(self) -> list[tuple[str, str]]:
        return [("server", self.server)]


def prepared_text(prepared: PreparedKiosk) -> str:
    """Return the text of the file."""
    import tomli_w  # the bare package has no writer of TOML

    heading = (
        f"# For one Zaalgids kiosk: put this file, as {FILE_NAME}, on its card's boot partition or on a USB stick.\n"
        "# It holds a secret. Delete every copy when the kiosk is set up.\n"
    )
    plain = msgspec.to_builtins(prepared)
    if prepared.wifi is None:
        del plain["wifi"]  # TOML has no null
    elif not prepared.wifi.joined:
        del plain["wifi"]["joined"]
    return heading + tomli_w.dumps(plain)


def read_prepared(file: Path) -> PreparedKiosk:
    """Return what a file says. Raises PreparedKioskError with the reason in a sentence, and no secret in it."""
    try:
        with file.open("rb") as opened:
            body = opened.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise PreparedKioskError(f"{file} can't be read: {error.strerror or error}.") from error
    if len(body) > MAX_FILE_BYTES:
        raise PreparedKioskError(f"{file} is too large.")
    try:
        plain = VERSIONS.upgraded(toml_values(decoded_text(body)))
        return msgspec.convert(plain, PreparedKiosk)
    except ValueError as error:  # of the text, its version or its fields
        raise PreparedKioskError(f"{file} is not understood: {error}.") from error
