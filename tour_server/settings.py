"""The server's settings: every one a typed field with its meaning beside it; docs/ lists them from here.

A setting comes from a TOML file (`zaalgids server --settings FILE`), and over it from the environment as
`ZAALGIDS_SERVER_<NAME>`. A name nobody knows is an error, not a shrug.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from narration.speech.settings import EspeakSettings, VoiceSettings

PREFIX = "ZAALGIDS_SERVER_"


class ServerSettings(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a technician may set."""

    data: Annotated[str, Meta(description="Folder for everything the server keeps.")] = "var/server"
    database: Annotated[
        str,
        Meta(
            description="SQLAlchemy address; empty is SQLite in the data folder. postgresql://… for PostgreSQL."
        ),
    ] = ""
    site: Annotated[
        str,
        Meta(description="Key of the site whose kiosks report here; empty is the museum's own."),
    ] = ""
    first_password: Annotated[
        str,
        Meta(
            description="Password of the first account, `museum`; empty makes one up and prints it once."
        ),
    ] = ""
    host: Annotated[str, Meta(description="Address to listen on; 0.0.0.0 lets phones in.")] = (
        "127.0.0.1"
    )
    port: Annotated[
        int, Meta(ge=0, le=65535, description="Port of the pages; 0 takes a free one.")
    ] = 8080
    public_url: Annotated[
        str,
        Meta(
            description="Address a visitor's phone reaches the server by; empty is made from host and port."
        ),
    ] = ""
    broker: Annotated[
        str,
        Meta(
            description="Address of an MQTT 5 broker, mqtt:// or mqtts://; empty starts the embedded one."
        ),
    ] = ""
    broker_port: Annotated[
        int, Meta(ge=0, le=65535, description="Port of the embedded broker; 0 takes a free one.")
    ] = 1883
    broker_ca: Annotated[
        str, Meta(description="File with the broker's certificate authority, for mqtts://.")
    ] = ""
    broker_certificate: Annotated[
        str, Meta(description="File with the server's own certificate, for mqtts://.")
    ] = ""
    broker_key: Annotated[str, Meta(description="File with the key of that certificate.")] = ""
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
    needs_approval: Annotated[
        bool,
        Meta(
            description="Words that nobody approved stay out of a release; otherwise staff are asked twice."
        ),
    ] = False
    workers: Annotated[
        int, Meta(ge=1, le=16, description="Ingest workers that share the load.")
    ] = 1
    metrics_token: Annotated[
        str,
        Meta(
            description="What a Prometheus must send as its bearer token to read /metrics; empty is no such page."
        ),
    ] = ""
    home_assistant: Annotated[
        str,
        Meta(
            pattern=r"^([A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*)?$",
            description="Discovery prefix of a Home Assistant on the same broker, usually `homeassistant`;"
            " rooms and kiosks appear there as sensors. Empty tells it nothing.",
        ),
    ] = ""
    speech: Annotated[
        VoiceSettings,
        Meta(
            description="The voice of what is published: see the tables below, told apart by `voice`."
        ),
    ] = EspeakSettings()
    speech_seconds: Annotated[
        float,
        Meta(
            ge=0,
            description="How long a publish waits for its speech; what takes longer follows in a release of its own.",
        ),
    ] = 10.0
    speech_workers: Annotated[
        int, Meta(ge=1, le=32, description="Narration blocks that are said and encoded at once.")
    ] = 2
    secure_cookies: Annotated[
        bool, Meta(description="Staff sign-in cookies over https alone; set it behind a TLS proxy.")
    ] = False

    def __post_init__(self) -> None:
        """Raises ValueError where settings contradict each other."""
        if self.streams >= self.threads:
            raise ValueError("streams must be fewer than threads, or no page could be answered")
