"""Makes the identity of a claimed kiosk: its credentials, its certificate, and the addresses that it uses."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from contract.claimed_identity import PLACING_VERSIONS, ClaimedIdentity, KioskPlacing
from contract.credentials import credentials_of
from runtime.broker_address import TLS_PORT
from runtime.hosts import in_url, on_this_machine


class ServerFacts(Struct, frozen=True):
    """What an identity is made of beside the kiosk's own. Each function is called when an identity is made.

    `broker`: the address of the broker for kiosks, as the settings have it. `broker_is_embedded`: with its port.
    `broker_authority`: raises OSError, BrokerCertificateError.
    """

    site: Callable[[], str]
    public_url: str
    pages_port: int
    broker: Callable[[], str]
    broker_authority: Callable[[], str]
    trusted_root: Callable[[], str]


def identity_of(
    facts: ServerFacts,
    *,
    name: str,
    room: str | None,
    key: bytes,
    certificate: str,
    authority: str,
    placing: str | None,
    reached_at: str,
) -> ClaimedIdentity:
    """Returns the identity. `reached_at`: host and port by which the kiosk reached the device door."""
    host = urlsplit(f"//{reached_at}").hostname or "127.0.0.1"
    return ClaimedIdentity(
        credentials=credentials_of(facts.site(), name, key, facts.broker_authority()),
        certificate=certificate,
        authority=authority,
        server=facts.public_url or f"http://{in_url(host)}:{facts.pages_port}",
        content=f"https://{reached_at}",
        broker=broker_for(facts.broker(), host),
        trusted_root=facts.trusted_root(),
        room=room,
        placing=None if placing is None else PLACING_VERSIONS.decode(placing, KioskPlacing),
    )


def broker_for(broker: str, host: str) -> str:
    """Returns the broker's address for a kiosk that reached this machine as `host`; empty where there is no way.

    `broker`: its address from here. One that listens on this machine alone with TLS is taken for one that listens to
    all, because that is how the server itself reaches it.
    """
    parts = urlsplit(broker)
    if not broker or not on_this_machine(parts.hostname or ""):
        return broker
    if parts.scheme == "mqtts":
        return f"mqtts://{in_url(host)}:{parts.port or TLS_PORT}"
    return broker if on_this_machine(host) else ""


def placing_text(placing: KioskPlacing) -> str:
    """Returns what was set up at a kiosk's place as it is stored."""
    return PLACING_VERSIONS.encode(msgspec.structs.replace(placing, v=1)).decode()
