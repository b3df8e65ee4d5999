"""A route as `POST /visit/plan` answers it: with titles, URLs and reasons in the visitor's language."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Sequence

from babel import Locale
from babel.dates import format_date, format_time
from flask import url_for
from msgspec import Struct

from contract.museum import Text, Work, worded
from tour_server.routing.route import LeftOut, Reason, Route, RouteNote, RouteRest, RouteStop
from tour_server.routing.route_notes import lost
from tour_server.routing.route_request import GivenPlan, RouteRequest
from tour_server.routing.walking_plan import WalkingPlan
from tour_server.visit.offer_ways import PlannedOffer
from tour_server.visit.release_view import ReleaseView
from tour_server.visit.way_words import StopWay, WayWriter
from tour_server.visit.words import VisitWords
from tour_server.visit.work_narration import WorkNarration

_NOTE_WORDS = {
    Reason.FULL_LATER_HERE: "why_full_later_here",
    Reason.FULL_SHORTER: "why_full_shorter",
    Reason.ALL_FULL: "why_all_full",
    Reason.ALL_FULL_CAFE: "why_all_full_cafe",
    Reason.ALL_FULL_OVER: "why_all_full_over",
    Reason.CLOSING: "why_closing",
    Reason.CLOSING_NOW: "why_closing_now",
    Reason.FULL_LATER: "why_full_later",
    Reason.FULL_WAIT: "why_full_wait",
    Reason.FULL_LEFT_OUT: "why_full_left_out",
    Reason.ROOM_CLOSED: "why_room_closed",
    Reason.WAY_CLOSED: "why_way_closed",
}
_WAITING = (Reason.FULL_WAIT, Reason.ALL_FULL, Reason.ALL_FULL_CAFE)
_CLOSING = (Reason.CLOSING, Reason.CLOSING_NOW)
_LISTING = (Reason.FULL_LEFT_OUT, Reason.ALL_FULL_OVER, Reason.ROOM_CLOSED, Reason.WAY_CLOSED)
"""Their sentences name the works that are not seen."""
_NOTHING_LOST = (Reason.FULL_LATER, Reason.FULL_LATER_HERE)
"""Their sentences say that nothing is lost: wrong where the visitor's own plan needs more time than is left."""
_LEFT_OUT_WORDS = {
    Reason.CLOSED: "left_closed",
    Reason.CLOSES: "left_closes",
    Reason.WAY_CLOSED: "left_way_closed",
    Reason.FULL: "left_full",
    Reason.TIME: "left_time",
    Reason.STEPS: "left_steps",
    Reason.NO_WAY: "left_no_way",
    Reason.MANY: "left_many",
}


class PlannedStop(Struct, frozen=True):
    """A stop of the route as the phone draws it. Times in seconds; `arrives` from now."""

    work: str
    number: int
    title: str
    title_language: str
    room: str
    room_name: str
    walk: int
    wait: int
    arrives: int
    tell: int
    depth: str
    page: str
    picture: str | None
    thumbnail: str | None
    cut: str
    way: StopWay | None
    recordings: list[dict[str, str | float]]


class LeftOutStop(Struct, frozen=True):
    """A stop that is not on the route, and the reason as a code and in words."""

    work: str
    number: int
    title: str
    title_language: str
    page: str
    reason: Reason
    words: str


class PlannedRest(Struct, frozen=True):
    """A rest at seats or in the café, after so many stops. Times in seconds; `arrives` from now."""

    place: str
    kind: str
    room: str
    room_name: str
    after: int
    walk: int
    arrives: int
    stay: int
    words: str


class Loss(Struct, frozen=True):
    """The works of the visitor's own plan that a plan leaves out, and a sentence that says so."""

    works: list[str]
    words: str


class KeptPlan(Struct, frozen=True):
    """What becomes of the plan that the visitor has if they keep to it: its stops in its order, and what they lose."""

    stops: list[PlannedStop]
    seconds: int
    loses: Loss


