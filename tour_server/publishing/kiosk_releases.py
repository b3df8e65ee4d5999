"""Which release each kiosk has, for the page Publish. The fleet stands above publishing and says where that is read."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct


class KioskRelease(Struct, frozen=True):
    """A kiosk and its release, in words.

    `has_newest`: it has the newest, by its hash; None where the kiosk's software is too old to say the hash.
    `release_hash`: the first digits of the hash that it reports, "" for none. `last_seen`: in words. `problems`: plain
    sentences.
    """

    name: str
    room: str
    online: bool
    release: int | None
    release_hash: str
    has_newest: bool | None
    last_seen: str
    problems: list[str] = []


class KioskReleases:
    """Asks the fleet."""

    def __init__(self) -> None:
        self._read: Callable[[], list[KioskRelease]] = list

    def read_from(self, read: Callable[[], list[KioskRelease]]) -> None:
        """Read the kiosks by calling `read` from now on."""
        self._read = read

    def __call__(self) -> list[KioskRelease]:
        """Return every kiosk, those first that lack the newest release."""
        return sorted(self._read(), key=lambda one: (bool(one.has_newest), one.name))
