"""Names and addresses of machines: which are this machine's own, and which no network reaches."""

from __future__ import annotations

import fcntl
import ipaddress
import socket
import struct
from pathlib import Path

EVERY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 - compared with, not bound
_SIOCGIFADDR = 0x8915  # <linux/sockios.h>
_ADDRESSES_V6 = Path("/proc/net/if_inet6")


def on_this_machine(host: str) -> bool:
    """Returns whether `host` is a loopback address, which no network reaches."""
    address = address_of(host)
    return host.lower() == "localhost" if address is None else address.is_loopback


def address_of(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Returns `host` as an address, an IPv4 address in IPv6 notation as IPv4; None for a name."""
    try:
        address = ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def own_addresses() -> list[str]:
    """Returns the addresses of this machine on its networks, without loopback and link-local ones."""
    found: list[str] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _, name in socket.if_nameindex():
            try:
                answer = fcntl.ioctl(probe, _SIOCGIFADDR, struct.pack("256s", name.encode()))
            except OSError:  # an interface without an IPv4 address
                continue
            found.append(socket.inet_ntoa(answer[20:24]))
    try:
        lines = _ADDRESSES_V6.read_text(encoding="ascii").splitlines()
    except OSError:  # a kernel without IPv6
        lines = []
    found += [str(ipaddress.IPv6Address(int(line.split()[0], 16))) for line in lines]
    return [one for one in found if not _is_local(ipaddress.ip_address(one))]


def in_url(host: str) -> str:
    """Returns `host` as it stands in an address: an IPv6 address in brackets."""
    return f"[{host}]" if ":" in host else host


def own_names() -> list[str]:
    """Returns the names that this machine gives itself: its host name, with and without a domain, and `.local`."""
    name = socket.gethostname().lower()
    short = name.partition(".")[0]
    return list(dict.fromkeys(one for one in (name, short, f"{short}.local") if short))


def _is_local(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return address.is_loopback or address.is_link_local
