"""The documents of claims, and where each has its frozen ones: for test_every_document_has_a_version.py."""

from __future__ import annotations

from pathlib import Path

import contract.claimed_identity
import contract.claims
import contract.prepared_kiosk
from contract.prepared_kiosk import PreparedKioskError
from runtime.document_version import DocumentVersions

__all__ = ["CLAIM_KINDS", "PreparedKioskError", "read_newer_prepared"]

CLAIM_KINDS: dict[str, tuple[DocumentVersions, str]] = {
    "a prepared kiosk": (contract.prepared_kiosk.VERSIONS, "claims/prepared.toml"),
    "a kiosk's identity": (contract.claimed_identity.VERSIONS, "claims/identity.json"),
    "what was set up at a kiosk's place": (
        contract.claimed_identity.PLACING_VERSIONS,
        "claims/placing.json",
    ),
    "a kiosk's request": (contract.claims.REQUEST_VERSIONS, "claims/request.json"),
    "a kiosk's report of its identity": (contract.claims.STATE_VERSIONS, "claims/state.json"),
    "an answer to a kiosk": (contract.claims.ANSWER_VERSIONS, "claims/answer.json"),
}


def read_newer_prepared(source: Path, folder: Path, version: int) -> None:
    """Read a frozen file of a prepared kiosk as if newer software had written it."""
    file = folder / contract.prepared_kiosk.FILE_NAME
    file.write_bytes(source.read_bytes().replace(b"v = 1\n", b"v = %d\n" % version))
    contract.prepared_kiosk.read_prepared(file)
