"""Answers a phone's wish for a plan: the best route for this visitor, this hour and this building, in their language.

Nothing of the wish is kept but the sums of whom plans send where (shared_visits.py).
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from functools import cache

from msgspec.structs import replace

from contract.museum import Work
from contract.opening import closing, next_opening, states_hours
from tour_server.crowd.room_now import full_rooms
from tour_server.routing.by_way import by_way_of_offers
from tour_server.routing.route_request import RouteRequest
from tour_server.visit.offer_ways import planned_offers
from tour_server.visit.plan_reply import PlanReply, PlanWriter
from tour_server.visit.release_view import ReleaseView
from tour_server.visit.room_hours import closed_rooms, room_windows
from tour_server.visit.shared_visits import SharedVisits
from tour_server.visit.sources import Sources
from tour_server.visit.words import visit_words
from tour_server.visit.work_narration import WorkNarration
from web.translations import TranslationCatalogue


class PlanAnswers:
    """Plans for phones. May be called from any thread."""

    def __init__(
        self,
        sources: Sources,
        now: Callable[[], dt.datetime],
        catalogue: TranslationCatalogue,
    ) -> None:
        """`now` is time-zone aware."""
        self._sources, self._now, self._catalogue = sources, now, catalogue
        self._lock = threading.Lock()
        self._visits: tuple[ReleaseView, SharedVisits] | None = None

    def answer(self, view: ReleaseView, asked: RouteRequest) -> PlanReply:
        """Plan one route, and where the phone sent the plan that it has, that one as it would be now.

        Raises UnknownPlaceError.
        """
        site, now = view.museum.site, self._now()

        @cache
        def told(work: str) -> WorkNarration:
            return view.narrator.narration(view.works[work], asked.languages, asked.level)

        def first(work: Work) -> float:
            return told(work.key).seconds

        def deeper(work: Work) -> float:
            return told(work.key).deeper_seconds

        words = visit_words(self._catalogue, [*asked.languages, *site.languages])
        closes = closing(site, now)
        if closes is None and states_hours(site):
            return PlanWriter(view, asked, words, told).shut(next_opening(site, now))
        closes_in = None if closes is None else int((closes - now).total_seconds())
        occupancy, visits = self._sources.occupancy(), self._visits_to(view)
        full = full_rooms(occupancy)
        windows = room_windows(view.museum, self._sources.closed_rooms(), now)
        walks = view.route_planner.walking_plan(asked, closes_in, windows)
        by_way = by_way_of_offers(view.museum, walks, asked)

        route, kept = visits.plan(
            view.route_planner,
            by_way,
            (first, deeper),
            occupancy,
            now,
            closes_in=closes_in,
            windows=windows,
        )
        reply = PlanWriter(view, by_way.request, words, told).reply(
            route,
            kept,
            walks,
            full=sorted(full),
            closed=closed_rooms(windows),
            open_seconds=closes_in,
        )
        offers = planned_offers(view, asked, words, by_way.legs)
        return replace(reply, offers=offers, given=visits.given(route, now))

    def _visits_to(self, view: ReleaseView) -> SharedVisits:
        with self._lock:
            if self._visits is None or self._visits[0] is not view:
                sources = self._sources
                visits = SharedVisits(view.museum, sources.regret_cap, sources.usual_people)
                self._visits = view, visits
            return self._visits[1]
