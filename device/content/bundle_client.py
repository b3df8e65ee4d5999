"""Makes TUF clients of the server's bundle, and keeps the first root that this kiosk trusts."""

from __future__ import annotations

import logging
from pathlib import Path

from tuf.ngclient import Updater

from contract.bundle import MAX_ROOT_BYTES
from device.content.fetcher import LIMITS, BundleFetcher
from device.content.snapshot_check import forget_snapshot_of_another_history
from runtime.durable_files import write_durably

log = logging.getLogger(__name__)

FIRST_ROOT = "first-root.json"


class BundleClient:
    """Asks one server for its bundle. One thread at a time: python-tuf allows one client a folder."""

    def __init__(
        self, folder: Path, bundles: str, trusted_root: bytes | None, fetcher: BundleFetcher
    ) -> None:
        """`folder`: has `metadata` and `targets`. `bundles`: the address of the server's bundle.

        `trusted_root`: the site's first root.json; None trusts the first one the server gives, from then on.
        """
        self._folder, self._bundles = folder, bundles
        self._root, self._fetcher = trusted_root, fetcher

    def updater(self) -> Updater:
        """Make a client with fresh metadata.

        The first root is stored only after the metadata that it signs was verified, because the first answer may come
        from a Wi-Fi's sign-in page. Raises what FETCH_ERRORS (problems.py) lists.
        """
        kept = self._folder / FIRST_ROOT
        root, is_new = self._root, False
        if root is None:
            # Not python-tuf's own root.json: it is removed and linked anew at every start of a client, and a
            # power cut in between would make the kiosk trust any server.
            is_new = not kept.exists()
            root = (
                self._fetcher.download_bytes(
                    f"{self._bundles}/metadata/1.root.json", MAX_ROOT_BYTES
                )
                if is_new
                else kept.read_bytes()
            )
        updater = self._client(root)
        if forget_snapshot_of_another_history(self._folder / "metadata"):
            updater = self._client(root)
        if is_new:
            write_durably(kept, root)
            log.warning("no root of trust was given: %s is trusted from now on", self._bundles)
        return updater

    def _client(self, root: bytes) -> Updater:
        """Returns a client with fresh metadata of the server."""
        updater = Updater(
            metadata_dir=str(self._folder / "metadata"),
            metadata_base_url=f"{self._bundles}/metadata/",
            target_dir=str(self._folder / "targets"),
            target_base_url=f"{self._bundles}/targets/",
            fetcher=self._fetcher,
            config=LIMITS,
            bootstrap=root,
        )
        updater.refresh()
        return updater
