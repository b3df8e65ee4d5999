"""The flyer of a tour in one language: a cover, the plan with the route, the stops, the hours, and a code."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from contract.bundle import Release
from contract.museum import Level, Medium, Museum, Text, Tour, Work, worded
from runtime.languages import direction, primary_language
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.pictures import Pictures
from tour_server.printing.draft_marks import DraftMarks, mark_words
from tour_server.printing.flyer_plan import FlyerPlan, PlanColours
from tour_server.printing.flyer_words import FlyerWords, hours_lines
from tour_server.printing.number_words import breakable, typed_address
from tour_server.printing.print_fonts import PrintFonts
from tour_server.printing.print_style import PrintStyle, is_italic, logo_name
from tour_server.printing.typesetter import Document, all_characters
from tour_server.routing.route_planner import RoutePlanner
from tour_server.visit.floor_words import floor_name
from tour_server.visit.tour_labels import TourLabel, TourLabels
from tour_server.visit.words import VisitWords, visit_words
from tour_server.visit.work_narration import Narrator
from web.qr_code import qr_svg
from web.translations import mark, shipped_catalogue

LAYOUT, COVER = "flyer.typ", "cover.jpg"
THUMBNAIL_SIDE, COVER_SIDE = 480, 960  # pixels: 24 mm and 100 mm at 250 to the inch and more


class Fold(Struct, frozen=True):
    """How an A4 sheet is folded. `panels`: on each of its sides."""

    key: str
    name: str
    panels: int


FOLDS = {
    fold.key: fold
    for fold in (
        Fold("a5", mark("A4, folded once to A5"), 2),
        Fold("three", mark("A4, folded twice to three panels"), 3),
    )
}


class TourFlyer:
    """Makes the document of one tour in one language."""

    def __init__(
        self,
        release: Release,
        pictures: Pictures,
        fonts: PrintFonts,
        marks: DraftMarks,
        server: str,
    ) -> None:
        """`release`: the museum, with the speech that says how long a tour takes. `server`: phones reach it there."""
        self._museum, self._pictures = release.museum, pictures
        self._fonts, self._marks, self._server = fonts, marks, server.rstrip("/")
        self._labels = TourLabels(release.museum, Narrator(release), RoutePlanner(release.museum))

    def document(self, tour: Tour, language: str, fold: Fold) -> Document:
        """Returns the flyer. Raises KeyError for a file that is gone, PictureError, OSError."""
        writer = _FlyerWriter(self._museum, self._marks, tour, language)
        label = self._labels.label(tour.key, writer.languages)
        if label is None:
            raise KeyError(tour.key)
        site = self._museum.site
        style = PrintStyle(site, self._pictures)
        data: dict[str, Any] = {**style.data(language), "panels": fold.panels}
        colours = PlanColours(data["ink"], data["second_ink"], data["hairline"], data["accent"])
        files = self._files(label.works, style)
        data |= writer.tour(label)
        data["stops"] = [
            writer.stop(work) | {"picture": _name(work) if _name(work) in files else None}
            for work in label.works
        ]
        data["cover"] = COVER if COVER in files else None
        data["cover_alt"] = next(
            (one["title"]["words"] for one in data["stops"] if one["picture"]), ""
        )
        data["floors"], data["signs"] = writer.plan(FlyerPlan(self._museum, colours), label.works)
        address = f"{self._server}/visit/tour/{tour.key}?l={language}"
        data |= {"code": qr_svg(address), "code_alt": address}
        data |= writer.practical(breakable(typed_address(self._server)))
        return Document(LAYOUT, data, self._fonts.stacks(site.look, all_characters(data)), files)

    def _files(self, works: Sequence[Work], style: PrintStyle) -> dict[str, Path]:
        files = {}
        for work in works:
            shown = _shown(work)
            if shown is not None:
                file, crop = shown.file, shown.crop
                files[_name(work)] = self._pictures.thumbnail(file, THUMBNAIL_SIDE, crop)
                files.setdefault(COVER, self._pictures.thumbnail(file, COVER_SIDE, crop))
        logo = style.logo()
        if logo is not None:
            files[logo_name(logo)] = logo
        return files


class _FlyerWriter:
    """Writes what a flyer says of one tour."""

    def __init__(self, museum: Museum, marks: DraftMarks, tour: Tour, language: str) -> None:
        self._museum, self._site, self._marks = museum, museum.site, marks
        self._tour = tour
        self.languages = list(dict.fromkeys([language, *museum.site.languages]))
        self._words: VisitWords = visit_words(shipped_catalogue(), self.languages)
        self._own = FlyerWords(self._words.language)

    def tour(self, label: TourLabel) -> dict[str, Any]:
        unapproved = self._marks.unapproved(PartKind.TOUR, self._tour.key)
        steps = (
            self._say("by_steps", number=label.by_steps)
            if label.by_steps
            else self._say("no_steps")
        )
        facts = [
            self._say("minutes", number=label.minutes),
            self._say("stops", number=len(label.works)),
            steps,
        ]
        return {
            "title": self._text("title", label.title, unapproved),
            "summary": self._text("summary", label.summary, unapproved),
            "facts": facts,
        }

    def stop(self, work: Work) -> dict[str, Any]:
        unapproved = self._marks.unapproved(PartKind.WORK, work.key)
        room = self._museum.room(work.room)
        where = worded(room.name, self.languages)[0]
        if len({one.floor for one in self._museum.rooms}) > 1:
            where = self._say("room_on_floor", room=where, floor=self._floor_name(room.floor))
        return {
            "number": work.number,
            "title": self._text("title", work.title, unapproved),
            "maker": self._text("maker", work.maker, unapproved),
            "room": where,
        }

    def plan(
        self, plan: FlyerPlan, works: Sequence[Work]
    ) -> tuple[list[dict[str, Any]], list[dict[str, str]]]:
        names = {room.key: worded(room.name, self.languages) for room in self._museum.rooms}
        full = self._say("full_word")
        floors, kinds = plan.floors(works, names, full, self._floor_name)
        return floors, [
            {"svg": plan.sign(kind), "word": self._say(f"sign_{kind}")} for kind in kinds
        ]

    def practical(self, address: str) -> dict[str, Any]:
        return {
            "words_language": primary_language(self._words.language),
            "hours": hours_lines(self._site, self._words),
            "said": {
                "hours": self._own.say("hours"),
                "phone": self._own.say("phone"),
                "scan": self._own.say("scan", address=address),
                "by_number": self._own.say("by_number"),
                "on_tour": self._own.say("on_tour"),
                "plan": self._own.say("plan"),
            },
        }

    def _text(self, field: str, text: Text, unapproved: set[tuple[str, str]]) -> dict[str, Any]:
        words, language = worded(text, self.languages)
        return {
            "words": words,
            "lang": primary_language(language) if language else "",
            "dir": direction(language) if language else "ltr",
            "italic": is_italic(language) if language else False,
            "mark": mark_words(self.languages[0]) if (field, language) in unapproved else "",
        }

    def _say(self, key: str, **facts: object) -> str:
        return self._words.plain(self._site, Level.ADULT, key, **facts)

    def _floor_name(self, floor: int) -> str:
        return floor_name(self._words, self._site, floor)


def _shown(work: Work) -> Medium | None:
    """Returns the picture of a work that visitors are shown, None where it has none."""
    return next((medium for medium in work.media if medium.detail is None), None)


def _name(work: Work) -> str:
    return f"stop-{work.number}.jpg"
