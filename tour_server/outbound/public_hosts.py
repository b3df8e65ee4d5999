"""Which network addresses the server may connect to: public ones, and those that a setting names."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterator, Sequence

from runtime.hosts import address_of
from tour_server.outbound.outbound_error import OutboundError
from tour_server.root_settings import Network

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], Sequence[str]]
"""Returns the addresses of a host, for a port. Raises OSError."""
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_NOT_GLOBAL = tuple(
    ipaddress.ip_network(one)
    for one in (
        *("192.0.0.0/24", "192.88.99.0/24"),
        *("64:ff9b:1::/48", "100::/64", "2001:2::/48", "3fff::/20", "5f00::/16"),
    )
)
"""Networks of IANA's registries of special purposes that this Python's `is_global` takes for public ones."""


def system_resolver(host: str, port: int) -> Sequence[str]:
    """Returns the addresses of a host as this machine resolves it. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: IpAddress) -> bool:
    """Returns whether `address` is of one host that anybody can reach, also where it wraps an IPv4 address."""
    wrapped = list(_wrapped(address))
    if address in _NAT64:
        return is_public(wrapped[0])
    if not address.is_global or address.is_multicast or address.is_reserved:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.is_site_local:
        return False
    return not any(address in network for network in _NOT_GLOBAL) and all(map(is_public, wrapped))


def checked_addresses(
    host: str, port: int, resolve: Resolver, inside: Sequence[Network]
) -> list[str]:
    """Resolve a host once and check each of its addresses. Returns those to connect to.

    One address that is not allowed refuses the host: whoever owns the name chooses which one is tried. `inside`:
    networks that are allowed though they are not public. Raises OutboundError.
    """
    try:
        found = [host] if address_of(host) else list(resolve(host, port))
    except (OSError, UnicodeError) as error:
        raise OutboundError(
            f"There is no server called {host}, or its name can't be looked up now."
        ) from error
    if not found:
        raise OutboundError(f"There is no server called {host}.")
    for one in found:
        address = address_of(one)
        if address is None or not (
            is_public(address) or any(address in network for network in inside)
        ):
            raise OutboundError(
                f"{host} is inside a house's own network ({one}); the server fetches from public addresses alone."
            )
    return found


def _wrapped(address: IpAddress) -> Iterator[ipaddress.IPv4Address]:
    """Yield the IPv4 addresses that an IPv6 address leads to: mapped, by 6to4, Teredo or NAT64."""
    if isinstance(address, ipaddress.IPv4Address):
        return
    if address.ipv4_mapped is not None:
        yield address.ipv4_mapped
    if address.sixtofour is not None:
        yield address.sixtofour
    if address.teredo is not None:
        yield from address.teredo
    if address in _NAT64:
        yield ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
