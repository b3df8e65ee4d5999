"""Keeps the bundles that a technician adds: a row for each, and a file that has the name of its SHA-256."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

from msgspec import Struct
from sqlalchemy import select

from contract.software import is_older
from runtime.durable_files import PART_PREFIX, sync
from runtime.private_files import private_folder
from tour_server.database import Database
from tour_server.recorder import Recorder
from tour_server.updates.bundle_file import BundleManifest, SoftwareBundleError, read_manifest
from tour_server.updates.events import SOFTWARE_ADDED, SOFTWARE_DELETED
from tour_server.updates.rauc_program import verify
from tour_server.updates.rollout import Standing
from tour_server.updates.rollout_rows import watched_rollouts
from tour_server.updates.tables import SoftwareBundleRecord, SoftwareOrderRecord
from web.translations import gettext as _

FOLDER = "software"  # below the data folder
ENDING = ".raucb"
PIECE_BYTES = 1024 * 1024
SPARE_BYTES = 200_000_000  # that stay free on the server's disk


class SoftwareBundle(Struct, frozen=True):
    """One bundle. `file` may be missing: back-ups leave it out."""

    sha256: str
    version: str
    compatible: str
    description: str
    build: str
    bytes: int
    verified: bool
    added_at: dt.datetime
    added_by: str
    file: Path

    @property
    def is_there(self) -> bool:
        """Whether its file is there."""
        return self.file.is_file()


class AddedBundle(Struct, frozen=True):
    """A bundle that was added. `remarks`: sentences that a technician should read."""

    bundle: SoftwareBundle
    remarks: list[str]


class BundleStore:
    """The bundles. Safe to use from several threads."""

    def __init__(
        self,
        database: Database,
        folder: Path,
        now: Callable[[], dt.datetime],
        recorder: Recorder,
        largest: int,
        keyring: str,
    ) -> None:
        """`largest`: bytes of a bundle. `keyring`: see `rauc_program.verify`."""
        self._database, self._folder, self._now = database, folder, now
        self._recorder, self._largest, self._keyring = recorder, largest, keyring

    @property
    def largest(self) -> int:
        """How many bytes a bundle may have."""
        return self._largest

    def bundles(self) -> list[SoftwareBundle]:
        """Return every bundle, the newest version first."""
        with self._database.reading() as session:
            rows = session.scalars(
                select(SoftwareBundleRecord).order_by(SoftwareBundleRecord.added_at.desc())
            ).all()
        found: list[SoftwareBundle] = []
        for row in rows:
            one = self._bundle(row)
            place = next(
                (at for at, other in enumerate(found) if is_older(other.version, one.version)),
                len(found),
            )
            found.insert(place, one)
        return found

    def bundle(self, sha256: str) -> SoftwareBundle | None:
        """Return one bundle; None where there is none."""
        with self._database.reading() as session:
            row = session.get(SoftwareBundleRecord, sha256)
        return None if row is None else self._bundle(row)

    def add(self, content: IO[bytes], by: str) -> AddedBundle:
        """Write a bundle to the disk piece by piece, read it, and keep it. Raises SoftwareBundleError, OSError."""
        private_folder(self._folder)
        handle, name = tempfile.mkstemp(prefix=PART_PREFIX, suffix=ENDING, dir=self._folder)
        part = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                sha256 = self._copied(content, file)
                file.flush()
                os.fsync(file.fileno())
            manifest = read_manifest(part)
            verified = verify(part, self._keyring, manifest.version)
            part.replace(self._file(sha256))
            sync(self._folder)
        finally:
            part.unlink(missing_ok=True)
        return self._keep(sha256, manifest, verified, by)

    def delete(self, sha256: str, by: str) -> None:
        """Delete a bundle that no rollout and no kiosk needs. Raises SoftwareBundleError in a sentence."""
        with self._database.writing() as session:
            row = session.get(SoftwareBundleRecord, sha256)
            if row is None:
                raise SoftwareBundleError(_("There is no such bundle any more."))
            used = any(one.sha256 == sha256 for one in watched_rollouts(session))
            told = session.scalars(
                select(SoftwareOrderRecord.id).where(
                    SoftwareOrderRecord.sha256 == sha256,
                    SoftwareOrderRecord.standing == Standing.TOLD.value,
                )
            ).first()
            if used or told is not None:
                raise SoftwareBundleError(
                    _("{version} is in use: kiosks still get it.", version=row.version)
                )
            session.delete(row)
            self._recorder.record(SOFTWARE_DELETED, by, row.version, session=session)
        self._file(sha256).unlink(missing_ok=True)

    def _copied(self, content: IO[bytes], file: IO[bytes]) -> str:
        """Copy the content. Returns its SHA-256. Raises SoftwareBundleError where it is too large."""
        digest, size = hashlib.sha256(), 0
        free = _free_bytes(self._folder) - SPARE_BYTES
        while piece := content.read(PIECE_BYTES):
            size += len(piece)
            if size > self._largest:
                raise SoftwareBundleError(
                    _(
                        "The file is larger than {number} MB, the limit `software_bytes`.",
                        number=self._largest // 1_000_000,
                    )
                )
            if size > free:
                raise SoftwareBundleError(_("The server's disk is too full for this file."))
            digest.update(piece)
            file.write(piece)
        return digest.hexdigest()

    def _keep(self, sha256: str, manifest: BundleManifest, verified: bool, by: str) -> AddedBundle:
        known = self.bundles()
        with self._database.writing() as session:
            row = session.get(SoftwareBundleRecord, sha256)
            is_new = row is None
            if row is None:
                row = SoftwareBundleRecord(
                    sha256=sha256,
                    version=manifest.version,
                    compatible=manifest.compatible,
                    description=manifest.description,
                    build=manifest.build,
                    bytes=self._file(sha256).stat().st_size,
                    verified=verified,
                    added_at=self._now(),
                    added_by=by,
                )
                session.add(row)
                self._recorder.record(
                    SOFTWARE_ADDED, by, manifest.version, sha256[:16], session=session
                )
            else:
                row.verified = verified or row.verified
        bundle = self._bundle(row)
        return AddedBundle(bundle, _remarks(bundle, [] if not is_new else known, is_new))

    def _bundle(self, row: SoftwareBundleRecord) -> SoftwareBundle:
        return SoftwareBundle(
            row.sha256,
            row.version,
            row.compatible,
            row.description,
            row.build,
            row.bytes,
            row.verified,
            row.added_at,
            row.added_by,
            self._file(row.sha256),
        )

    def _file(self, sha256: str) -> Path:
        return self._folder / f"{sha256}{ENDING}"


def _remarks(bundle: SoftwareBundle, known: list[SoftwareBundle], is_new: bool) -> list[str]:
    """Return what a technician should know of a bundle beside those that are there."""
    found = []
    if not is_new:
        found.append(_("This bundle was here already."))
    same = [
        one for one in known if (one.version, one.compatible) == (bundle.version, bundle.compatible)
    ]
    if same:
        found.append(
            _(
                "There is another bundle of version {version}. Kiosks that run one don't take the other.",
                version=bundle.version,
            )
        )
    newer = [one for one in known if is_older(bundle.version, one.version)]
    if newer:
        found.append(
            _(
                "{version} is older than {newest}. Kiosks that run a newer one take it only when you take them back.",
                version=bundle.version,
                newest=newer[0].version,
            )
        )
    if not bundle.verified:
        found.append(
            _(
                "Its signature was not verified on this server. Each kiosk verifies it before it installs."
            )
        )
    return found


def _free_bytes(folder: Path) -> int:
    state = os.statvfs(folder)
    return state.f_bavail * state.f_frsize
