"""The bundle's TUF repository: its signed metadata, its targets, and the same files for phones.

The Update Framework, specification 1.0: `root` names the keys, `targets` and its parts (bundle_parts) the files of the
newest release with their hashes, `snapshot` their versions, `timestamp` that of the snapshot. A publish is done when
`timestamp.json` is replaced, in one step and last; a crash before that leaves the earlier release. Files of earlier
releases stay for a day (superseded_files), so that a kiosk that is fetching one can finish; every root stays for good.

Versions come from the clock (`_next`), so that a server that was restored from a back-up signs what is newer than all
that kiosks have seen. Only the versions of roots are counted, as TUF demands.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import MetaFile, Root, Snapshot, TargetFile, Targets, Timestamp

from contract.bundle import RELEASE_TARGET
from runtime.file_lock import file_lock
from tour_server.publishing import bundle_parts
from tour_server.publishing.file_digests import FileDigests
from tour_server.publishing.signed_metadata import (
    CurrentMetadata,
    RepositoryProblemError,
    SignedMetadata,
    described,
    signed_bytes,
)
from tour_server.publishing.signed_summary import (
    SignedSummary,
    read_summary,
    signing_warning,
    write_summary,
)
from tour_server.publishing.signing_keys import ROLES, SigningKeyError, SigningKeys
from tour_server.publishing.superseded_files import drop_superseded

ROOT_VALID = dt.timedelta(days=365)
TARGETS_VALID = dt.timedelta(days=90)  # and the snapshot
# A server that hangs, or somebody between it and a kiosk, can keep news from the kiosk for so long without a word. Long
# enough for a weekend without a server, after which kiosks would take nothing new until it signs again.
TIMESTAMP_VALID = dt.timedelta(days=3)
RENEW_ROOT_BEFORE = dt.timedelta(days=90)
RENEW_TARGETS_BEFORE = dt.timedelta(days=45)
FOR_PHONES = ("pictures/", "speech/", "videos/", "look/", "plans/")


class Repository:
    """`folder`/metadata and `folder`/targets are served to kiosks, `folder`/phones to phones."""

    def __init__(self, folder: Path, keys: Path, now: Callable[[], dt.datetime]) -> None:
        """`keys`: another folder, which is never served. `now` returns the time in UTC.

        Writes nothing to the disk; `ensure` does.
        """
        self._folder = folder
        self.metadata = folder / "metadata"
        self.targets = folder / "targets"
        self._phones = folder / "phones"
        self._signed = SignedMetadata(self.metadata)
        self.keys = SigningKeys(keys)
        self._now = now
        self._digests = FileDigests()
        self._has_sealed = False
        self._lock = folder / ".lock"

    def ensure(self) -> None:
        """Make keys and signed metadata without targets, at the first start; finish what a crash interrupted.

        Raises RepositoryProblemError when metadata is there and its keys are not, OSError on a full disk.
        """
        self.metadata.mkdir(parents=True, exist_ok=True)
        self.targets.mkdir(parents=True, exist_ok=True)
        with self._working():
            if not (self.metadata / "timestamp.json").exists():
                self.keys.make_missing()
                root = Root(version=1, expires=self._in(ROOT_VALID), consistent_snapshot=True)
                for role in ROLES:
                    root.add_key(self.keys.signer(role).public_key, role)
                self._signed.write("1.root.json", signed_bytes(root, self.keys.signer(Root.type)))
                self._seal(self._describe({}), None, None)
                return
            for role in ROLES[1:]:
                self.keys.signer(role)
            self._finish_rotations()
            self._summarise_if_old(self._signed.current())
            if not self._phones.exists():  # of before 0018
                paths = self.paths().items()
                self._link_for_phones((n, p) for n, p in paths if n.startswith(FOR_PHONES))

    @property
    def trusted_root(self) -> bytes:
        """Returns the first root, which a kiosk is given when it is set up."""
        return (self.metadata / "1.root.json").read_bytes()

    def publish(
        self, files: Mapping[str, Path], for_phones: Iterable[tuple[str, Path]] = ()
    ) -> None:
        """Make exactly these the newest targets: name -> the file with its content. `for_phones`: their files, too.

        Raises BundleTooLargeError before anything is signed, RepositoryProblemError, OSError; then the release before
        is served unchanged.
        """
        bundle_parts.refuse_large_files(files)
        with self._working():
            phones = self._link_for_phones(for_phones)
            self._seal(self._describe(files), self._signed.current(), phones)
            self._digests.forget_others({str(path) for path in files.values()})

    def renew(self) -> None:
        """Sign everything again, with the same targets; the root where its key is here. Raises as `publish`."""
        with self._working():
            if self.keys.has(Root.type):
                self._renew_root()
            self._seal_again()

    def keep_fresh(self) -> None:
        """Sign what ends soon, and the timestamp always: it shows kiosks that the server is alive.

        The first time everything but the root is signed: a server that was restored from a back-up has lower versions
        than kiosks have seen, and does not know it. Raises RepositoryProblemError, OSError.
        """
        with self._working():
            now = self._now()
            current = self._signed.current()
            self._drop_superseded(current, None, None)  # first: on a full disk it makes room
            if self._signed.root().expires - now < RENEW_ROOT_BEFORE and self.keys.has(Root.type):
                self._renew_root()
            ends_soon = self._signed.targets_end(current) - now < RENEW_TARGETS_BEFORE
            if ends_soon or not self._has_sealed:
                self._seal_again()
            else:
                self._sign_timestamp(current.timestamp)
                self._summarise(current)

    def rotate(self, role: str) -> None:
        """Give a role another key: a root that names it, signed by the root key, and all it signs, signed anew.

        Raises RepositoryProblemError, OSError.
        """
        with self._working():
            old = self.keys.signer(Root.type)
            fresh = self.keys.make_next(role)
            root = self._signed.root()
            for keyid in list(root.roles[role].keyids):
                root.revoke_key(keyid, role)
            root.add_key(fresh.public_key, role)
            self._sign_root(root, old, *((fresh,) if role == Root.type else ()))
            self._finish_rotations()

    def export_root(self, file: Path, passphrase: str, *, keep: bool = False) -> None:
        """Write the root key to `file`, encrypted, and delete it here unless `keep`. Raises as `publish`."""
        with self._working():
            self.keys.export_root(file, passphrase)
            if not keep:
                self.keys.delete_root()
            self._summarise(self._signed.current())

    def import_root(self, file: Path, passphrase: str) -> None:
        """Put an exported root key back to use, and sign the root for another year. Raises as `publish`."""
        with self._working():
            signer = self.keys.read_root(file, passphrase)
            if signer.public_key.keyid not in self._signed.root().roles[Root.type].keyids:
                raise RepositoryProblemError(f"{file} is not the root key of this museum.")
            self.keys.keep_root(signer)
            self._renew_root()
            self._summarise(self._signed.current())

    def summary(self) -> SignedSummary:
        """Returns when the signatures end, without reading the metadata. Raises RepositoryProblemError."""
        summary = read_summary(self._folder)
        if summary is not None:
            return summary
        return self._summarise(self._signed.current())

    def at_one_moment(self) -> tuple[dict[str, bytes], frozenset[str]]:
        """Returns what changes with each signing, by its path in the folder, and the names of all files of metadata.

        What these lead to never changes, and stays for a day after it is superseded.
        """
        if not self.metadata.is_dir():
            return {}, frozenset()
        with self._working():
            changing = [self.metadata / "timestamp.json", *self._folder.glob(".*.json")]
            return (
                {
                    one.relative_to(self._folder).as_posix(): one.read_bytes()
                    for one in changing
                    if one.is_file()
                },
                frozenset(file.name for file in self.metadata.glob("*.json")),
            )

    def expires(self) -> dt.datetime:
        """Returns when kiosks will begin to refuse the bundle: the earliest expiry of any role, UTC."""
        return self.summary().ends

    def warning(self) -> str | None:
        """Returns a sentence for staff when the signatures end soon or have ended, otherwise None."""
        return signing_warning(self.summary(), self._now())

    def paths(self) -> dict[str, Path]:
        """Returns every target of the newest release with its file. Reads all metadata; no page calls this."""
        return {
            name: self._file(name, one)
            for name, one in self._signed.digests(self._signed.current())
        }

    def read(self, target: str) -> bytes | None:
        """Returns the content of a target of the newest release, None when it has no such target."""
        path = self.path(target)
        return None if path is None else path.read_bytes()

    def newest_release(self) -> bytes | None:
        """Returns the newest `release.json`, None before the first. Reads no metadata. Raises OSError."""
        digest = self.summary().release_hash
        return None if digest is None else self._file(RELEASE_TARGET, digest).read_bytes()

    def path(self, target: str) -> Path | None:
        """Returns the file of a target of the newest release, None when it has no such target. Reads metadata."""
        current = self._signed.current()
        found = current.targets.targets.get(target)
        delegated = current.targets.delegations
        if found is None and delegated is not None and delegated.succinct_roles is not None:
            role = bundle_parts.part_of(target, delegated.succinct_roles)
            if role is not None:
                found = self._signed.part(current, role).targets.get(target)
        return None if found is None else self._file(target, found.hashes["sha256"])

    def phone_file(self, target: str) -> Path | None:
        """Returns the file of a target as phones get it, None when there is none. Reads no metadata."""
        path = self._phones / target
        inside = path.is_relative_to(self._phones) and ".." not in path.parts
        return path if inside and path.is_file() else None

    def _file(self, target: str, digest: str) -> Path:
        return self.targets / _hashed(target, digest)

    def _describe(self, files: Mapping[str, Path]) -> Iterator[tuple[str, dict[str, TargetFile]]]:
        """Put the files in their places. Yields `targets` and each of its parts with what it lists."""
        of = bundle_parts.roles(self.keys.signer(Targets.type).public_key)
        there = _files_below(self.targets)
        for role, inside in bundle_parts.divided(files, of):
            yield role, {name: self._store(name, path, there) for name, path in inside.items()}

    def _seal_again(self) -> None:
        """Sign the same targets again."""
        current = self._signed.current()
        if current.parts():
            same = ((role, one.targets) for role, one in self._signed.all_targets(current))
            self._seal(same, current, None, anew=True)
        else:  # of before 0018
            self._seal(self._describe(self.paths()), current, None)

    def _seal(
        self,
        parts: Iterable[tuple[str, dict[str, TargetFile]]],
        before: CurrentMetadata | None,
        phones: Collection[str] | None,
        *,
        anew: bool = False,
    ) -> None:
        """Sign targets and parts, the snapshot that names them and, last, the timestamp that names the snapshot.

        A part that lists what it listed `before` stays as it is, unless `anew`. Then delete what they supersede;
        `phones`: see drop_superseded.
        """
        signer = self.keys.signer(Targets.type)
        version = self._next(*(before.versions() if before else (0,)))
        bodies: dict[str, bytes] = {}
        meta: dict[str, MetaFile] = {}
        for role, targets in parts:
            kept = None if anew or before is None else self._unchanged(role, targets, before)
            if kept is None:
                signed = Targets(version=version, expires=self._in(TARGETS_VALID), targets=targets)
                if role == Targets.type:
                    signed.delegations = bundle_parts.delegations(signer.public_key)
                bodies[role] = signed_bytes(signed, signer)
                bundle_parts.refuse_large_metadata(role, bodies[role], len(targets))
                kept = described(version, bodies[role])
            meta[f"{role}.json"] = kept
        if before is not None:  # a client refuses a snapshot that lacks what the one before had
            meta = {**before.snapshot.meta, **meta}
        snapshot = Snapshot(version=version, expires=self._in(TARGETS_VALID), meta=meta)
        body = signed_bytes(snapshot, self.keys.signer(Snapshot.type))
        bundle_parts.refuse_large_metadata(Snapshot.type, body, len(meta))
        for role, content in bodies.items():
            self._signed.write(f"{version}.{role}.json", content)
        self._signed.write(f"{version}.snapshot.json", body)
        self._sign_timestamp(Timestamp(version=version - 1, snapshot_meta=described(version, body)))
        self._has_sealed = True
        current = self._signed.current()
        self._summarise(current)
        self._drop_superseded(current, before, phones)

    def _unchanged(
        self, role: str, targets: Mapping[str, TargetFile], before: CurrentMetadata
    ) -> MetaFile | None:
        """Returns what the snapshot `before` says of a part that lists the same and holds for long; otherwise None."""
        meta = before.snapshot.meta.get(f"{role}.json")
        if role == Targets.type or meta is None or not meta.hashes:
            return None
        part = self._signed.part(before, role)
        lasts = part.expires - self._now() > RENEW_TARGETS_BEFORE
        return meta if lasts and bundle_parts.same_targets(part.targets, targets) else None

    def _sign_timestamp(self, timestamp: Timestamp) -> None:
        """Sign the next version of the timestamp."""
        timestamp.version = self._next(timestamp.version)
        timestamp.expires = self._in(TIMESTAMP_VALID)
        self._signed.write(
            "timestamp.json", signed_bytes(timestamp, self.keys.signer(Timestamp.type))
        )

    def _renew_root(self) -> None:
        self._sign_root(self._signed.root(), self.keys.signer(Root.type))

    def _sign_root(self, root: Root, *signers: CryptoSigner) -> None:
        """Sign the next version of the root."""
        root.version += 1
        root.expires = self._in(ROOT_VALID)
        self._signed.write(f"{root.version}.root.json", signed_bytes(root, *signers))

    def _finish_rotations(self) -> None:
        """Put next keys to use that the newest root names, and drop others; sign what is not signed as it demands."""
        root = self._signed.root()
        for role in ROLES:
            fresh = self.keys.next_signer(role)
            if fresh is not None and fresh.public_key.keyid in root.roles[role].keyids:
                self.keys.adopt_next(role)
            elif fresh is not None:
                self.keys.drop_next(role)
        if not self._signed.signed_as_root_demands(self._signed.current()):
            self._seal_again()

    def _store(self, name: str, source: Path, there: Collection[str]) -> TargetFile:
        """Put a target in its place, by a hard link where the disk allows. Most are `there` already."""
        digest, length = self._digests.of(source)
        place = _hashed(name, digest)
        if place not in there:
            _link(source, self.targets / place)
        return TargetFile(length, {"sha256": digest}, name)

    def _link_for_phones(self, files: Iterable[tuple[str, Path]]) -> set[str]:
        """Put files where phones get them; their names stand for their content. Returns the names."""
        self._phones.mkdir(parents=True, exist_ok=True)
        there, names = _files_below(self._phones), set[str]()
        for name, source in files:
            names.add(name)
            if name not in there:
                _link(source, self._phones / name)
        return names

    def _drop_superseded(
        self,
        current: CurrentMetadata,
        before: CurrentMetadata | None,
        phones: Collection[str] | None,
    ) -> None:
        """Delete superseded files; `current` is what the timestamp on the disk leads to."""
        needed = {f"metadata/{current.snapshot.version}.snapshot.json"}
        for role, meta in current.snapshot.meta.items():
            needed.add(f"metadata/{meta.version}.{role}")
        for name, digest in self._signed.digests(current):
            needed.add(f"targets/{_hashed(name, digest)}")
        version = current.targets.version
        versions = (version if before is None else before.targets.version, version)
        drop_superseded(self._folder, needed, phones, versions, self._now())

    def _summarise(self, current: CurrentMetadata) -> SignedSummary:
        release = current.targets.targets.get(RELEASE_TARGET)
        summary = SignedSummary(
            root_ends=self._signed.root().expires,
            timestamp_ends=current.timestamp.expires,
            targets_end=self._signed.targets_end(current),
            release_hash=None if release is None else release.hashes["sha256"],
            root_key_here=self.keys.has(Root.type),
        )
        write_summary(self._folder, summary)
        return summary

    def _summarise_if_old(self, current: CurrentMetadata) -> None:
        """Write the summary where a crash came between signing and it."""
        summary, release = read_summary(self._folder), current.targets.targets.get(RELEASE_TARGET)
        said = None if summary is None else (summary.release_hash, summary.timestamp_ends)
        signed = None if release is None else release.hashes["sha256"]
        if said != (signed, current.timestamp.expires):
            self._summarise(current)

    def _in(self, valid: dt.timedelta) -> dt.datetime:
        return self._now().astimezone(dt.UTC).replace(microsecond=0) + valid

    def _next(self, *before: int) -> int:
        """Returns a version after those: seconds since 1970, or one more where that is not enough."""
        return max(int(self._now().timestamp()), *(version + 1 for version in before))

    @contextmanager
    def _working(self) -> Iterator[None]:
        """Hold a lock, also against another process: the server or a command beside it.

        Raises RepositoryProblemError for a key that can't be used.
        """
        self._lock.parent.mkdir(parents=True, exist_ok=True)
        with file_lock(self._lock):
            try:
                with self._signed.parts_kept():
                    yield
            except SigningKeyError as error:
                raise RepositoryProblemError(str(error)) from error


def _link(source: Path, place: Path) -> None:
    """Put `source` at `place` too, whole or not at all."""
    place.parent.mkdir(parents=True, exist_ok=True)
    part = place.with_name(f".part-{place.name}")
    part.unlink(missing_ok=True)
    try:
        os.link(source, part)
    except OSError:
        shutil.copyfile(source, part)
    part.replace(place)


def _files_below(folder: Path) -> set[str]:
    """Returns the files in a folder and its folders, relative to it: one look instead of one for each file."""
    found = set[str]()
    for place, _, names in os.walk(folder):
        inside = Path(place).relative_to(folder).as_posix()
        found |= set(names) if inside == "." else {f"{inside}/{name}" for name in names}
    return found


def _hashed(target: str, digest: str) -> str:
    """Returns the file name of a target as it is served: its hash before its name."""
    folder, slash, name = target.rpartition("/")
    return f"{folder}{slash}{digest}.{name}"
