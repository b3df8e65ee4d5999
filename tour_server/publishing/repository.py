"""The bundle's TUF repository: its keys, its signed metadata, its targets.

The Update Framework, specification 1.0: `root` names the keys, `targets` the files of the newest release with
their hashes, `snapshot` the version of targets, `timestamp` the version of the snapshot. A publish is done when
`timestamp.json` is replaced, in one step and last; a crash before that leaves the earlier release. Files of earlier
releases stay for a day (superseded_files), so that a kiosk that is fetching one can finish; every root stays for good.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import (
    Metadata,
    MetaFile,
    Root,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)

from runtime.durable_files import READABLE_BY_OWNER, write_durably
from tour_server.publishing.superseded_files import drop_superseded
from web.translations import day_in_words
from web.translations import gettext as _

VALID = dt.timedelta(days=365)
WARN_BEFORE = dt.timedelta(days=60)
ROLES = (Root.type, Targets.type, Snapshot.type, Timestamp.type)

S = TypeVar("S", Root, Timestamp, Snapshot, Targets)


class RepositoryProblemError(Exception):
    """The repository can't be used; the message says what to do."""


class Repository:
    """`folder`/metadata and `folder`/targets are served; the keys are in another folder, which never is."""

    def __init__(self, folder: Path, keys: Path, now: Callable[[], dt.datetime]) -> None:
        """`now` returns the time in UTC. Writes nothing to the disk; `ensure` does."""
        self._folder = folder
        self.metadata = folder / "metadata"
        self.targets = folder / "targets"
        self._keys = keys
        self._now = now
        self._lock = folder / ".lock"

    def ensure(self) -> None:
        """Make keys and signed metadata without targets, at the first start.

        Raises RepositoryProblemError when metadata is there and its keys are not, OSError on a full disk.
        """
        self.metadata.mkdir(parents=True, exist_ok=True)
        self.targets.mkdir(parents=True, exist_ok=True)
        with self._locked():
            if (self.metadata / "timestamp.json").exists():
                self._signers()
                return
            signers = self._make_keys()
            root = Root(version=1, expires=self._expiry(), consistent_snapshot=True)
            for role, signer in signers.items():
                root.add_key(signer.public_key, role)
            self._sign(root, signers[Root.type], "1.root.json")
            self._publish(signers, {}, 0, 0, 0)

    @property
    def trusted_root(self) -> bytes:
        """Returns the first root, which a kiosk is given when it is set up."""
        return (self.metadata / "1.root.json").read_bytes()

    def publish(self, files: Mapping[str, Path]) -> None:
        """Make exactly these the newest targets: name -> the file with its content.

        Raises RepositoryProblemError, OSError; then the release before is served unchanged.
        """
        with self._locked():
            timestamp, snapshot, targets = self._current()
            self._publish(
                self._signers(), files, timestamp.version, snapshot.version, targets.version
            )

    def renew(self) -> None:
        """Sign everything again for a year, with the same targets. Raises RepositoryProblemError, OSError."""
        with self._locked():
            signers = self._signers()
            root = self._root()
            root.version += 1
            root.expires = self._expiry()
            self._sign(root, signers[Root.type], f"{root.version}.root.json")
            timestamp, snapshot, targets = self._current()
            targets.version += 1
            targets.expires = self._expiry()
            self._seal(signers, targets, snapshot.version + 1, timestamp.version + 1)

    def sign_timestamp(self) -> None:
        """Sign the timestamp again: it shows kiosks that the server is alive and has nothing newer.

        Raises RepositoryProblemError, OSError.
        """
        with self._locked():
            timestamp, snapshot, targets = self._current()
            self._drop_superseded(snapshot.version, targets)  # first: on a full disk it makes room
            timestamp.version += 1
            timestamp.expires = self._expiry()
            self._sign(timestamp, self._signers()[Timestamp.type], "timestamp.json")

    def expires(self) -> dt.datetime:
        """Returns when kiosks will begin to refuse the bundle: the earliest expiry of any role, UTC."""
        return min(signed.expires for signed in (self._root(), *self._current()))

    def warning(self) -> str | None:
        """Returns a sentence for staff when the signatures end soon or have ended, otherwise None."""
        expires = self.expires()
        if expires - self._now() > WARN_BEFORE:
            return None
        day = day_in_words(expires.date(), "d MMMM y")
        if expires <= self._now():
            return _(
                "The bundle's signatures ended on {day}. Kiosks go on with the release they have and take "
                "no new one. Renew them on the page Publish.",
                day=day,
            )
        return _(
            "The bundle's signatures end on {day}. After that kiosks take no new release. "
            "Renew them on the page Publish.",
            day=day,
        )

    def paths(self) -> dict[str, Path]:
        """Returns every target of the newest release with its file."""
        targets = self._current()[2].targets
        return {name: self._file(name, one.hashes["sha256"]) for name, one in targets.items()}

    def read(self, target: str) -> bytes | None:
        """Returns the content of a target of the newest release, None when it has no such target."""
        path = self.path(target)
        return None if path is None else path.read_bytes()

    def path(self, target: str) -> Path | None:
        """Returns the file of a target of the newest release, None when it has no such target."""
        described = self._current()[2].targets.get(target)
        return None if described is None else self._file(target, described.hashes["sha256"])

    def _file(self, target: str, digest: str) -> Path:
        return self.targets / _hashed(target, digest)

    def _drop_superseded(self, snapshot_version: int, newest: Targets) -> None:
        """Delete superseded files; `newest` is what the timestamp on the disk leads to."""
        needed = {
            f"metadata/{snapshot_version}.snapshot.json",
            f"metadata/{newest.version}.targets.json",
        }
        for name, one in newest.targets.items():
            needed.add(f"targets/{_hashed(name, one.hashes['sha256'])}")
        drop_superseded(self._folder, needed, newest.version, self._now())

    def _publish(
        self,
        signers: Mapping[str, CryptoSigner],
        files: Mapping[str, Path],
        timestamp: int,
        snapshot: int,
        targets: int,
    ) -> None:
        described = {name: self._store(name, path) for name, path in sorted(files.items())}
        newest = Targets(version=targets + 1, expires=self._expiry(), targets=described)
        self._seal(signers, newest, snapshot + 1, timestamp + 1)

    def _seal(
        self,
        signers: Mapping[str, CryptoSigner],
        targets: Targets,
        snapshot_version: int,
        timestamp_version: int,
    ) -> None:
        """Sign targets, the snapshot that names them and, last, the timestamp that names the snapshot.

        Then delete what they supersede.
        """
        self._sign(targets, signers[Targets.type], f"{targets.version}.targets.json")
        snapshot = Snapshot(
            version=snapshot_version,
            expires=self._expiry(),
            meta={"targets.json": MetaFile(version=targets.version)},
        )
        self._sign(snapshot, signers[Snapshot.type], f"{snapshot_version}.snapshot.json")
        timestamp = Timestamp(
            version=timestamp_version,
            expires=self._expiry(),
            snapshot_meta=MetaFile(version=snapshot_version),
        )
        self._sign(timestamp, signers[Timestamp.type], "timestamp.json")
        self._drop_superseded(snapshot_version, targets)

    def _store(self, name: str, source: Path) -> TargetFile:
        """Put a target in its place, by a hard link where the disk allows. Most targets are in place already."""
        with source.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        place = self._file(name, digest)
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            part = place.with_name(f".part-{place.name}")
            part.unlink(missing_ok=True)
            try:
                os.link(source, part)
            except OSError:
                shutil.copyfile(source, part)
            part.replace(place)
        return TargetFile(source.stat().st_size, {"sha256": digest}, name)

    def _sign(self, signed: S, signer: CryptoSigner, name: str) -> None:
        metadata = Metadata(signed)
        metadata.sign(signer)
        write_durably(self.metadata / name, metadata.to_bytes())

    def _current(self) -> tuple[Timestamp, Snapshot, Targets]:
        timestamp = self._load("timestamp.json", Timestamp)
        snapshot = self._load(f"{timestamp.snapshot_meta.version}.snapshot.json", Snapshot)
        targets = self._load(f"{snapshot.meta['targets.json'].version}.targets.json", Targets)
        return timestamp, snapshot, targets

    def _root(self) -> Root:
        versions = [int(file.name.split(".")[0]) for file in self.metadata.glob("*.root.json")]
        return self._load(f"{max(versions)}.root.json", Root)

    def _load(self, name: str, kind: type[S]) -> S:
        try:
            signed = Metadata.from_file(str(self.metadata / name)).signed
        except Exception as error:
            raise RepositoryProblemError(
                f"The bundle's {name} can't be read ({error}). Restore the folder {self._folder} from a backup."
            ) from error
        if not isinstance(signed, kind):
            raise RepositoryProblemError(f"The bundle's {name} is not what its name says.")
        return signed

    def _expiry(self) -> dt.datetime:
        return self._now().astimezone(dt.UTC).replace(microsecond=0) + VALID

    def _make_keys(self) -> dict[str, CryptoSigner]:
        self._keys.mkdir(parents=True, exist_ok=True)
        self._keys.chmod(0o700)
        signers = {}
        for role in ROLES:
            file = self._keys / f"{role}.pem"
            if not file.exists():
                signer = CryptoSigner.generate_ed25519()
                write_durably(file, signer.private_bytes, READABLE_BY_OWNER)
            signers[role] = self._signer(role)
        return signers

    def _signers(self) -> dict[str, CryptoSigner]:
        return {role: self._signer(role) for role in ROLES}

    def _signer(self, role: str) -> CryptoSigner:
        file = self._keys / f"{role}.pem"
        try:
            key = load_pem_private_key(file.read_bytes(), None)
        except (OSError, ValueError) as error:
            raise RepositoryProblemError(
                f"The key {file} can't be read. Kiosks trust these keys alone: restore them from a backup, or "
                "set every kiosk up again."
            ) from error
        if not isinstance(key, Ed25519PrivateKey):
            raise RepositoryProblemError(f"{file} is not an Ed25519 key.")
        return CryptoSigner(key)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold a lock, also against another process: the server or `zaalgids publish`."""
        self._lock.parent.mkdir(parents=True, exist_ok=True)
        with self._lock.open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _hashed(target: str, digest: str) -> str:
    """Returns the file name of a target as it is served: its hash before its name."""
    folder, slash, name = target.rpartition("/")
    return f"{folder}{slash}{digest}.{name}"
