"""Asks the server's device door, which is known by the fingerprint of its authority.

The host name in the door's certificate is not compared: the authority belongs to one server and signs for nothing but
that server's services and its kiosks, and TLS takes a kiosk's certificate for no server's. So a server may move to
another address.
"""

from __future__ import annotations

import hashlib
import http.client
import ssl
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from contract.claims import (
    ANSWER_VERSIONS,
    AUTHORITY_PATH,
    CLAIM_PATH,
    REQUEST_VERSIONS,
    STATE_PATH,
    STATE_VERSIONS,
    ClaimAnswer,
    ClaimRequest,
    StateRequest,
)
from runtime.certificate_end import NOT_NOW
from runtime.document_version import DocumentVersionError
from runtime.server_by_authority import context_by_authority

TIMEOUT_SECONDS = 10.0
MAX_ANSWER_BYTES = 4_000_000
MAX_AUTHORITY_BYTES = 100_000
DEFAULT_PORT = 443


class DoorError(Exception):
    """The door gave no answer that can be used, in a plain sentence."""


class ClockWrongError(DoorError):
    """By this kiosk's clock the server's certificate does not hold yet, or no more."""


class StrangerError(DoorError):
    """Whoever answers is not the server of this kiosk's file."""


def fingerprint_of(authority: str | bytes) -> str:
    """Returns what a file calls an authority by: the SHA-256 of its certificate, PEM or DER. Raises ValueError."""
    der = ssl.PEM_cert_to_DER_cert(authority) if isinstance(authority, str) else authority
    return hashlib.sha256(der).hexdigest()


class ClientFiles(Struct, frozen=True):
    """The kiosk's certificate and key, PEM."""

    certificate: Path
    key: Path


class DoorClient:
    """Asks one server. One request at a time."""

    def __init__(self, server: str, *, fingerprint: str = "", authority: str = "") -> None:
        """`server`: https://host:port. Either `fingerprint` of the authority, or the authority itself (PEM)."""
        parts = urlsplit(server)
        self._host, self._port = parts.hostname or "", parts.port or DEFAULT_PORT
        self._fingerprint, self._authority = fingerprint, authority

    def claim(self, request: ClaimRequest) -> ClaimAnswer:
        """Ask for an identity. Raises DoorError."""
        return self._ask(CLAIM_PATH, REQUEST_VERSIONS.encode(request), None)

    def state(self, request: StateRequest, files: ClientFiles) -> ClaimAnswer:
        """Ask, with the kiosk's certificate, whether its identity holds. Raises DoorError."""
        return self._ask(STATE_PATH, STATE_VERSIONS.encode(request), files)

    def _ask(self, path: str, body: bytes, files: ClientFiles | None) -> ClaimAnswer:
        context = self._trusting(self._known_authority())
        if files is not None:
            try:
                context.load_cert_chain(files.certificate, files.key)
            except OSError as error:
                raise DoorError(f"This kiosk's certificate can't be read: {error}.") from error
        status, said = self._request(context, "POST", path, body, MAX_ANSWER_BYTES)
        if status not in (200, 403):
            words = said[:200].decode(errors="replace").strip()
            raise DoorError(f"The server answers {status}: {words}")
        try:
            return ANSWER_VERSIONS.decode(said, ClaimAnswer)
        except (msgspec.DecodeError, DocumentVersionError) as error:
            raise DoorError(f"The server's answer is not understood: {error}") from error

    def _known_authority(self) -> str:
        """Return the authority; the first time it is asked for and compared with the fingerprint."""
        if self._authority:
            return self._authority
        anyone = context_by_authority()
        # What is asked for here is public, and is compared with the fingerprint before anything is trusted.
        anyone.verify_mode = ssl.CERT_NONE
        status, said = self._request(anyone, "GET", AUTHORITY_PATH, None, MAX_AUTHORITY_BYTES)
        try:
            pem = said.decode("ascii")
            der = ssl.PEM_cert_to_DER_cert(pem)
        except ValueError as error:
            raise StrangerError(f"{self._host} is not this kiosk's server ({status}).") from error
        if fingerprint_of(der) != self._fingerprint:
            raise StrangerError(f"{self._host} is not the server of this kiosk's file.")
        self._authority = pem
        return pem

    @staticmethod
    def _trusting(authority: str) -> ssl.SSLContext:
        context = context_by_authority()
        context.load_verify_locations(cadata=authority)
        return context

    def _request(
        self, context: ssl.SSLContext, method: str, path: str, body: bytes | None, most: int
    ) -> tuple[int, bytes]:
        line = http.client.HTTPSConnection(
            self._host, self._port, timeout=TIMEOUT_SECONDS, context=context
        )
        try:
            line.request(method, path, body, {"Content-Type": "application/json"})
            answer = line.getresponse()
            said = answer.read(most + 1)
        except ssl.SSLCertVerificationError as error:
            if error.verify_code in NOT_NOW:
                raise ClockWrongError(
                    "By this kiosk's clock the server's certificate does not hold."
                ) from error
            raise StrangerError(
                f"{self._host} is not this kiosk's server: {error.verify_message}."
            ) from error
        except (OSError, http.client.HTTPException) as error:
            reason = getattr(error, "strerror", None) or error
            raise DoorError(f"The server at {self._host} can't be reached: {reason}.") from error
        finally:
            line.close()
        if len(said) > most:
            raise DoorError("The server's answer is too large.")
        return answer.status, said
