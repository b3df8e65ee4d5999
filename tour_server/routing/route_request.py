"""What a visitor wishes, as it comes with one request: answered, and then gone. Neither stored nor logged."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from contract.museum import Key, Language, Level
from tour_server.routing.problem import MOST_MINUTES

Weight = Annotated[float, Meta(ge=0, le=1)]


class Wish(Struct, frozen=True, forbid_unknown_fields=True):
    """`minutes`: from now. `languages`: the visitor's own list, the one they like best first.

    `at`: the work or the room where the visitor is; None is the entrance. `tour`: None is the whole house.
    `interests`: by theme, 0 to 1; a theme that is not named counts 0, and none named means that all count alike.
    """

    minutes: Annotated[int, Meta(ge=0, le=MOST_MINUTES)]
    languages: Annotated[list[Language], Meta(min_length=1, max_length=20)]
    level: Level = Level.ADULT
    step_free: bool = False
    interests: Annotated[dict[Key, Weight], Meta(max_length=100)] = {}
    tour: Key | None = None
    at: Key | None = None
    seen: Annotated[list[Key], Meta(max_length=1000)] = []
