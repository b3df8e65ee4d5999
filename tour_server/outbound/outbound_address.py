"""Reads an address that staff typed or that another server sent, and refuses what could mean two things.

Note: a browser, the C library and Python each read odd hosts in their own way: `2130706433`, `0x7f.1`, `0177.0.0.1` and
fullwidth digits are all 127.0.0.1 to one of them. What ends in a number must therefore be a whole IPv4 address.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from contextlib import suppress
from urllib.parse import quote, urljoin, urlsplit

from msgspec import Struct

from runtime.hosts import address_of, in_url
from tour_server.outbound.outbound_error import OutboundError

MAX_ADDRESS_CHARACTERS = 2000
USUAL_PORTS = {"https": 443, "http": 80}
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f\\]")
_NUMERIC = re.compile(r"(0[xX][0-9a-fA-F]*|[0-9]+)")
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
_DEVIATING = frozenset("ßς\u200c\u200d")
"""Letters that the two versions of IDNA read as different names, which can belong to different people."""


class OutboundAddress(Struct, frozen=True):
    """An address in parts. `host` is in ASCII and lower case; an IPv6 address stands without brackets."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def text(self) -> str:
        """The whole address."""
        return f"{self.scheme}://{self.host_and_port}{self.target}"

    @property
    def host_and_port(self) -> str:
        """The value of the header `Host`."""
        usual = USUAL_PORTS[self.scheme] == self.port
        return in_url(self.host) if usual else f"{in_url(self.host)}:{self.port}"


def read_address(text: str, *, http: bool = False) -> OutboundAddress:
    """Returns the parts of an address. `http`: whether http is allowed beside https. Raises OutboundError."""
    text = text.strip()
    shown = text[:200]
    if len(text) > MAX_ADDRESS_CHARACTERS:
        raise OutboundError(f"The address {shown}… is too long.")
    if _FORBIDDEN.search(text):
        raise OutboundError(f"The address {shown} has a space or a backslash in it.")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise OutboundError(f"{shown} is not an address: {error}.") from error
    if parts.scheme not in (("https", "http") if http else ("https",)):
        raise OutboundError(_about_scheme(shown, parts.scheme))
    if "@" in parts.netloc:
        raise OutboundError(
            f"The address of {parts.hostname or 'this server'} holds a name or a password before @; leave it out."
        )
    host = _host(parts.hostname or "", shown)
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~-._?") if parts.query else ""
    return OutboundAddress(
        parts.scheme, host, USUAL_PORTS[parts.scheme] if port is None else port, path + query
    )


def next_address(before: OutboundAddress, location: str, *, http: bool = False) -> OutboundAddress:
    """Returns where a redirect leads. Raises OutboundError, also where it leads from https to http."""
    with suppress(UnicodeError):  # http.client reads headers as Latin-1; most servers mean UTF-8
        location = location.encode("latin-1").decode()
    after = read_address(urljoin(before.text, location.strip()), http=http)
    if before.scheme == "https" and after.scheme == "http":
        raise OutboundError(f"{before.text} leads to {after.text}, which is not encrypted.")
    return after


def is_listed(address: OutboundAddress, hosts: Sequence[str]) -> bool:
    """Returns whether a list of hosts names the host and the port of `address`."""
    return any(_names(entry.strip().lower(), address) for entry in hosts)


def _names(entry: str, address: OutboundAddress) -> bool:
    host, port = entry, None
    if not (ipv6 := address_of(entry)) and (found := re.fullmatch(r"(.+):(\d+)", entry)):
        host, port = found[1], int(found[2])
    if (USUAL_PORTS[address.scheme] if port is None else port) != address.port:
        return False
    if ipv6 or address_of(host):
        return address_of(host) == address_of(address.host)
    if host.startswith((".", "*.")):
        return address.host.endswith(host.removeprefix("*"))
    return address.host == host


def _host(host: str, shown: str) -> str:
    if not host:
        raise OutboundError(f"{shown} names no server.")
    if "%" in host:
        raise OutboundError(f"The server's name in {shown} has a % in it.")
    if ":" in host:
        try:
            return str(ipaddress.IPv6Address(host))
        except ValueError as error:
            raise OutboundError(f"{shown} is not an address: {error}.") from error
    if _DEVIATING & set(host):
        raise OutboundError(
            f"The server's name in {shown} has a letter that programs read in two ways; write the name as xn--…"
        )
    try:
        name = host.encode("idna").decode("ascii").lower().rstrip(".")
    except UnicodeError as error:
        raise OutboundError(f"{shown} holds no server's name.") from error
    labels = name.split(".")
    if _NUMERIC.fullmatch(labels[-1]):
        try:
            return str(ipaddress.IPv4Address(name))
        except ValueError as error:
            raise OutboundError(
                f"{shown} names its server by a number that programs read in different ways."
            ) from error
    if len(name) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise OutboundError(f"{shown} holds no server's name.")
    return name


def _about_scheme(shown: str, scheme: str) -> str:
    if scheme == "http":
        return f"{shown} begins with http, which is not encrypted; write https, or let a technician set outbound_http."
    return f"{shown} is not an address that begins with https://."
