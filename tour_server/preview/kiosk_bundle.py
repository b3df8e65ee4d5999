"""The bundle of the drafts for one kiosk of a preview: signed with keys of its own, served to this machine alone.

The address has a secret of its own, so that another user of this machine can't read the drafts. The kiosk verifies it
by the root of trust that stands in its settings; no kiosk of the museum takes it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path

from flask import Flask

from contract.bundle import RELEASE_TARGET, Release, Target, write_release
from runtime.clocks import utc_now
from runtime.durable_files import write_durably
from tour_server.publishing.bundle_pages import BundlePages
from tour_server.publishing.release import SINGLE_FILES_UP_TO
from tour_server.publishing.repository import Repository
from tour_server.publishing.speech import targets
from tour_server.publishing.speech_packs import SpeechPacks
from web.page_server import PageServer

THREADS = 2  # one kiosk asks for one file at a time


class KioskBundle:
    """Serves what `put` gave last, between `start` and `stop`."""

    def __init__(self, folder: Path, speech_file: Callable[[Target], Path]) -> None:
        """`folder`: an empty one for its files. `speech_file` returns where a target of speech is. Raises OSError."""
        self._folder, self._speech_file = folder, speech_file
        self._packs = SpeechPacks(folder / "packs", speech_file)
        # The kiosk judges the signatures by the clock of this machine, whatever clock the server was given.
        self._repository = Repository(folder / "bundles", folder / "keys", utc_now)
        self._repository.ensure()
        secret = secrets.token_urlsafe(24)
        app = Flask("tour_server.preview.bundle", static_folder=None)
        app.register_blueprint(
            BundlePages(self._repository).blueprint(), url_prefix=f"/{secret}/bundles"
        )
        self._pages = PageServer(app, "127.0.0.1", 0, THREADS)
        self.address = f"http://127.0.0.1:{self._pages.port}/{secret}"
        self.trusted_root = self._repository.metadata / "1.root.json"

    def put(self, release: Release, files: dict[Target, Path]) -> None:
        """Make this release the one that is served. `files`: what it names but its speech.

        Raises OSError, RepositoryProblemError, BundleTooLargeError.
        """
        body = self._folder / RELEASE_TARGET
        write_durably(body, write_release(release))
        speech = release.speech
        if len(speech) > SINGLE_FILES_UP_TO:  # packs take minutes, and room for all of it once more
            said = self._packs.make(speech, lambda _done, _of: None)
        else:
            said = {target: self._speech_file(target) for one in speech for target in targets(one)}
        self._repository.publish({**files, **said, RELEASE_TARGET: body})

    def start(self) -> None:
        """Begin to serve."""
        self._pages.start()

    def stop(self) -> None:
        """End, and free the port."""
        self._pages.stop()
