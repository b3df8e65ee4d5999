"""The release in use, on the kiosk's disk: fetched through TUF, verified, switched in one step.

What a newcomer would get wrong: nothing that fails here takes away what the kiosk already holds. A server that is
away, a bundle that is refused, metadata that has expired: the kiosk goes on with its release and says why it has
no newer one. Files are named by their content, so that what two releases share is fetched once, and a fetch that
broke off goes on with the files that are missing.
"""

from __future__ import annotations

import errno
import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct
from tuf.api.exceptions import DownloadError, RepositoryError
from tuf.api.metadata import TargetFile
from tuf.ngclient import Updater
from tuf.ngclient.fetcher import FetcherInterface

from contract.bundle import RELEASE_TARGET, Release
from device.content.first_root import first_root

log = logging.getLogger(__name__)

CURRENT = "current.json"
KEPT = 2  # releases whose files stay: the one in use, and the one before


class _Held(Struct, frozen=True):
    """What `current.json` says: each release's targets by name, the newest first."""

    releases: list[dict[str, str]]


class ContentStore:
    """Owns one thread between `start` and `stop`. Safe to read from any thread."""

    def __init__(
        self,
        folder: Path,
        server: str,
        trusted_root: bytes | None,
        *,
        on_new: Callable[[Release], None] = lambda _release: None,
        fetcher: FetcherInterface | None = None,
    ) -> None:
        """`trusted_root`: the site's first root.json; None trusts the first one the server gives, from then on.

        `on_new` is called with each new release once it is in use. Raises OSError where `folder` can't be made.
        """
        self._folder = folder
        self._bundles = server.rstrip("/") + "/bundles"
        self._root = trusted_root
        self._on_new = on_new
        self._fetcher = fetcher
        self._targets: dict[str, str] = {}
        self._release: Release | None = None
        self._trouble: str | None = None
        self._wake = threading.Event()
        self._stopping = False
        self._interval = 0.0
        self._thread = threading.Thread(target=self._watch, name="content", daemon=True)
        for part in ("metadata", "targets"):
            (folder / part).mkdir(parents=True, exist_ok=True)
        self._load()

    @property
    def release(self) -> Release | None:
        """The release in use, or None while there is none."""
        return self._release

    @property
    def trouble(self) -> list[str]:
        """Why there is no newer release, in plain sentences."""
        return [self._trouble] if self._trouble else []

    def path(self, target: str) -> Path:
        """Where a target of the release in use lies. Raises KeyError for one it does not name."""
        return self._folder / "targets" / self._targets[target]

    def start(self, interval: float) -> None:
        """Asks for a new release now and every `interval` seconds."""
        self._interval = interval
        self._thread.start()

    def poke(self) -> None:
        """A new release was announced: ask now."""
        self._wake.set()

    def stop(self) -> None:
        """Ends the thread, after the file it fetches."""
        self._stopping = True
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout=10)

    def check_now(self) -> bool:
        """Asks the server, and takes what is new. True when another release is in use now."""
        try:
            changed = self._take()
            self._trouble = None
        except DownloadError as error:
            self._say("The server can't be reached; the kiosk goes on with what it has.", error)
        except (RepositoryError, msgspec.DecodeError) as error:
            self._say(
                f"The bundle was refused: {error}. The kiosk goes on with what it has.", error
            )
        except OSError as error:
            full = error.errno in (errno.ENOSPC, errno.EDQUOT)
            words = "The disk is full" if full else f"The disk refuses: {error.strerror or error}"
            self._say(f"{words}; the new release could not be kept.", error)
        else:
            if changed and self._release is not None:
                self._on_new(self._release)
            return changed
        return False

    def _take(self) -> bool:
        updater = self._updater()
        updater.refresh()
        described = updater.get_targetinfo(RELEASE_TARGET)
        if described is None:
            return False  # nothing is published yet
        if self._targets.get(RELEASE_TARGET) == _name(described):
            return False
        body = self._fetch(updater, described).read_bytes()
        release = msgspec.json.decode(body, type=Release)
        names = {RELEASE_TARGET: _name(described)}
        for target in _named(release):
            info = updater.get_targetinfo(target)
            if info is None:
                raise RepositoryError(
                    f"release {release.number} names {target}, which is not signed"
                )
            if self._stopping:
                return False
            self._fetch(updater, info)
            names[target] = _name(info)
        self._switch(names)
        self._targets, self._release = names, release
        return True

    def _updater(self) -> Updater:
        root = self._folder / "metadata" / "root.json"
        bootstrap = self._root
        if bootstrap is None and not root.exists():
            bootstrap = first_root(f"{self._bundles}/metadata/1.root.json")
            log.warning("no root of trust was given: %s is trusted from now on", self._bundles)
            self._root = bootstrap
        return Updater(
            metadata_dir=str(self._folder / "metadata"),
            metadata_base_url=f"{self._bundles}/metadata/",
            target_dir=str(self._folder / "targets"),
            target_base_url=f"{self._bundles}/targets/",
            fetcher=self._fetcher,
            bootstrap=bootstrap,
        )

    def _fetch(self, updater: Updater, described: TargetFile) -> Path:
        """The file of a target: the one that is here already, or verified from the server."""
        path = self._folder / "targets" / _name(described)
        if updater.find_cached_target(described, str(path)) is None:
            updater.download_target(described, str(path))
        return path

    def _switch(self, names: dict[str, str]) -> None:
        """From here on the new release is in use, also after a power cut; older ones' files go."""
        before = self._held()
        kept = [names, *before.releases][:KEPT]
        part = self._folder / f"{CURRENT}.part"
        part.write_bytes(msgspec.json.encode(_Held(kept)))
        part.replace(self._folder / CURRENT)
        wanted = {name for release in kept for name in release.values()}
        for file in (self._folder / "targets").iterdir():
            if file.name not in wanted:
                with suppress(OSError):
                    file.unlink()

    def _held(self) -> _Held:
        try:
            return msgspec.json.decode((self._folder / CURRENT).read_bytes(), type=_Held)
        except (OSError, msgspec.DecodeError):
            return _Held([])

    def _load(self) -> None:
        """The newest release on the disk that is whole; a damaged one gives way to the one before."""
        for names in self._held().releases:
            files = {target: self._folder / "targets" / name for target, name in names.items()}
            try:
                body = files[RELEASE_TARGET].read_bytes()
                release = msgspec.json.decode(body, type=Release)
            except (OSError, KeyError, msgspec.DecodeError) as error:
                log.warning("a release on the disk can't be read: %s", error)
                continue
            if all(file.is_file() for file in files.values()):
                self._targets, self._release = names, release
                return

    def _watch(self) -> None:
        while not self._stopping:
            self._wake.clear()
            try:
                self.check_now()
            except Exception:
                log.exception("asking for a new release failed; it is tried again")
            self._wake.wait(self._interval)

    def _say(self, words: str, error: Exception) -> None:
        if words != self._trouble:
            log.warning("%s (%s)", words, error)
        self._trouble = words


def _name(described: TargetFile) -> str:
    """A file's name by its content, with the ending that says what it is."""
    return described.hashes["sha256"] + Path(described.path).suffix


def _named(release: Release) -> list[str]:
    """Every target a release names, but itself."""
    found = [*release.pictures.values()]
    for spoken in release.speech:
        found += [spoken.opus, spoken.aac, spoken.subtitles, spoken.subtitles_portrait]
    if release.features is not None:
        found.append(release.features)
    return list(dict.fromkeys(found))
