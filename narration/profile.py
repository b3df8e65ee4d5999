"""What a visitor told us about this visit: languages, level, interests.

It lives in the memory of one kiosk or one phone for one visit. The one thing a newcomer would get wrong: it is
never stored, sent or logged. Its repr is empty on purpose, so that a careless log line can't carry it either.
"""

from __future__ import annotations

from msgspec import Struct

from contract.museum import Key, Language, Level

NEUTRAL = 1.0


class Profile(Struct, frozen=True, omit_defaults=True):
    """A visitor's wishes.

    `languages`: BCP 47 tags, first preferred; at least one. `interests`: theme key → weight, 1 is neutral, 0 is
    "spare me"; a theme that is not named is neutral. The time is for the route alone (`tour_server.routing`).
    Raises ValueError on an empty list of languages or a negative weight.
    """

    languages: list[Language]
    level: Level = Level.ADULT
    interests: dict[Key, float] = {}

    def __post_init__(self) -> None:
        """Checks what a type can't say."""
        if not self.languages:
            raise ValueError("a profile has at least one language")
        if any(weight < 0 for weight in self.interests.values()):
            raise ValueError("an interest weighs 0 or more")

    def weight(self, theme: str) -> float:
        """How much this theme interests the visitor; 1 where they said nothing."""
        return self.interests.get(theme, NEUTRAL)

    def __repr__(self) -> str:
        return "Profile(…)"
