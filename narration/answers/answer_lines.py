"""Puts an answer into lines for a screen: what people wrote, with the words of the label and of the house before it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from zoneinfo import ZoneInfo

from babel.dates import format_date
from msgspec import Struct

from contract.hours import Hours
from contract.museum import Language, Museum, Site, Source, Text, Work, worded
from narration.answers.answering import GivenAnswer
from narration.answers.house_facts import PLACE_KINDS, HouseFact, LabelFact, label_text
from runtime.languages import primary_language

_A_MONDAY = dt.date(2024, 1, 1)


class AnswerLine(Struct, frozen=True):
    """A line of an answer. `said`: the screen's own word before it, "" for none. `language`: of `text`."""

    text: str
    language: Language
    said: str = ""


class AnswerLines(Struct, frozen=True):
    """An answer as a screen shows it. `rests_on`: the screen's word for a label or the house, "" where texts answer."""

    lines: tuple[AnswerLine, ...]
    sources: tuple[Source, ...]
    work: Work | None
    rests_on: str
    machine_made: bool


def answer_lines(
    given: GivenAnswer,
    museum: Museum,
    languages: Sequence[Language],
    say: Callable[[str], str],
    now: dt.datetime | None,
) -> AnswerLines:
    """Return the lines of an answer.

    `languages`: the visitor's. `say` gives a word of web.ask_words by its key. `now`, with its time zone: special days
    before the museum's day are left out; None where a kiosk doesn't know the time, and all are told by their dates.
    """
    work = museum.work(given.work) if given.work else None
    every = [given.language, *languages, *museum.site.languages]
    if given.fact is None:
        lines = tuple(AnswerLine(one, given.language) for one in given.sentences)
    elif isinstance(given.fact, LabelFact) and work is not None:
        lines = (_of_label(work, given.fact, museum, every, say),)
    else:
        lines = tuple(_of_house(HouseFact(given.fact.value), museum, every, say, now))
    rests_on = "" if given.fact is None else say("ask_of_label" if work else "ask_of_house")
    return AnswerLines(lines, given.sources, work, rests_on, given.machine_made)


def _of_label(
    work: Work,
    fact: LabelFact,
    museum: Museum,
    languages: list[Language],
    say: Callable[[str], str],
) -> AnswerLine:
    text: Text = museum.room(work.room).name if fact is LabelFact.ROOM else label_text(work, fact)
    words, language = worded(text, languages)
    return AnswerLine(words, language, say(f"fact_{fact.value}"))


def _of_house(
    fact: HouseFact,
    museum: Museum,
    languages: list[Language],
    say: Callable[[str], str],
    now: dt.datetime | None,
) -> Iterator[AnswerLine]:
    if fact is HouseFact.HOURS:
        yield from _hours(museum.site, languages[0], say, now)
    elif fact is HouseFact.PRICES:
        yield AnswerLine(*worded(museum.site.prices, languages))
    elif fact is HouseFact.TOURS:
        for tour in museum.tours:
            yield AnswerLine(*worded(tour.title, languages))
    elif fact is HouseFact.LIFT:
        for connection in museum.connections:
            if connection.kind.value in ("lift", "stairs"):
                rooms = [worded(museum.room(key).name, languages) for key in connection.rooms]
                names = " – ".join(name for name, _ in rooms)
                yield AnswerLine(names, rooms[0][1], say(f"fact_{connection.kind.value}"))
    else:
        for place in museum.places:
            if place.kind in PLACE_KINDS[fact]:
                name, language = worded(museum.room(place.room).name, languages)
                yield AnswerLine(name, language, say(f"fact_{place.kind.value}"))


def _hours(
    site: Site, language: Language, say: Callable[[str], str], now: dt.datetime | None
) -> Iterator[AnswerLine]:
    """Yield the hours of each weekday, then those of the special days from today on, the next one first."""
    locale = primary_language(language)
    for number, hours in enumerate(site.opening):
        day = format_date(_A_MONDAY + dt.timedelta(days=number), "EEEE", locale=locale)
        yield AnswerLine(_times(hours, say), language, day)
    today = None if now is None else now.astimezone(ZoneInfo(site.time_zone)).date()
    for special in sorted(site.exceptions, key=lambda one: one.date):
        if today is None or special.date >= today:
            day = format_date(special.date, "long", locale=locale)
            yield AnswerLine(_times(special.hours, say), language, day)


def _times(hours: Hours | None, say: Callable[[str], str]) -> str:
    if hours is None:
        return say("fact_closed")
    shut = [f"{begin:%H:%M}, {end:%H:%M}" for begin, end in hours.pauses]
    closes = hours.closes if hours.next_day is None else hours.next_day
    return "–".join([f"{hours.opens:%H:%M}", *shut, f"{closes:%H:%M}"])
