"""The address that hands a visit over to a phone. The visit is in the fragment, which never reaches the server."""

from __future__ import annotations

from collections.abc import Sequence

from contract.museum import Key, Language, Work
from device.guide.choices import Choices

MOST_LETTERS = 16  # of the fragment, so that its code is coarse enough for any phone


def handover(
    server: str,
    language: Language,
    choices: Choices,
    themes: Sequence[Key],
    work: Work | None,
    met: Sequence[Work] = (),
) -> str:
    """Returns the address; "" without a server. `met`: the works of this visit, in order.

    `l=nl&v=c5&w=22,7` is a child who reads Dutch, likes the first and the third of the museum's themes, stands before
    work 22 and met work 7 before. `v` is the first letter of the level, then the themes as bits of a hexadecimal
    number, in the museum's order, where any was chosen. Of the works that were met the last go along, as far as there
    is room.
    """
    if not server:
        return ""
    liked = sum(1 << place for place, key in enumerate(themes) if key in choices.interests)
    who = choices.level.value[0] + (f"{liked:x}" if liked else "")
    fragment = f"l={language}&v={who}"
    numbers = [one.number for one in [*([work] if work is not None else []), *reversed(met)]]
    for place, number in enumerate(dict.fromkeys(numbers)):
        longer = fragment + (f",{number}" if place else f"&w={number}")
        if len(longer) > MOST_LETTERS and (place or work is None):
            break
        fragment = longer
    return f"{server}/visit#{fragment}"
