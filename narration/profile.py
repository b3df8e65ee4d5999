"""A visitor's profile for one visit: languages, level, interests.

It is in the memory of one kiosk or one phone for one visit, and is never stored, sent or logged. Its repr shows no
field, so that a log line can't carry it by mistake.
"""

from __future__ import annotations

from msgspec import Struct

from contract.museum import Key, Language, Level

NEUTRAL_WEIGHT = 1.0
LIKED_WEIGHT = 2.0  # of a theme that a visitor chose
# For one work: in short, unasked, and for who asks for more.
SHORT_SECONDS, USUAL_SECONDS, LONG_SECONDS = 45.0, 90.0, 180.0


class Profile(Struct, frozen=True, omit_defaults=True):
    """What a visitor asked for.

    `languages`: BCP 47 tags, the preferred one first, at least one. `interests`: theme key → weight; 1 is neutral, 0
    leaves the theme out, and a theme that is absent is neutral. `seconds`: for one work, more than 0; None for all
    there is. Raises ValueError on an empty list of languages, a negative weight or no time.
    """

    languages: list[Language]
    level: Level = Level.ADULT
    interests: dict[Key, float] = {}
    seconds: float | None = None

    def __post_init__(self) -> None:
        """Check the limits that the types can't express."""
        if not self.languages:
            raise ValueError("a profile has at least one language")
        if any(weight < 0 for weight in self.interests.values()):
            raise ValueError("an interest weighs 0 or more")
        if self.seconds is not None and not self.seconds > 0:
            raise ValueError("a visitor has more than 0 seconds")

    def weight(self, theme: str) -> float:
        """Returns the weight of a theme; 1 where the visitor gave none."""
        return self.interests.get(theme, NEUTRAL_WEIGHT)

    def __repr__(self) -> str:
        return "Profile(…)"
