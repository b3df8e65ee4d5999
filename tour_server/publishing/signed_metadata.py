"""Reads and writes the files of signed metadata of a bundle."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, TypeVar

from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Metadata, MetaFile, Root, Snapshot, Targets, Timestamp

from runtime.durable_files import write_durably

S = TypeVar("S", Root, Timestamp, Snapshot, Targets)


class RepositoryProblemError(Exception):
    """The repository can't be used; the message says what to do."""


class CurrentMetadata(NamedTuple):
    """The metadata that `timestamp.json` leads to, without the parts of `targets`."""

    timestamp: Timestamp
    snapshot: Snapshot
    targets: Targets

    def parts(self) -> list[str]:
        """Returns the roles that `targets` is divided into; none of before 0018."""
        delegated = self.targets.delegations
        if delegated is None or delegated.succinct_roles is None:
            return []
        return list(delegated.succinct_roles.get_roles())

    def versions(self) -> tuple[int, ...]:
        """Returns every version that it has or names."""
        named = [meta.version for meta in self.snapshot.meta.values()]
        return (self.timestamp.version, self.snapshot.version, *named)


class SignedMetadata:
    """The files in `folder`. Each method that reads raises RepositoryProblemError."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._parts: dict[str, Targets] | None = None  # by file name, within `parts_kept`

    @contextmanager
    def parts_kept(self) -> Iterator[None]:
        """Read each part of the targets once within the block: their files never change. Hold the lock meanwhile."""
        self._parts = {}
        try:
            yield
        finally:
            self._parts = None

    def current(self) -> CurrentMetadata:
        """Read the metadata that `timestamp.json` leads to."""
        timestamp = self._load("timestamp.json", Timestamp)
        snapshot = self._load(f"{timestamp.snapshot_meta.version}.snapshot.json", Snapshot)
        targets = self._load(f"{snapshot.meta['targets.json'].version}.targets.json", Targets)
        return CurrentMetadata(timestamp, snapshot, targets)

    def part(self, of: CurrentMetadata, role: str) -> Targets:
        """Read a part of the targets."""
        name = f"{of.snapshot.meta[f'{role}.json'].version}.{role}.json"
        parts = self._parts
        if parts is None:
            return self._load(name, Targets)
        if name not in parts:
            parts[name] = self._load(name, Targets)
        return parts[name]

    def root(self) -> Root:
        """Read the newest root."""
        versions = [int(file.name.split(".")[0]) for file in self._folder.glob("*.root.json")]
        return self._load(f"{max(versions)}.root.json", Root)

    def all_targets(self, of: CurrentMetadata) -> Iterator[tuple[str, Targets]]:
        """Yield `targets` and each of its parts, with their roles; each is read when its turn comes."""
        yield Targets.type, of.targets
        for role in of.parts():
            yield role, self.part(of, role)

    def digests(self, of: CurrentMetadata) -> Iterator[tuple[str, str]]:
        """Yield each target and its SHA-256."""
        for _, targets in self.all_targets(of):
            for name, one in targets.targets.items():
                yield name, one.hashes["sha256"]

    def targets_end(self, of: CurrentMetadata) -> dt.datetime:
        """Returns the earliest expiry of the snapshot, the targets and their parts."""
        ends = [targets.expires for _, targets in self.all_targets(of)]
        return min(of.snapshot.expires, *ends)

    def signed_as_root_demands(self, of: CurrentMetadata) -> bool:
        """Returns whether timestamp, snapshot and targets carry signatures of the keys that the newest root names."""
        root = self.root()
        names = {
            Timestamp.type: "timestamp.json",
            Snapshot.type: f"{of.snapshot.version}.snapshot.json",
            Targets.type: f"{of.targets.version}.targets.json",
        }
        return all(
            set(root.roles[role].keyids) <= self._read(name).signatures.keys()
            for role, name in names.items()
        )

    def write(self, name: str, body: bytes) -> None:
        """Write a file durably. Raises OSError."""
        write_durably(self._folder / name, body)

    def _load(self, name: str, kind: type[S]) -> S:
        signed = self._read(name).signed
        if not isinstance(signed, kind):
            raise RepositoryProblemError(f"The bundle's {name} is not what its name says.")
        return signed

    def _read(self, name: str) -> Metadata[S]:
        try:
            return Metadata.from_file(str(self._folder / name))
        except Exception as error:
            raise RepositoryProblemError(
                f"The bundle's {name} can't be read ({error}). Restore the folder {self._folder.parent} from a backup."
            ) from error


def signed_bytes(signed: S, *signers: CryptoSigner) -> bytes:
    """Returns the metadata with the signatures of `signers`."""
    metadata = Metadata(signed)
    for signer in signers:
        metadata.sign(signer, append=True)
    return metadata.to_bytes()


def described(version: int, body: bytes) -> MetaFile:
    """Returns what other metadata say of this file."""
    return MetaFile(version, len(body), {"sha256": hashlib.sha256(body).hexdigest()})
