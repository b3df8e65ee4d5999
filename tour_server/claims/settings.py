"""The settings of the device door: where kiosks ask for their certificates and fetch content with them."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct


class DeviceDoorSettings(Struct, frozen=True, kw_only=True):
    """Where kiosks prove who they are."""

    device_host: Annotated[
        str,
        Meta(
            description="Address on which the device door listens, with TLS by this server's own authority: kiosks are "
            "claimed there and fetch releases with their certificates. Empty: there is no door, and kiosks are set up "
            "by hand."
        ),
    ] = ""
    device_port: Annotated[
        int, Meta(ge=0, le=65535, description="Port of the device door; 0 takes a free one.")
    ] = 8444
    device_url: Annotated[
        str,
        Meta(
            description="Address by which kiosks reach the device door, https://host:port. Empty is made from "
            "`public_url`, or this machine's address, and the port."
        ),
    ] = ""
    device_broker: Annotated[
        str,
        Meta(
            description="Address of the broker as claimed kiosks reach it. Empty is made from `broker`; where that is "
            "on this machine, the host by which the kiosk reaches the device door takes its place."
        ),
    ] = ""
    device_certificate_days: Annotated[
        int,
        Meta(
            ge=1,
            le=3650,
            description="How long a kiosk's certificate holds. It renews itself after two thirds of that; a kiosk that "
            "is off until its end is claimed again by a technician.",
        ),
    ] = 365
    public_bundles: Annotated[
        bool,
        Meta(
            description="Serve new releases to anyone who asks at the pages' port, too, as kiosks that were set up by "
            "hand need. false: only to kiosks with a certificate, at the device door."
        ),
    ] = True
