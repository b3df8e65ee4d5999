"""Finds a stored snapshot that is not the one that the timestamp names, though their versions are equal.

A server that was restored from a back-up may sign other content under a version that a kiosk has seen. python-tuf goes
on with a stored snapshot of the right version without comparing its hash.
"""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path

from tuf.api.metadata import Metadata, Timestamp

log = logging.getLogger(__name__)


def forget_snapshot_of_another_history(metadata: Path) -> bool:
    """Delete the stored snapshot when it has another hash than the timestamp says. Returns whether it had.

    Call this after a refresh. What depends on the snapshot is compared with its hashes by python-tuf itself.
    """
    timestamp = Metadata[Timestamp].from_file(str(metadata / "timestamp.json")).signed
    named = timestamp.snapshot_meta
    snapshot = metadata / "snapshot.json"
    if not named.hashes:
        return False
    if hashlib.sha256(snapshot.read_bytes()).hexdigest() == named.hashes.get("sha256"):
        return False
    log.warning("the server's bundle has another history than before; its list is fetched anew")
    snapshot.unlink()
    return True
