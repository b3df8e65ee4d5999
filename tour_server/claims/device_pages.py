"""What the device door answers: the authority's certificate, claims, a kiosk's state, and releases.

A claim needs no certificate. Everything else needs one that this server signed, that has not ended (TLS sees to that)
and was not revoked.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import msgspec
from flask import Flask, Response, request
from flask.typing import ResponseReturnValue
from limits import RateLimitItemPerMinute

from contract.claims import (
    ANSWER_VERSIONS,
    AUTHORITY_PATH,
    CLAIM_PATH,
    MAX_BODY_BYTES,
    REQUEST_VERSIONS,
    STATE_PATH,
    STATE_VERSIONS,
    ClaimAnswer,
    ClaimRequest,
    ClaimState,
    StateRequest,
)
from runtime.document_version import DocumentVersionError
from tour_server.attempt_counts import AttemptCounts, Wait, network_of
from tour_server.broker.certificates import BrokerCertificateError
from tour_server.broker.device_certificates import SigningRequestError
from tour_server.claims.claiming import Claiming, TooManyKiosksError
from tour_server.claims.door_pages import DoorPages
from tour_server.claims.kiosk_certificates import CertificateHolder, KioskCertificates
from tour_server.database import DATABASE_AWAY
from tour_server.publishing.bundle_pages import BundlePages
from tour_server.publishing.repository import Repository
from web.cheroot_server import CLIENT_CERTIFICATE

log = logging.getLogger(__name__)

# New keys and tokens that one network may try. Forty kiosks behind one router are let in at once.
FIRST_CONTACTS = RateLimitItemPerMinute(200, 10)
_NO_STORE = {"Cache-Control": "no-store"}


class DevicePages:
    """The application behind the device door."""

    def __init__(
        self,
        claiming: Claiming,
        certificates: KioskCertificates,
        repository: Repository,
        claim_page: Callable[[], str],
        attempts: AttemptCounts,
    ) -> None:
        """`claim_page`: the address of the desk's page for claims, which a kiosk shows as a code."""
        self._claiming, self._certificates = claiming, certificates
        self._repository, self._claim_page = repository, claim_page
        self._attempts = attempts

    def pages(self) -> DoorPages:
        """Make the WSGI application, to which other capabilities may add."""
        app = Flask(
            "tour_server.claims.door", root_path=str(Path(__file__).parent), static_folder=None
        )
        app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
        app.add_url_rule(AUTHORITY_PATH, "authority", self.authority)
        app.add_url_rule(CLAIM_PATH, "claim", self.claim, methods=["POST"])
        app.add_url_rule(STATE_PATH, "state", self.state, methods=["POST"])
        doors = DoorPages(app, self._certificate_needed)
        doors.add(BundlePages(self._repository).blueprint())
        for error in DATABASE_AWAY:
            app.register_error_handler(error, _database_away)
        return doors

    def authority(self) -> ResponseReturnValue:
        """Answer with the authority's certificate. Its fingerprint is in the file that a kiosk has."""
        try:
            pem = self._certificates.authority
        except (OSError, BrokerCertificateError) as error:
            return self._no_authority(error)
        return Response(pem, mimetype="application/x-pem-file", headers=_NO_STORE)

    def claim(self) -> ResponseReturnValue:
        """Answer a kiosk that asks for its identity."""
        try:
            asked = REQUEST_VERSIONS.decode(request.get_data(), ClaimRequest)
            is_first = bool(asked.token) or not self._claiming.knows(asked)
            if is_first and (refused := self._too_often()):
                return refused
            answer = self._claiming.claim(asked, request.host)
        except (msgspec.DecodeError, SigningRequestError, DocumentVersionError) as error:
            return _plain(400, f"This request is not understood: {error}")
        except TooManyKiosksError:
            return _plain(429, "Too many kiosks wait. Claim those first, or wait an hour.", 60)
        except (OSError, BrokerCertificateError) as error:
            return self._no_authority(error)
        return _answered(msgspec.structs.replace(answer, page=self._claim_page()))

    def state(self) -> ResponseReturnValue:
        """Answer a claimed kiosk whether its identity holds."""
        holder = self._holder()
        if holder is None:
            return _plain(401, "This needs the certificate of a kiosk.")
        try:
            asked = STATE_VERSIONS.decode(request.get_data(), StateRequest)
        except (msgspec.DecodeError, DocumentVersionError) as error:
            return _plain(400, f"This request is not understood: {error}")
        answer = self._claiming.state(holder, asked)
        return _answered(msgspec.structs.replace(answer, page=self._claim_page()))

    def _certificate_needed(self) -> ResponseReturnValue | None:
        holder = self._holder()
        if holder is None:
            return _plain(401, "Releases are for kiosks with a certificate.")
        if holder.revoked:
            return _plain(403, "The certificate of this kiosk was revoked.")
        return None

    def _holder(self) -> CertificateHolder | None:
        shown = request.environ.get(CLIENT_CERTIFICATE)
        return None if shown is None else self._certificates.holder(shown)

    def _too_often(self) -> Response | None:
        counters = [(FIRST_CONTACTS, (network_of(request.remote_addr or ""),))]
        outcome = self._attempts.reserve(counters)
        if isinstance(outcome, Wait):
            return _plain(429, "Too many kiosks came from this network.", outcome.seconds)
        return None

    def _no_authority(self, error: Exception) -> Response:
        log.error("A kiosk can't be claimed: %s", error)
        return _plain(503, "The server's authority can't be used; its log says why.", 60)


def _answered(answer: ClaimAnswer) -> Response:
    status = 403 if answer.state is ClaimState.REVOKED else 200
    body = ANSWER_VERSIONS.encode(answer)
    return Response(body, status, mimetype="application/json", headers=_NO_STORE)


def _plain(status: int, words: str, retry_seconds: int = 0) -> Response:
    headers = {**_NO_STORE, "Retry-After": str(retry_seconds)} if retry_seconds else _NO_STORE
    return Response(f"{words}\n", status, mimetype="text/plain", headers=headers)


def _database_away(_error: Exception) -> Response:
    return _plain(503, "The database is away. Try again.", 10)
