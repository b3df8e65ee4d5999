"""Checks what the types of a museum can't express: that keys are unique and references lead somewhere."""

from __future__ import annotations

import zoneinfo
from collections import Counter
from collections.abc import Iterable, Iterator

from contract.framing import crop_fault
from contract.hours import hours_fault
from contract.museum import Block, GlossaryTerm, Museum
from contract.offer_picture import framed_pictures
from contract.offer_terms import OfferTimes
from contract.outlines import lies_in
from contract.palettes import colour_faults


def check(museum: Museum) -> list[str]:
    """Return every problem as a sentence that names its place."""
    return [
        *_duplicates("works", (work.key for work in museum.works)),
        *_duplicates("numbers", (str(work.number) for work in museum.works)),
        *_duplicates("rooms", (room.key for room in museum.rooms)),
        *_duplicates("tours", (tour.key for tour in museum.tours)),
        *_duplicates("offers", (offer.key for offer in museum.offers)),
        *_duplicates("links", (link.key for link in museum.links)),
        *_duplicates("places", (place.key for place in museum.places)),
        *_duplicates("glossary", (term.key for term in museum.glossary)),
        *_glossary(museum.glossary),
        *_duplicates("blocks", (block.key for _, block in _blocks(museum))),
        *_broken_references(museum),
        *_blocks_without_source(museum),
        *_sign_videos(museum),
        *(
            f"picture {one.file}: {fault}"
            for one in framed_pictures(museum)
            if (fault := crop_fault(one.crop))
        ),
        *_places_outside(museum),
        *_offer_times(museum),
        *_site(museum),
    ]


def _duplicates(what: str, keys: Iterable[str]) -> list[str]:
    return [f"{what}: {key!r} is there {n} times" for key, n in Counter(keys).items() if n > 1]


def _blocks(museum: Museum) -> Iterator[tuple[str, Block]]:
    """Yield every narration block with the work or link it belongs to, in words."""
    for work in museum.works:
        if work.blocks:
            yield from ((f"work {work.key}", block) for block in work.blocks)
    for link in museum.links:
        yield from ((f"link {link.key}", block) for block in link.blocks)


def _broken_references(museum: Museum) -> list[str]:
    rooms = {room.key for room in museum.rooms}
    works = {work.key for work in museum.works}
    themes = {theme.key for theme in museum.themes}
    found: list[str] = []

    def refer(place: str, what: str, key: str | None, known: set[str]) -> None:
        if key is not None and key not in known:
            found.append(f"{place}: there is no {what} {key!r}")

    refer("site: entrance", "room", museum.site.entrance, rooms)
    for work in museum.works:
        if (
            work.room not in rooms
        ):  # a museum has many works: a place in words for each takes its time
            refer(f"work {work.key}", "room", work.room, rooms)
    for place, block in _blocks(museum):
        if themes:
            refer(f"{place}, block {block.key}", "theme", block.theme, themes)
    for connection in museum.connections:
        for room in connection.rooms:
            refer(f"connection {' – '.join(connection.rooms)}", "room", room, rooms)
    for visitor_place in museum.places:
        refer(f"place {visitor_place.key}", "room", visitor_place.room, rooms)
    for tour in museum.tours:
        for stop in tour.stops:
            refer(f"tour {tour.key}", "work", stop.work, works)
    for link in museum.links:
        for key in link.works:
            refer(f"link {link.key}", "work", key, works)
    pictures = {medium.file for work in museum.works for medium in work.media}
    places = {visitor_place.key for visitor_place in museum.places}
    for offer in museum.offers:
        for room in sorted(offer.rooms):
            refer(f"offer {offer.key}", "room", room, rooms)
        for theme in sorted(offer.theme_keys):
            refer(f"offer {offer.key}", "theme", theme, themes)
        refer(f"offer {offer.key}", "picture of a work", offer.picture, pictures)
        refer(f"offer {offer.key}", "place or work", offer.at, works | places)
    return found


def _blocks_without_source(museum: Museum) -> list[str]:
    return [
        f"{place}, block {block.key}: nothing is said without a source"
        for place, block in _blocks(museum)
        if not block.sources
    ]


def _glossary(terms: list[GlossaryTerm]) -> list[str]:
    written = Counter(
        (language, form)
        for term in terms
        for language, words in term.term.items()
        for form in {one.casefold() for one in (words, *term.forms.get(language, ())) if one}
    )
    return [
        *(
            f"glossary, {term.key}: nothing is said without a source"
            for term in terms
            if not term.sources
        ),
        *(
            f"glossary: {form!r} in {language} stands for {n} terms"
            for (language, form), n in written.items()
            if n > 1
        ),
    ]


def _places_outside(museum: Museum) -> list[str]:
    outlines = {room.key: room.outline for room in museum.rooms}
    return [
        f"place {place.key}: ({place.x:g}, {place.y:g}) lies outside the room {place.room!r}"
        for place in museum.places
        if outlines.get(place.room) and not lies_in(outlines[place.room], (place.x, place.y))
    ]


def _offer_times(museum: Museum) -> list[str]:
    found = []
    for offer in museum.offers:
        times = offer.times or OfferTimes()
        if times.first_day and times.last_day and times.last_day < times.first_day:
            found.append(f"offer {offer.key}: its last day is before its first")
        if times.begins and times.ends and times.ends <= times.begins:
            found.append(f"offer {offer.key}: its hours end before they begin")
    return found


def _sign_videos(museum: Museum) -> list[str]:
    videos = Counter(
        (work.key, video.language) for work in museum.works for video in work.sign_videos
    )
    return [
        f"work {work}: there are {n} sign-language videos for {language}"
        for (work, language), n in videos.items()
        if n > 1
    ]


def _site(museum: Museum) -> list[str]:
    found = []
    try:
        zoneinfo.ZoneInfo(museum.site.time_zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        found.append(
            f"site: {museum.site.time_zone!r} is no time zone; write one like Europe/Amsterdam"
        )
    opening = [
        *enumerate(museum.site.opening, start=1),
        *((day.date, day.hours) for day in museum.site.exceptions),
    ]
    found += [
        f"site: opening hours of day {day} {fault}"
        for day, hours in opening
        if hours is not None and (fault := hours_fault(hours))
    ]
    found += [
        f"room {room.key}: its hours of day {day} {fault}"
        for room in museum.rooms
        for day, hours in enumerate(room.opening or [], start=1)
        if hours is not None and (fault := hours_fault(hours))
    ]
    found += [
        f"room {room.key}: it is closed until a day before the first one, {first}"
        for room in museum.rooms
        for first, last in room.closed
        if last < first
    ]
    said = Counter((entry.written, entry.language) for entry in museum.site.lexicon)
    found += [
        f"site: the lexicon has {written!r} in {language} {n} times"
        for (written, language), n in said.items()
        if n > 1
    ]
    found += [
        f"site: {fault.theme}, {fault.field}: {fault}"
        for fault in colour_faults(museum.site)
        if not fault.of_accent  # see contract.palettes
    ]
    return found
