"""The pictures of floors that go out with the next release, as another capability knows them (tour_server.house)."""

from __future__ import annotations

from collections.abc import Callable

from contract.floor_picture import FloorPicture


class ShownPlans:
    """Asks for the pictures of floors that visitors are to see; there are none until a source is named."""

    def __init__(self) -> None:
        self._source: Callable[[], list[FloorPicture]] = list

    def read_from(self, source: Callable[[], list[FloorPicture]]) -> None:
        """Take the pictures from here."""
        self._source = source

    def __call__(self) -> list[FloorPicture]:
        """Return the pictures, the lowest floor first."""
        return self._source()
