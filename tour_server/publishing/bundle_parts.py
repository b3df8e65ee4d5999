"""Divides a bundle's targets into parts, so that no file of metadata grows with the museum.

`targets` itself lists the release and its features, and hands everything else to PARTS roles, by the hash of a target's
name (succinct hash bins, which any TUF client follows). A kiosk that asks whether there is something new reads
`targets` alone; one that fetches a release reads the parts.

Note: the number of parts must never change. A TUF client refuses a snapshot that lacks a part that it had before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from securesystemslib.signer import Key
from tuf.api.metadata import Delegations, SuccinctRoles, TargetFile, Targets

from contract.bundle import (
    MAX_RELEASE_BYTES,
    MAX_ROOT_BYTES,
    MAX_SNAPSHOT_BYTES,
    MAX_TARGET_BYTES,
    MAX_TARGETS_BYTES,
    MAX_TIMESTAMP_BYTES,
    RELEASE_TARGET,
)

PART_BITS = 5
PARTS = 2**PART_BITS
PREFIX = "bins"
_IN_TARGETS = (RELEASE_TARGET, "features/", "features.")


class BundleTooLargeError(Exception):
    """Kiosks would not take the bundle, because something in it is larger than they allow; a sentence for staff."""


def roles(key: Key) -> SuccinctRoles:
    """Returns the roles of the parts, all signed by `key`."""
    return SuccinctRoles([key.keyid], 1, PART_BITS, PREFIX)


def delegations(key: Key) -> Delegations:
    """Returns what `targets` says about its parts."""
    return Delegations({key.keyid: key}, succinct_roles=roles(key))


def part_of(target: str, of: SuccinctRoles) -> str | None:
    """Returns the role that lists this target; None for `targets` itself."""
    return None if target.startswith(_IN_TARGETS) else of.get_role_for_target(target)


def divided(files: Mapping[str, Path], of: SuccinctRoles) -> Iterator[tuple[str, dict[str, Path]]]:
    """Yield each part with its files, also an empty one; first `targets` itself."""
    found: dict[str, dict[str, Path]] = {Targets.type: {}, **{role: {} for role in of.get_roles()}}
    for name, path in sorted(files.items()):
        found[part_of(name, of) or Targets.type][name] = path
    yield from found.items()


def refuse_large_files(files: Mapping[str, Path]) -> None:
    """Raises BundleTooLargeError when kiosks would refuse one of these files, OSError."""
    for name, path in files.items():
        size = path.stat().st_size
        most = MAX_RELEASE_BYTES if name == RELEASE_TARGET else MAX_TARGET_BYTES
        if size > most:
            raise BundleTooLargeError(
                f"The release is too large for kiosks: {name} would be {_megabytes(size)}, and they take "
                f"{_megabytes(most)}. Take out works, languages or texts."
            )


def refuse_large_metadata(role: str, body: bytes, files: int) -> None:
    """Raises BundleTooLargeError when kiosks would refuse this metadata; `files`: how many it lists."""
    limits = {
        "root": MAX_ROOT_BYTES,
        "timestamp": MAX_TIMESTAMP_BYTES,
        "snapshot": MAX_SNAPSHOT_BYTES,
    }
    most = limits.get(role, MAX_TARGETS_BYTES)
    if len(body) > most:
        raise BundleTooLargeError(
            f"The release has too many files for kiosks: the list of {files:,} of them ({role}) would be "
            f"{_megabytes(len(body))}, and they take {_megabytes(most)}. Take out works, languages or texts."
        )


def same_targets(one: Mapping[str, TargetFile], other: Mapping[str, TargetFile]) -> bool:
    """Returns whether both are the same files."""
    return one.keys() == other.keys() and all(
        target.length == other[name].length and target.hashes == other[name].hashes
        for name, target in one.items()
    )


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"
