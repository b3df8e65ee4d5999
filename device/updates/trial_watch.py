"""Whether a new slot has passed its trial: each check has to hold for the trial's minutes, without a break.

A check that failed in the slot before, too, is not asked for: a kiosk whose camera is broken takes new software.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping

from msgspec import Struct

log = logging.getLogger(__name__)

Check = Callable[[], str]
"""Returns an empty string where all is well, otherwise what is wrong, in a sentence."""
TIMES = 3  # the trial ends after so many times its minutes, without having held
STARTING_SECONDS = 300.0  # from the machine's start until its kiosk could be well


class TrialResult(Struct, frozen=True):
    """`passed`: None while it goes on. `words`: what is wrong now, or why it has failed."""

    passed: bool | None
    words: str = ""
    progress: float = 0.0


class TrialWatch:
    """Asks all checks at each turn. Not safe to share between threads."""

    def __init__(
        self,
        checks: Mapping[str, Check],
        ill_before: Collection[str],
        minutes: float,
        uptime: Callable[[], float],
    ) -> None:
        """`uptime`: seconds since the machine has started, which a restart of its kiosk does not set back."""
        self._checks = {name: one for name, one in checks.items() if name not in ill_before}
        self._seconds, self._uptime = minutes * 60, uptime
        self._well_since: float | None = None
        self._words = ""

    def turn(self) -> TrialResult:
        """Ask each check once."""
        wrong = ill(self._checks)
        now = self._uptime()  # after the checks, some of which take seconds
        if wrong:
            self._well_since = None
            words = " ".join(wrong.values())[:200]
            if words != self._words:
                log.warning("the trial of new software waits: %s", words)
            self._words = words
        elif self._well_since is None:
            self._well_since = now
        held = 0.0 if self._well_since is None else now - self._well_since
        if self._well_since is not None and held >= self._seconds:
            return TrialResult(True, progress=1.0)
        if now >= STARTING_SECONDS + TIMES * self._seconds:
            return TrialResult(False, self._words or "It was not well for long enough.")
        return TrialResult(None, self._words if wrong else "", min(1.0, held / self._seconds))


def ill(checks: Mapping[str, Check]) -> dict[str, str]:
    """Returns the checks that fail now, with what is wrong. A check that breaks has failed."""
    found = {}
    for name, check in checks.items():
        try:
            words = check()
        except Exception as error:
            log.exception("the check %s broke", name)
            words = f"The check of {name} broke: {type(error).__name__}."
        if words:
            found[name] = words
    return found
