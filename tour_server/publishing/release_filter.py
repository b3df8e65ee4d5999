"""What is left out of a museum before it goes out, as another capability decides it (tour_server.media)."""

from __future__ import annotations

from collections.abc import Callable

from contract.museum import Museum


class ReleaseFilter:
    """Leaves out of every museum that goes out what the capabilities above publishing say."""

    def __init__(self) -> None:
        self._filters: list[Callable[[Museum], Museum]] = []

    def add(self, leave_out: Callable[[Museum], Museum]) -> None:
        """Leave this out, too."""
        self._filters.append(leave_out)

    def __call__(self, museum: Museum) -> Museum:
        """Return the museum as it may go out."""
        for leave_out in self._filters:
            museum = leave_out(museum)
        return museum
