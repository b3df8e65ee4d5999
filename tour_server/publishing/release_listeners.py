"""Who hears of each new release."""

from __future__ import annotations

import logging
from collections.abc import Callable

log = logging.getLogger(__name__)


class ReleaseListeners:
    """Calls each listener with the number of a release, on the thread that made it."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[int], None]] = []

    def add(self, listener: Callable[[int], None]) -> None:
        """Call this one from the next release on."""
        self._listeners.append(listener)

    def announce(self, number: int) -> None:
        """Tell each of them. A broker that is away must not undo a publish: kiosks ask by themselves."""
        for listener in self._listeners:
            try:
                listener(number)
            except Exception:
                log.exception("release %d is out, but could not be announced", number)
