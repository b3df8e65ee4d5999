"""What a kiosk and its server say to each other before there is a certificate, and about it afterwards.

`POST /device/v1/claim` takes a `ClaimRequest`, `POST /device/v1/state` a `StateRequest`; both answer with a
`ClaimAnswer`. `GET /device/v1/authority` answers with the authority's certificate; the kiosk compares its fingerprint.
"""

from __future__ import annotations

import hashlib
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from contract.claimed_identity import ClaimedIdentity, KioskPlacing
from contract.device_key import DIGEST_HEX_DIGITS
from contract.measures import Version
from contract.museum import Key
from runtime.document_version import DocumentVersions

AUTHORITY_PATH = "/device/v1/authority"
CLAIM_PATH = "/device/v1/claim"
STATE_PATH = "/device/v1/state"
MAX_BODY_BYTES = 64_000
REQUEST_VERSIONS = DocumentVersions("kiosk's request", without_field=None)
STATE_VERSIONS = DocumentVersions("kiosk's report of its identity", without_field=None)
ANSWER_VERSIONS = DocumentVersions("answer to a kiosk", without_field=None)


class ClaimState(StrEnum):
    """What the server says of a kiosk."""

    WAITING = "waiting"
    """A technician has to claim it."""
    CLAIMED = "claimed"
    """Its identity is in the answer."""
    CURRENT = "current"
    """Its identity holds."""
    CHANGED = "changed"
    """It has another identity by now, and should ask for it."""
    REVOKED = "revoked"
    """Its rights were taken."""


class WaitReason(StrEnum):
    """Why a kiosk has to be claimed by a technician."""

    NO_TOKEN = "no-token"  # noqa: S105 - a word
    TOKEN_UNKNOWN = "token-unknown"  # noqa: S105
    TOKEN_USED = "token-used"  # noqa: S105
    TOKEN_ENDED = "token-ended"  # noqa: S105
    NAME_TAKEN = "name-taken"
    EXPIRED = "expired"
    REVOKED = "revoked"


class ClaimRequest(Struct, frozen=True, kw_only=True):
    """A kiosk asks for its identity. `csr`: PEM, signed with its key, which proves that it has it."""

    v: Version = REQUEST_VERSIONS.current
    csr: Annotated[str, Meta(max_length=10_000)]
    token: Annotated[str, Meta(max_length=100)] = ""


class StateRequest(Struct, frozen=True, kw_only=True):
    """A claimed kiosk asks whether its identity holds, and says what was set up at its place.

    It comes with its certificate.
    """

    v: Version = STATE_VERSIONS.current
    key_digest: Annotated[str, Meta(max_length=64)] = ""
    room: Key | None = None
    placing: KioskPlacing | None = None


class ClaimAnswer(Struct, frozen=True, kw_only=True):
    """The server's answer. `page`: where a technician claims the kiosk. `known_as`: the name that it had before."""

    v: Version = ANSWER_VERSIONS.current
    state: ClaimState
    reason: WaitReason | None = None
    page: Annotated[str, Meta(max_length=300)] = ""
    known_as: Annotated[str, Meta(max_length=64)] = ""
    identity: ClaimedIdentity | None = None


def key_digest(key: bytes) -> str:
    """Return a digest of the key that device and server share, by which they see that they have the same."""
    return hashlib.sha256(b"zaalgids key digest v1" + key).hexdigest()[:DIGEST_HEX_DIGITS]
