"""A route as a phone gets it: with titles, addresses and reasons in the visitor's language."""

from __future__ import annotations

import math

from flask import url_for
from msgspec import Struct

from contract.museum import Museum, Work, worded
from tour_server.routing.route import Arrival, LeftOut, Reason, Route, Why
from tour_server.routing.route_request import Wish
from tour_server.visit.phrasebook import Words
from tour_server.visit.shown import Shown

_SENTENCES = {
    Reason.FULL_LATER: "why_full_later",
    Reason.FULL_WAIT: "why_full_wait",
    Reason.FULL_LEFT_OUT: "why_full_left_out",
}
_LEFT = {
    Reason.FULL: "left_full",
    Reason.TIME: "left_time",
    Reason.STEPS: "left_steps",
    Reason.NO_WAY: "left_no_way",
    Reason.MANY: "left_many",
}


class StopShown(Struct, frozen=True):
    """A stop of the route, ready to be shown. Seconds from now."""

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
    recordings: list[dict[str, str | float]]


class LeftOutShown(Struct, frozen=True):
    """A stop that is not on the route, and why, in words."""

    work: str
    number: int
    title: str
    title_language: str
    page: str
    reason: Reason
    words: str


class Answer(Struct, frozen=True):
    """What `POST /visit/plan` gives. `full`: the rooms that were known to be full when it was made."""

    release: int
    stops: list[StopShown]
    why: list[dict[str, str]]
    left_out: list[LeftOutShown]
    seconds: int
    estimated: bool
    full: list[str]


def answer(shown: Shown, wish: Wish, route: Route, words: Words, full: list[str]) -> Answer:
    """The route in the visitor's language."""
    return Answer(
        release=shown.release.number,
        stops=[_stop(shown, wish, stop) for stop in route.stops],
        why=[
            {"code": why.code.value, "words": sentence(shown.museum, wish, why, words)}
            for why in route.why
        ],
        left_out=[_left_out(shown, wish, left, words) for left in route.left_out],
        seconds=route.seconds,
        estimated=route.estimated,
        full=full,
    )


def sentence(museum: Museum, wish: Wish, why: Why, words: Words) -> str:
    """One reason, said to this visitor."""
    rooms = {room.key: worded(room.name, wish.languages)[0] for room in museum.rooms}
    titles = [worded(museum.work(key).title, wish.languages)[0] for key in why.works]
    facts = {
        "room": rooms[why.room],
        "instead": rooms.get(why.instead or "", ""),
        "minutes": _minutes(museum, wish, why.wait, words),
        "works": ", ".join(titles),
    }
    return words.plain(museum.site, wish.level, _SENTENCES[why.code], **facts)


def page(work: Work, language: str) -> str:
    """The address of a work's page."""
    return url_for("visit.work", number=work.number, l=language)


def _minutes(museum: Museum, wish: Wish, seconds: int, words: Words) -> str:
    n = max(1, math.ceil(seconds / 60))
    key = "minutes_one" if n == 1 else "minutes_other"
    return words.plain(museum.site, wish.level, key, minutes=n)


def _stop(shown: Shown, wish: Wish, stop: Arrival) -> StopShown:
    work = shown.works[stop.work]
    title, language = worded(work.title, wish.languages)
    telling = shown.teller.tell(work, wish.languages, wish.level)
    picture = shown.picture(work)
    return StopShown(
        work=work.key,
        number=work.number,
        title=title,
        title_language=language,
        room=stop.room,
        room_name=worded(shown.room_names[stop.room], wish.languages)[0],
        walk=stop.walk,
        wait=stop.wait,
        arrives=stop.arrives,
        tell=stop.tell,
        page=page(work, wish.languages[0]),
        picture=picture[1] if picture else None,
        recordings=[
            shown.recording(track.speech)
            for track in [*telling.first, *telling.deeper]
            if track.speech is not None
        ],
    )


def _left_out(shown: Shown, wish: Wish, left: LeftOut, words: Words) -> LeftOutShown:
    work = shown.works[left.work]
    title, language = worded(work.title, wish.languages)
    return LeftOutShown(
        work=work.key,
        number=work.number,
        title=title,
        title_language=language,
        page=page(work, wish.languages[0]),
        reason=left.reason,
        words=words.plain(shown.museum.site, wish.level, _LEFT[left.reason]),
    )
