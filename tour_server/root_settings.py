"""The settings that belong to no capability: where the data lie, and how pages are served."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

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
            description="Address a visitor's phone reaches the server by; empty is made from host and port."
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
            description="Staff sign-in cookies over https alone; set it behind a TLS proxy.",
            extra=RECORDED,
        ),
    ] = False

    def __post_init__(self) -> None:
        """Raises ValueError where settings contradict each other."""
        if self.streams >= self.threads:
            raise ValueError("streams must be fewer than threads, or no page could be answered")
