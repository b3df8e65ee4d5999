"""The pages that frame a visit: the first one, with staff's tours, a tour by itself, and what a phone keeps."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from babel import Locale
from babel.dates import format_datetime, match_skeleton
from flask import abort
from msgspec import Struct

from contract.museum import Room, Site, Work
from contract.opening import closing, next_opening
from tour_server.visit.plan_reply import work_url
from tour_server.visit.release_view import ReleaseView
from tour_server.visit.visitor import Reply, Visitor

MINUTES = (20, 40, 60, 90)
NO_HURRY_MINUTES = 240


class Closed(Struct, frozen=True):
    """That the museum is shut now. `sentence`: the message on when it opens, "" where that is not known."""

    sentence: str = ""
    day: str = ""
    time: str = ""


class FirstPages:
    """The pages."""

    def __init__(
        self,
        now: Callable[[], dt.datetime],
        visitor: Callable[[], Visitor | None],
        nothing_yet: Callable[[], Reply],
    ) -> None:
        """`visitor`: of the request, None before the first release; then `nothing_yet` answers."""
        self._now, self._visitor, self._nothing_yet = now, visitor, nothing_yet

    def start(self) -> Reply:
        """Show staff's tours, the three taps that make another, and every work by its number and its name."""
        visitor = self._visitor()
        if visitor is None:
            return self._nothing_yet()
        view = visitor.view
        return visitor.render(
            "start",
            closed=closed_now(view.museum.site, self._now(), visitor.words.language),
            tours=view.tours.labels(visitor.languages),
            rooms=works_by_room(view),
            thumbnail=view.shown,
            names=names,
            work_url=work_url,
            minutes=MINUTES,
            no_hurry=NO_HURRY_MINUTES,
        )

    def tour(self, key: str) -> Reply:
        """Show one of staff's tours: its stops in order, to start it or to walk it without a script."""
        visitor = self._visitor()
        if visitor is None:
            return self._nothing_yet()
        tour = visitor.view.tours.label(key, visitor.languages)
        if tour is None:
            abort(404)
        return visitor.render("tour", tour=tour, rooms=visitor.view.room_names, work_url=work_url)

    def souvenir(self) -> Reply:
        """Show the page that the phone fills in with what was seen and heard. It is the same for all visitors."""
        visitor = self._visitor()
        if visitor is None:
            return self._nothing_yet()
        works = sorted(visitor.view.museum.works, key=lambda work: work.number)
        return visitor.render("souvenir", works=[_on_paper(visitor, work) for work in works])


def _on_paper(visitor: Visitor, work: Work) -> dict[str, object]:
    """Returns what the phone writes of a work on the page to keep."""
    title, title_language = visitor.worded(work.title)
    facts = [visitor.worded(text) for text in (work.maker, work.date, work.place) if text]
    return {
        "key": work.key,
        "number": work.number,
        "title": title,
        "title_language": title_language,
        "label": " · ".join(words for words, _ in facts),
        "label_language": facts[0][1] if facts else title_language,
        "page": work_url(work, visitor.languages[0]),
        "picture": thumbnail(visitor.view, work),
    }


def works_by_room(view: ReleaseView) -> list[tuple[Room, list[Work]]]:
    """Returns the works of each room by their number, in the museum's order of rooms, without empty rooms."""
    works = sorted(view.museum.works, key=lambda work: work.number)
    shelves = [
        (room, [work for work in works if work.room == room.key]) for room in view.museum.rooms
    ]
    return [(room, shelf) for room, shelf in shelves if shelf]


def thumbnail(view: ReleaseView, work: Work) -> str | None:
    """Returns the URL of a small picture of a work, or None."""
    picture = view.shown(work)
    return None if picture is None else picture.thumbnail


def names(work: Work) -> str:
    """Returns what a work is found by, in all languages of the museum: its titles and its makers, a line each."""
    return "\n".join(dict.fromkeys(filter(None, [*work.title.values(), *work.maker.values()])))


def closed_now(site: Site, now: dt.datetime, language: str) -> Closed | None:
    """Returns when the museum opens, in words of this language; None while it is open, or where it states no hours."""
    if closing(site, now) is not None or not (any(site.opening) or site.exceptions):
        return None
    opens = next_opening(site, now)
    if opens is None:
        return Closed()
    days = (opens.date() - now.astimezone(opens.tzinfo).date()).days
    locale = Locale.parse(language, sep="-")
    return Closed(
        ["opens_today", "opens_tomorrow"][days] if days < 2 else "opens_on",
        format_datetime(opens, _day_pattern(locale), opens.tzinfo, locale),
        format_datetime(opens, "HH:mm", opens.tzinfo, locale),
    )


def _day_pattern(locale: Locale) -> str:
    """Returns how this language writes a day with its weekday in full, without the year."""
    skeletons = locale.datetime_skeletons
    found = skeletons[match_skeleton("MMMMEd", skeletons) or "MMMEd"].pattern
    return re.sub("(?<!')E+", "EEEE", re.sub("M{3,}", "MMMM", found))
