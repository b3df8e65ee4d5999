"""The address that hands a visit over to a phone. The visit is in the fragment, which never reaches the server."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from contract.museum import Key, Language, Work
from device.guide.choices import Choices


def handover(
    server: str, language: Language, choices: Choices, themes: Sequence[Key], work: Work | None
) -> str:
    """Returns the address; "" without a server.

    The fragment is short, so that its code is coarse enough for any phone: `l=nl&v=c5&w=22` is a child who reads Dutch
    and likes the first and the third of the museum's themes, before work 22. `v` is the first letter of the level,
    then the themes as bits of a hexadecimal number, in the museum's order, where any was chosen.
    """
    if not server:
        return ""
    liked = sum(1 << place for place, key in enumerate(themes) if key in choices.interests)
    visit = {"l": language, "v": choices.level.value[0] + (f"{liked:x}" if liked else "")}
    if work is not None:
        visit["w"] = str(work.number)
    return f"{server}/visit#{urlencode(visit)}"
