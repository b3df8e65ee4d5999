"""Tries the way to the server's door and to the broker: names, connections, certificates.

It signs in nowhere: a second connection under the kiosk's name would throw the kiosk off the broker.
"""

from __future__ import annotations

import socket
import ssl
import time
from pathlib import Path
from urllib.parse import urlsplit

from contract.selftest import SelftestCheck
from device.claim.identity_store import FOLDER, IdentityStore, certificate_times
from device.claim.prepared_search import find_prepared
from device.selftest.finding import attention, error_words, failed, not_known, well
from device.selftest.running_kiosk import KioskAnswer
from device.settings import KioskSettings
from runtime.broker_address import broker_address
from runtime.clocks import utc_now
from runtime.server_by_authority import context_by_authority

REACH_SECONDS = 8.0
SLOW_MS = 1000.0


class NotReachedError(Exception):
    """A machine can't be reached. `advice`: what to do."""

    def __init__(self, words: str, advice: str) -> None:
        self.advice = advice
        super().__init__(words)


def check_door(settings: KioskSettings, data: Path) -> SelftestCheck:
    """Try the server's door of a claimed kiosk; of another one the address of its server."""
    if not settings.claimed:
        return _tried("server", settings.server, _default_context(settings.server))
    identity = IdentityStore(data / FOLDER).read()
    if identity is not None:
        _, end = certificate_times(identity)
        if utc_now() >= end:
            return failed(
                "server",
                f"This kiosk's certificate has ended on {end:%Y-%m-%d}.",
                "Is its date right? When its server answers, claim it again: Add kiosks offers its old name.",
            )
        context = _trusting(identity.authority)
        return _tried("server", settings.door or identity.content, context)
    prepared = find_prepared(settings.claim.files).prepared
    if prepared is None:
        return not_known(
            "server",
            "This kiosk is not claimed, and there is no file that names its server.",
            "Put the file on its card or on a USB stick: zaalgids device prepare.",
        )
    anyone = context_by_authority()
    # The kiosk compares the authority's fingerprint when it claims; here is tried whether a machine answers.
    anyone.verify_mode = ssl.CERT_NONE
    return _tried("server", prepared.server, anyone)


def check_broker(settings: KioskSettings, answer: KioskAnswer | None) -> SelftestCheck:
    """Try the broker; where the kiosk runs, what it says of its own connection counts."""
    if not settings.broker:
        return not_known("broker", "The settings name no broker.")
    if settings.broker.startswith("file:"):
        return not_known("broker", "The broker is a folder of this machine.")
    try:
        address = broker_address(settings.broker)
        context = None
        if address.tls is not None:
            context = ssl.create_default_context(cafile=settings.broker_ca or None)
            if settings.broker_certificate:
                context.load_cert_chain(settings.broker_certificate, settings.broker_key)
    except (ValueError, OSError) as error:
        return failed(
            "broker",
            f"The broker's address or certificate can't be used ({error_words(error)}).",
            "Look at broker, broker_ca and broker_certificate in the kiosk's settings.",
        )
    found = _reached("broker", address.host, address.port, context)
    if answer is not None and not answer.connected and not answer.step:
        return failed(
            "broker",
            "The kiosk is not connected to the broker.",
            "Look at its log. A certificate that was revoked, or another name, is refused.",
            found.values,
        )
    return found


def _tried(part: str, address: str, context: ssl.SSLContext | None) -> SelftestCheck:
    parts = urlsplit(address)
    if not parts.hostname:
        return failed(part, "The settings name no server.", "Set server in the kiosk's settings.")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return _reached(part, parts.hostname, port, context)


def _default_context(address: str) -> ssl.SSLContext | None:
    return ssl.create_default_context() if address.startswith("https:") else None


def _trusting(authority: str) -> ssl.SSLContext:
    context = context_by_authority()
    context.load_verify_locations(cadata=authority)
    return context


def _reached(part: str, host: str, port: int, context: ssl.SSLContext | None) -> SelftestCheck:
    values: dict[str, float] = {}
    try:
        began = time.monotonic()
        found = _addresses(host, port)
        values["name_ms"] = round((time.monotonic() - began) * 1000, 1)
        began = time.monotonic()
        _connect(found, host, context)
        values["connect_ms"] = round((time.monotonic() - began) * 1000, 1)
    except NotReachedError as error:
        return failed(part, str(error), error.advice, values)
    if values["name_ms"] + values["connect_ms"] > SLOW_MS:
        return attention(
            part,
            "It answers slowly.",
            "Look at the Wi-Fi's signal at this place, or give the kiosk a cable.",
            values,
        )
    return well(part, f"It answers within {values['connect_ms']:.0f} ms.", values)


def _addresses(host: str, port: int) -> list[tuple[str, int]]:
    """Returns host and port of each address of a name. Raises NotReachedError."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:  # gaierror is one
        raise NotReachedError(
            "Its name is not found in the network.",
            "Look whether the network has a name server (DNS), or write the machine's address.",
        ) from error
    return [(str(one[4][0]), int(one[4][1])) for one in found]


def _connect(places: list[tuple[str, int]], host: str, context: ssl.SSLContext | None) -> None:
    """Connect to the first place that answers. Raises NotReachedError."""
    refused: OSError | None = None
    for place in places:
        try:
            with socket.create_connection(place, REACH_SECONDS) as line:
                if context is not None:
                    with context.wrap_socket(line, server_hostname=host):
                        pass
                return
        except ssl.SSLCertVerificationError as error:
            raise NotReachedError(
                "Another machine answers in its place, or its certificate does not hold now.",
                "Look at the clock first. Otherwise the file of this kiosk is of another server.",
            ) from error
        except ssl.SSLError as error:
            raise NotReachedError(
                "It answers, and not with TLS that this kiosk takes.",
                "Look whether the address has the right port.",
            ) from error
        except OSError as error:
            refused = error
    raise NotReachedError(
        f"It does not answer ({error_words(refused or TimeoutError())}).",
        "Look at the cable or the Wi-Fi, at the address, and at the firewall between.",
    )
