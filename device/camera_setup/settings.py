"""The address of the camera set-up page. Its port is closed until a person asks for a code on the device."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from runtime.hosts import on_this_machine


class SetupPageSettings(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The technician's look at a camera's picture; its port is open only while a look is."""

    host: Annotated[
        str, Meta(description="Address the look is served on; 0.0.0.0 is every one of the device.")
    ] = "0.0.0.0"  # noqa: S104 - closed until a code is asked for, and encrypted
    port: Annotated[
        int, Meta(ge=0, le=65535, description="Its port, open during a look alone; 0 takes any.")
    ] = 8443
    encrypted: Annotated[
        bool,
        Meta(
            description="With TLS, by the device's own certificate. False only on 127.0.0.1, at the end of an "
            "SSH tunnel, which encrypts instead."
        ),
    ] = True

    from_desk: Annotated[
        bool,
        Meta(
            description="Staff who may look after kiosks can open a look from the desk, too. False: only a person on "
            "the device itself can."
        ),
    ] = True

    def __post_init__(self) -> None:
        """Raises ValueError when people's pictures would cross a network unencrypted."""
        if not self.encrypted and not on_this_machine(self.host):
            raise ValueError(
                "aim.encrypted is false, so aim.host must be 127.0.0.1: without TLS anybody on the network could "
                "see the camera's picture, and the people in it"
            )
