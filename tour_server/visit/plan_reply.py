"""A route as `POST /visit/plan` answers it: with titles, URLs and reasons in the visitor's language."""

from __future__ import annotations

import math

from flask import url_for
from msgspec import Struct

from contract.museum import Text, Work, worded
from tour_server.routing.route import FullRoomNote, LeftOut, Reason, Route, RouteStop
from tour_server.routing.route_request import RouteRequest
from tour_server.visit.release_view import ReleaseView
from tour_server.visit.way_words import StopWay, WayWriter
from tour_server.visit.words import VisitWords

_NOTE_WORDS = {
    Reason.FULL_LATER: "why_full_later",
    Reason.FULL_WAIT: "why_full_wait",
    Reason.FULL_LEFT_OUT: "why_full_left_out",
}
_LEFT_OUT_WORDS = {
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
    page: str
    picture: str | None
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


class PlanReply(Struct, frozen=True):
    """The body of the answer. `full`: the rooms that were known to be full when the plan was made."""

    release: int
    stops: list[PlannedStop]
    why: list[dict[str, str]]
    left_out: list[LeftOutStop]
    seconds: int
    estimated: bool
    full: list[str]


class PlanWriter:
    """Writes the answers to one request for a route, from one release and in one language of words."""

    def __init__(self, view: ReleaseView, request: RouteRequest, words: VisitWords) -> None:
        self._view = view
        self._request = request
        self._words = words
        self._works: frozenset[str] = frozenset()  # that are on the route
        self._languages = [*request.languages, *view.museum.site.languages]
        self._ways = WayWriter(view, words, request.level, self._languages)

    def reply(self, route: Route, full: list[str]) -> PlanReply:
        """Returns the whole answer. `full`: keys of the rooms that are full now."""
        self._works = frozenset(stop.work for stop in route.stops)
        before = [self._request.at, *(stop.work for stop in route.stops)]
        return PlanReply(
            release=self._view.release.number,
            stops=[self._stop(stop, at) for stop, at in zip(route.stops, before, strict=False)],
            why=[{"code": note.code.value, "words": self._note(note)} for note in route.notes],
            left_out=[self._left_out(left) for left in route.left_out],
            seconds=route.seconds,
            estimated=route.estimated,
            full=full,
        )

    def _note(self, note: FullRoomNote) -> str:
        rooms = self._view.room_names
        titles = [self._worded(self._view.works[key].title)[0] for key in note.works]
        minutes = max(1, math.ceil(note.wait / 60))
        return self._plain(
            _NOTE_WORDS[note.code],
            room=self._worded(rooms[note.room])[0],
            instead=self._worded(rooms.get(note.instead or "", {}))[0],
            minutes=self._plain("minutes", number=minutes),
            works=", ".join(titles),
        )

    def _stop(self, stop: RouteStop, before: str | None) -> PlannedStop:
        view, languages = self._view, self._request.languages
        work = view.works[stop.work]
        title, language = self._worded(work.title)
        narration = view.narrator.narration(work, languages, self._request.level)
        picture = view.picture(work)
        plan = view.walking_plan(self._request.step_free)
        walk = plan.walk(plan.start(before), plan.place_of(work))
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
            page=work_url(work, languages[0]),
            picture=picture[1] if picture else None,
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
