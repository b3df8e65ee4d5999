"""The settings of what the server fetches from outside."""

from __future__ import annotations

import ipaddress
from typing import Annotated

from msgspec import Meta, Struct

from tour_server.root_settings import RECORDED, Network


class OutboundSettings(Struct, frozen=True, kw_only=True):
    """From where the server may fetch, how much and for how long."""

    outbound_hosts: Annotated[
        tuple[str, ...],
        Meta(
            description="Hosts that the server may fetch collections and pictures from; `.example.org` is every host "
            "of that domain, `host:8443` a port of its own. Empty: any public host, on the usual ports.",
            extra=RECORDED,
        ),
    ] = ()
    outbound_inside: Annotated[
        tuple[str, ...],
        Meta(
            description="Networks inside the museum's house that it may fetch from, too (`10.1.2.0/24`), for a "
            "collection's server there. Empty: public addresses alone.",
            extra=RECORDED,
        ),
    ] = ()
    outbound_http: Annotated[
        bool,
        Meta(
            description="Also fetch by http, where anybody on the way can read and change what comes.",
            extra=RECORDED,
        ),
    ] = False
    outbound_megabytes: Annotated[
        int, Meta(ge=1, le=10_000, description="The largest file that is fetched, unpacked.")
    ] = 500
    outbound_seconds: Annotated[
        int, Meta(ge=1, le=3600, description="The longest that fetching one file may take.")
    ] = 300

    def __post_init__(self) -> None:
        """Raises ValueError for a network that is none, or that no collection stands in."""
        _ = self.inside_networks

    @property
    def inside_networks(self) -> tuple[Network, ...]:
        """Returns the networks of `outbound_inside`. Raises ValueError."""
        try:
            found = tuple(ipaddress.ip_network(one) for one in self.outbound_inside)
        except ValueError as error:
            raise ValueError(f"outbound_inside: {error}") from error
        for network in found:
            if network.is_loopback or network.is_link_local or network.is_multicast:
                raise ValueError(f"outbound_inside: {network} is of this machine or of no host")
        return found
