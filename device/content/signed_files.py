"""What a bundle signs of a file, and the name that the file has on the kiosk's disk."""

from __future__ import annotations

from pathlib import Path

from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import TargetFile
from tuf.ngclient import Updater

from contract.bundle import Release
from device.content.problems import UnsignedTargetError


def signed_file(updater: Updater, target: str, release: Release) -> TargetFile:
    """Returns what the bundle says of a target. Raises UnsignedTargetError, and what python-tuf raises."""
    described = updater.get_targetinfo(target)
    if described is None:
        raise UnsignedTargetError(f"release {release.number} names {target}, which is not signed")
    return described


def file_name(described: TargetFile) -> str:
    """Returns a file's name by its content, with the ending that says what it is."""
    try:
        return described.hashes["sha256"] + Path(described.path).suffix
    except KeyError:
        raise RepositoryError(f"{described.path} is signed without a SHA-256 hash") from None
