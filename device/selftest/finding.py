"""Makes the findings of a self test: short functions for each state, and what stands for an error."""

from __future__ import annotations

import os
from collections.abc import Mapping

from contract.selftest import CheckState, SelftestCheck

Numbers = Mapping[str, float | None]


def well(part: str, words: str, values: Numbers | None = None) -> SelftestCheck:
    """Returns the finding of a part that is as it should be."""
    return _made(part, CheckState.WELL, words, "", values)


def attention(part: str, words: str, advice: str, values: Numbers | None = None) -> SelftestCheck:
    """Returns the finding of a part that works and that somebody should look at."""
    return _made(part, CheckState.ATTENTION, words, advice, values)


def failed(part: str, words: str, advice: str, values: Numbers | None = None) -> SelftestCheck:
    """Returns the finding of a part that does not work."""
    return _made(part, CheckState.FAILED, words, advice, values)


def not_known(
    part: str, words: str, advice: str = "", values: Numbers | None = None
) -> SelftestCheck:
    """Returns the finding of a part that could not be tried."""
    return _made(part, CheckState.NOT_KNOWN, words, advice, values)


def error_words(error: BaseException) -> str:
    """Returns what may be said of an error: its kind, and the system's words for its number, never its own text.

    Its own text may have a path, an address or a name in it.
    """
    number = getattr(error, "errno", None)
    words = f": {os.strerror(number)}" if isinstance(number, int) and number > 0 else ""
    return type(error).__name__ + words


def _made(
    part: str, state: CheckState, words: str, advice: str, values: Numbers | None
) -> SelftestCheck:
    known = {name: float(value) for name, value in (values or {}).items() if value is not None}
    return SelftestCheck(part=part, state=state, words=words, advice=advice, values=known)
