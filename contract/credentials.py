"""The file of a device's credentials: its name, its key, and how it signs in at the broker.

The server writes it (`zaalgids device add`), a person carries it to the device, and the device reads it. Whoever has
the file can count under the device's name.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from contract.device_key import KEY_BYTES, broker_password
from contract.measures import Version
from contract.museum import Key
from contract.patterns import END
from runtime.document_version import DocumentVersions
from runtime.durable_files import READABLE_BY_OWNER, write_durably
from runtime.text_file import decoded_text, toml_values

VERSIONS = DocumentVersions("credentials file", without_field=None)
MAX_FILE_BYTES = 200_000
_Pem = Annotated[
    str, Meta(max_length=100_000, description="certificates as PEM text; may be empty")
]


class CredentialsError(ValueError):
    """A file of credentials can't be used, in a sentence for the technician."""


class DeviceCredentials(Struct, frozen=True, kw_only=True):
    """One device's credentials. A reader ignores a field that it does not know, in a version that it does."""

    v: Version = VERSIONS.current
    site: Key
    name: Key
    key: Annotated[
        str,
        Meta(
            pattern=rf"^[0-9a-f]{{{2 * KEY_BYTES}}}{END}",
            description="the secret that device and server share",
        ),
    ]
    broker_user: Annotated[str, Meta(max_length=64)]
    broker_password: Annotated[str, Meta(max_length=200)]
    broker_ca: _Pem = ""

    @property
    def key_bytes(self) -> bytes:
        """The key as the functions of contract.device_key take it."""
        return bytes.fromhex(self.key)


def credentials_of(site: str, name: str, key: bytes, broker_ca: str = "") -> DeviceCredentials:
    """Return the credentials of a device. `broker_ca`: the broker's certificate authority as PEM text."""
    return DeviceCredentials(
        site=site,
        name=name,
        key=key.hex(),
        broker_user=name,
        broker_password=broker_password(key),
        broker_ca=broker_ca,
    )


def credentials_text(credentials: DeviceCredentials) -> str:
    """Return the text of the file."""
    import tomli_w  # the bare package has no writer of TOML

    heading = f"# The credentials of the kiosk {credentials.name}. Who has this file is that kiosk: keep it secret.\n"
    return heading + tomli_w.dumps(msgspec.to_builtins(credentials), multiline_strings=True)


def write_credentials(credentials: DeviceCredentials, file: Path) -> None:
    """Write the file, readable by its owner alone. Raises OSError."""
    write_durably(file, credentials_text(credentials).encode(), READABLE_BY_OWNER)


def read_credentials(file: Path) -> DeviceCredentials:
    """Return the credentials in a file. Raises CredentialsError with the reason in a sentence."""
    try:
        with file.open("rb") as opened:
            body = opened.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise CredentialsError(
            f"The credentials {file} can't be read: {error.strerror or error}."
        ) from error
    if len(body) > MAX_FILE_BYTES:
        raise CredentialsError(f"The credentials {file} are too large.")
    try:
        plain = VERSIONS.upgraded(toml_values(decoded_text(body)))
        return msgspec.convert(plain, DeviceCredentials)
    except ValueError as error:  # of the text, its version or its fields
        raise CredentialsError(f"The credentials {file} are not understood: {error}.") from error
