"""What kiosks say of themselves, in the language of the desk.

A kiosk sends sentences in English, of whatever software it has. Those that are known here are translated with what
stands in their gaps; any other is shown as it came.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from web.translations import gettext as _
from web.translations import mark

SENTENCES: Sequence[str] = (
    mark("The kiosk goes on with what it has."),
    mark("The server can't be reached."),
    mark("The server answers too slowly."),
    mark("The server answers, but gives no bundle (HTTP {number})."),
    mark("The bundle was refused: a file in it is not what was signed."),
    mark("The bundle was refused: it is not signed by the keys that this kiosk trusts."),
    mark(
        "The bundle was refused: it is older than one that this kiosk has seen. Is the server's clock right?"
    ),
    mark("The disk is full; a new release can't be kept."),
    mark("The disk refuses ({error}); a new release can't be kept."),
    mark("The broker can't be reached: {error}."),
    mark("The broker accepts the line but does not answer."),
    mark("The broker refuses messages on {topic}: {error}."),
    mark("Settings came that are not made with this kiosk's key; none of them is used."),
    mark("An order came that is not made with this kiosk's key; it is not done."),
    mark("An order of software came that is not made with this kiosk's key; it is not done."),
    mark("Settings that were sent long ago came again; they are not used."),
    mark("An order that was sent long ago came again; it is not done."),
    mark("An order of software that was sent long ago came again; it is not done."),
    mark("Much comes from the broker that is too large or no message; it is not read."),
    mark(
        "The screen has no sound output any more. Its captions go on; check the loudspeaker's cable."
    ),
    mark(
        "This kiosk's own browser shows its page no more: the screen is dark. Look at its service zaalgids-screen."
    ),
    mark("Works can't be recognised: {error}"),
    mark("The software on the stick can't be used: {error}"),
    mark("The software on the stick can't be read: {error}."),
    mark("The software on the stick, {version}, is older than what runs; order it at the desk."),
    mark("Nothing is called {name}."),
    mark("{name} is empty, or begins or ends with a space."),
    mark("{name} can't be {value}: it takes {what}."),
)
"""The sentences of today's kiosks, as their programs have them. A test finds each in the source of the kiosk."""


def kiosk_sentence(said: str) -> str:
    """Return a sentence of a kiosk in the language of this request; several after one another, too."""
    whole = _translated(said)
    if whole is not None:
        return whole
    first, stop, rest = said.rpartition(". ")  # a sentence, and what the kiosk does meanwhile
    before, after = (_translated(first + ".") if stop else None), _translated(rest)
    if before is None and after is None:
        return said
    return f"{before or first + '.'} {after or rest}"


def _translated(said: str) -> str | None:
    for sentence, pattern in _patterns():
        if found := pattern.fullmatch(said):
            return _(sentence, **found.groupdict())
    return None


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    return [(sentence, re.compile(_pattern(sentence), re.DOTALL)) for sentence in SENTENCES]


def _pattern(sentence: str) -> str:
    """Returns the pattern of a sentence: what stands in its gaps by their names."""
    parts = re.split(r"\{(\w+)\}", sentence)
    return "".join(
        f"(?P<{part}>.+?)" if number % 2 else re.escape(part) for number, part in enumerate(parts)
    )