class PlanReply(Struct, frozen=True):
    """The body of the answer. `full`: the rooms that were known to be full when the plan was made; `closed`: those that
    were closed. `open_seconds`: until the museum closes, null where it states no hours.

    `closes`: seconds until the museum closes, where that ends the plan. `opens`: when it opens, where it is shut now,
    with its offset from UTC. `loses`: where the phone sent the plan that it has, and this one has another order or
    leaves works of it out. `kept`: where the order is another one. `offers`: the ways to those of
    the request, which come before the stops. `given`: what was counted of the plan; the phone sends it back with its
    next wish.
    """

    release: int
    stops: list[PlannedStop]
    why: list[dict[str, str]]
    left_out: list[LeftOutStop]
    seconds: int
    estimated: bool
    full: list[str]
    rests: list[PlannedRest] = []
    closes: int | None = None
    opens: dt.datetime | None = None
    loses: Loss | None = None
    kept: KeptPlan | None = None
    closed: list[str] = []
    open_seconds: int | None = None
    offers: list[PlannedOffer] = []
    given: GivenPlan | None = None


class PlanWriter:
    """Writes the answers to one request for a route, from one release and in one language of words."""

    def __init__(
        self,
        view: ReleaseView,
        request: RouteRequest,
        words: VisitWords,
        told: Callable[[str], WorkNarration],
    ) -> None:
        """`told`: what this visitor hears of a work, by its key."""
        self._view, self._told = view, told
        self._request = request
        self._words = words
        self._works: frozenset[str] = frozenset()  # that are on the route
        self._languages = [*request.languages, *view.museum.site.languages]
        self._ways = WayWriter(view, words, request.level, self._languages)

    def shut(self, opens: dt.datetime | None) -> PlanReply:
        """Returns the answer of a museum that is shut: no plan, and when it opens, where that is known."""
        words = self._plain("why_shut")
        if opens is not None:
            locale = Locale.parse(self._words.language, sep="-")
            day = format_date(opens, "full", locale=locale)
            hour = format_time(opens.time(), "short", locale=locale)
            words = self._plain("why_shut_until", day=day, hour=hour)
        number = self._view.release.number
        why = [{"code": "shut", "words": words}]
        return PlanReply(number, [], why, [], 0, estimated=False, full=[], opens=opens)

    def reply(
        self,
        route: Route,
        kept: Route | None,
        walks: WalkingPlan,
        *,
        full: list[str],
        closed: list[str],
        open_seconds: int | None,
    ) -> PlanReply:
        """Returns the whole answer. `kept`: the visitor's own plan. `walks`: what the routes are made of.

        `full`, `closed`, `open_seconds`: see PlanReply.
        """
        self._walks = walks
        changed = kept is not None and kept.works != route.works[: len(kept.works)]
        self._works = frozenset(stop.work for stop in route.stops)
        return PlanReply(
            release=self._view.release.number,
            stops=self._stops(route),
            why=self._notes(route),
            left_out=[self._left_out(left) for left in route.left_out],
            seconds=route.seconds,
            estimated=route.estimated,
            full=full,
            rests=[self._rest(rest) for rest in route.rests],
            closes=route.closes,
            loses=self._loss(route) if changed or lost(self._request.kept, route) else None,
            kept=self._kept(kept) if kept is not None and changed else None,
            closed=closed,
            open_seconds=open_seconds,
        )

    def _kept(self, kept: Route) -> KeptPlan:
        self._works |= frozenset(kept.works)
        return KeptPlan(self._stops(kept), kept.seconds, self._loss(kept))

    def _loss(self, route: Route) -> Loss:
        works = lost([key for key in self._request.kept if key in self._view.works], route)
        if not works:
            return Loss([], self._plain("loses_nothing"))
        return Loss(works, self._plain("loses", works=self._titles(works)))

    def _rest(self, rest: RouteRest) -> PlannedRest:
        room = self._worded(self._view.room_names[rest.room])[0]
        words = self._plain(f"rest_{rest.kind}", room=room, minutes=self._minutes(rest.stay))
        return PlannedRest(
            place=rest.place,
            kind=rest.kind,
            room=rest.room,
            room_name=room,
            after=rest.after,
            walk=rest.walk,
            arrives=rest.arrives,
            stay=rest.stay,
            words=words,
        )

    def _titles(self, works: Sequence[str]) -> str:
        return ", ".join(self._worded(self._view.works[key].title)[0] for key in works)

    def _minutes(self, seconds: int) -> str:
        return self._plain("minutes", number=max(1, math.ceil(seconds / 60)))

    def _notes(self, route: Route) -> list[dict[str, str]]:
        """Returns the notes in words. What the visitor's own plan loses is named in them, and none denies it."""
        gone = lost([key for key in self._request.kept if key in self._view.works], route)
        named = {work for note in route.notes if note.code not in _CLOSING for work in note.works}
        also = [work for work in gone if work not in named]
        found = []
        for note in route.notes:
            code = note.code
            if gone and code in _NOTHING_LOST:
                if not also:
                    continue
                code = Reason.FULL_LEFT_OUT
            found.append({"code": code.value, "words": self._note(note, code, also)})
            also = []
        return found

    def _note(self, note: RouteNote, code: Reason, also: list[str]) -> str:
        """Returns a note in words. `also`: further works of the visitor's own plan that are lost."""
        rooms = self._view.room_names
        lists = code in _LISTING
        words = self._plain(
            _NOTE_WORDS[code],
            room=self._worded(rooms.get(note.room or "", {}))[0],
            instead=self._worded(rooms.get(note.instead or "", {}))[0],
            # Until closing the whole minutes that are left count, so that the sentence is never late.
            minutes=(
                self._plain("minutes", number=note.seconds // 60)
                if code in _CLOSING
                else self._minutes(note.wait)
            ),
            works=self._titles([*note.works, *also] if lists else note.works),
            stops=self._plain("stops", number=len(note.works)),
        )
        left_out = [*(note.works if code in _WAITING else []), *([] if lists else also)]
        if left_out:
            return f"{words} {self._plain('loses', works=self._titles(left_out))}"
        return words

    def _stops(self, route: Route) -> list[PlannedStop]:
        before = [self._request.at, *route.works]
        return [self._stop(stop, at) for stop, at in zip(route.stops, before, strict=False)]

    def _stop(self, stop: RouteStop, before: str | None) -> PlannedStop:
        view, languages = self._view, self._request.languages
        work = view.works[stop.work]
        title, language = self._worded(work.title)
        narration = self._told(work.key)
        picture = view.shown(work)
        walk = self._walks.walk(self._walks.start(before), self._walks.place_of(work))
        return PlannedStop(
            work=work.key,
            number=work.number,
            title=title,
            title_language=language,
            room=stop.room,
            room_name=self._worded(view.room_names[stop.room])[0],
            walk=stop.walk,
            wait=stop.wait,
            arrives=stop.arrives,
            tell=stop.stay,
            depth=stop.depth.value,
            page=work_url(work, languages[0]),
            picture=picture.address if picture else None,
            thumbnail=picture.thumbnail if picture else None,
            cut=picture.cut if picture else "",
            way=None if walk is None else self._ways.way(walk, before),
            recordings=[
                view.recording(track.speech)
                for track in [
                    *narration.first,
                    *narration.deeper,
                    *(link.track for link in narration.links if self._works.intersection(link.met)),
                ]
                if track.speech is not None
            ],
        )

    def _left_out(self, left: LeftOut) -> LeftOutStop:
        work = self._view.works[left.work]
        title, language = self._worded(work.title)
        return LeftOutStop(
            work=work.key,
            number=work.number,
            title=title,
            title_language=language,
            page=work_url(work, self._request.languages[0]),
            reason=left.reason,
            words=self._plain(_LEFT_OUT_WORDS[left.reason]),
        )

    def _worded(self, text: Text) -> tuple[str, str]:
        return worded(text, self._languages)

    def _plain(self, key: str, **facts: object) -> str:
        return self._words.plain(self._view.museum.site, self._request.level, key, **facts)


def work_url(work: Work, language: str) -> str:
    """Returns the URL of a work's page in a language."""
    return url_for("visit.work", number=work.number, l=language)
