"""A visitor's request for a route. It is answered and then dropped: neither stored nor logged."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from contract.museum import Key, Language, Level

MAX_MINUTES = 600
MAX_OFFERS = 5  # of a plan: more than anybody takes at once

MAX_POINTS = 10**7
MAX_TIMES = 420  # more than a plan has stops

Second = Annotated[int, Meta(ge=0, le=2 * MAX_MINUTES * 60)]
Weight = Annotated[float, Meta(ge=0, le=1)]


class PlannedTime(Struct, frozen=True, forbid_unknown_fields=True):
    """When a plan is at a work, in seconds from when it was made."""

    work: Key
    starts: Second
    ends: Second


class GivenPlan(Struct, frozen=True, forbid_unknown_fields=True):
    """What the server counted of the plan that a visitor has. The phone keeps it, and sends it back with its next wish.

    `made`: in Unix seconds. `may_lose`: thousandths of a value that later plans may give up for the crowd; below 0
    where more than that is lost already, to full rooms or to lateness.
    """

    made: Annotated[int, Meta(ge=0)]
    times: Annotated[list[PlannedTime], Meta(max_length=MAX_TIMES)]
    may_lose: Annotated[int, Meta(ge=-MAX_POINTS, le=MAX_POINTS)]


class RouteRequest(Struct, frozen=True, forbid_unknown_fields=True):
    """What one visitor asks for.

    `minutes`: from now. `languages`: the visitor's own list, the preferred one first. `at`: the work, the room or the
    place where the visitor is; None is the entrance. `tour`: None is the whole house. `interests`: theme -> weight; an
    absent one counts 0, and an empty mapping means that all themes count alike. `seen`: works to leave out. `kept`: the
    works ahead on the plan that the visitor has, in its order; the new plan keeps to them where it can. `keep_order`:
    the stops come in the tour's own order. `first`: the work that the visitor wants to see first. `offers`: those that
    the visitor took and that have a place; the plan leads there first, in this order. `given`: what the answer said of
    the plan that the visitor has.
    """

    minutes: Annotated[int, Meta(ge=0, le=MAX_MINUTES)]
    languages: Annotated[list[Language], Meta(min_length=1, max_length=20)]
    level: Level = Level.ADULT
    step_free: bool = False
    interests: Annotated[dict[Key, Weight], Meta(max_length=100)] = {}
    tour: Key | None = None
    at: Key | None = None
    first: Key | None = None
    seen: Annotated[list[Key], Meta(max_length=1000)] = []
    kept: Annotated[list[Key], Meta(max_length=1000)] = []
    keep_order: bool = False
    offers: Annotated[list[Key], Meta(max_length=MAX_OFFERS)] = []
    given: GivenPlan | None = None
