"""The settings that belong to no capability: where the data lie, and how pages are served."""

from __future__ import annotations

import ipaddress
from typing import Annotated

from msgspec import Meta, Struct

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
RECORDED = {
    "recorded": True
}  # `Meta(extra=RECORDED)`: a change of this setting is an event; never of a secret


class RootSettings(Struct, frozen=True, kw_only=True):
    """The data folder, the database and the page server."""

    data: Annotated[str, Meta(description="Folder for everything the server keeps.")] = "var/server"
    database: Annotated[
        str,
        Meta(
            description="SQLAlchemy address; empty is SQLite in the data folder. postgresql://… for PostgreSQL."
        ),
    ] = ""
    host: Annotated[
        str, Meta(description="Address the pages listen on; 0.0.0.0 lets phones in.")
    ] = "127.0.0.1"
    port: Annotated[
        int, Meta(ge=0, le=65535, description="Port of the pages; 0 takes a free one.")
    ] = 8080
    public_url: Annotated[
        str,
        Meta(
            description="Address a visitor's phone reaches the server by; empty is made from host and port. Kiosks "
            "show it from the next release on."
        ),
    ] = ""
    threads: Annotated[
        int,
        Meta(ge=4, le=512, description="Threads that answer requests; open streams hold one each."),
    ] = 64
    streams: Annotated[
        int,
        Meta(
            ge=1, le=480, description="Open streams (live staff pages) at most; fewer than threads."
        ),
    ] = 50
    upload_bytes: Annotated[int, Meta(ge=1_000_000, description="The largest upload.")] = 25_000_000
    secure_cookies: Annotated[
        bool,
        Meta(
            description="Of earlier versions: an https `public_url` is enough. true keeps cookies to https without it.",
            extra=RECORDED,
        ),
    ] = False
    trusted_proxy: Annotated[
        str | tuple[str, ...],
        Meta(
            description="Address or network of the proxy before the server, or a list: its X-Forwarded-For and -Proto "
            "count, nobody else's. Empty: there is none.",
            extra=RECORDED,
        ),
    ] = ""

    def __post_init__(self) -> None:
        """Raises ValueError where settings contradict each other."""
        if self.streams >= self.threads:
            raise ValueError("streams must be fewer than threads, or no page could be answered")
        _ = self.trusted_proxies

    @property
    def https(self) -> bool:
        """Returns whether staff and visitors reach the server by https."""
        return self.public_url.lower().startswith("https:")

    @property
    def trusted_proxies(self) -> tuple[Network, ...]:
        """Returns the networks of the proxies. Raises ValueError for one that is no address and no network."""
        given = self.trusted_proxy
        names = given.split(",") if isinstance(given, str) else given
        found = []
        for name in filter(None, map(str.strip, names)):
            try:
                found.append(ipaddress.ip_network(name))
            except ValueError as error:
                raise ValueError(f"trusted_proxy: {error}") from error
        return tuple(found)
