"""Looks up works, narration and files of one release for the visitor's pages. Made once a release.

Note: the address of a file carries the release's number (`?r=3`), so that a phone may keep the file for good. The same
address never stands for another recording.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path

from flask import url_for
from msgspec import Struct
from msgspec.structs import replace

from contract.bundle import Release, Speech
from contract.framing import FocalPoint, focus_in_crop
from contract.museum import Medium, Offer, Work
from contract.offer_picture import OfferPicture, picture_of
from contract.palettes import palettes
from narration.glossary import GlossaryInLanguage
from narration.script import offered_levels
from runtime.languages import best
from tour_server.publishing.picture_sizes import AVIF, JPEG, PictureSizes, kinds
from tour_server.publishing.published_look import colours_css
from tour_server.publishing.speech import targets
from tour_server.routing.by_way import needs_steps
from tour_server.routing.route_planner import RoutePlanner
from tour_server.routing.walking_plan import WalkingPlan
from tour_server.visit.floor_view import FloorView
from tour_server.visit.tour_labels import TourLabels
from tour_server.visit.webm_speech import OPUS, WEBM
from tour_server.visit.work_narration import Narrator

_TAG = re.compile(r"<[^>]*>")
USUAL_WIDTH_PX = 720  # most phones show a work so wide
_MEDIA_TYPES = {AVIF: "image/avif", JPEG: "image/jpeg"}


class PhoneLook(Struct, frozen=True):
    """Addresses of what a phone's pages look like; null where there is none."""

    typefaces: str | None = None
    logo_day: str | None = None
    logo_night: str | None = None


class ShownPicture(Struct, frozen=True):
    """The addresses of a picture. `srcsets`: (media type, widths with their addresses), the smaller files first.

    `address`: for phones that choose none, and to keep. 0 pixels: not known. `cut`: the classes of visit.css by which a
    small picture is cut around its focal point, "" where it is shown whole.
    """

    address: str
    thumbnail: str
    width: int = 0
    height: int = 0
    srcsets: list[tuple[str, str]] = []
    cut: str = ""


class ReleaseView:
    """Works by number and by key, their narration, and the files that a visitor may fetch."""

    def __init__(
        self, release: Release, sizes: PictureSizes, find: Callable[[str], Path | None]
    ) -> None:
        """`find` returns the file of a target of the release."""
        self.release = release
        self._sizes, self._find = sizes, find
        self._first_cues: dict[str, str] = {}
        self.museum = release.museum
        self.narrator = Narrator(release)
        self._glossaries: dict[str, GlossaryInLanguage] = {}
        self._needs_steps: dict[str, bool] = {}
        self.floors = FloorView(self.museum, WalkingPlan(self.museum))
        self.levels = offered_levels(self.museum.works)
        self.route_planner = RoutePlanner(self.museum)
        self.tours = TourLabels(self.museum, self.narrator, self.route_planner)
        self.works = {work.key: work for work in self.museum.works}
        self.numbers = {work.number: work for work in self.museum.works}
        self.room_names = {room.key: room.name for room in self.museum.rooms}
        shown = (release.pictures, release.videos, release.plan_files)
        self.files = frozenset(target for files in shown for target in files.values()) | {
            target for speech in release.speech for target in targets(speech)
        }
        self.look_files = frozenset([] if release.look is None else release.look.targets)
        self.palettes = palettes(self.museum.site)
        self.colours = colours_css(self.museum)  # stands in each page

    def needs_steps(self, offer: Offer) -> bool:
        """Returns whether an offer's place can't be reached without steps."""
        found = self._needs_steps.get(offer.key)
        if found is None:
            found = needs_steps(WalkingPlan(self.museum, step_free=True), offer)
            self._needs_steps[offer.key] = found
        return found

    def glossary(self, language: str) -> GlossaryInLanguage:
        """Returns the words that have a meaning in a language."""
        found = self._glossaries.get(language)
        if found is None:
            found = GlossaryInLanguage(self.museum.glossary, language)
            self._glossaries[language] = found
        return found

    def look(self) -> PhoneLook:
        """Returns the addresses of the museum's typefaces and logo."""
        look = self.release.look
        if look is None:
            return PhoneLook()
        night = look.logo_night or look.logo_day
        return PhoneLook(
            None if look.typefaces is None else _look_address(look.typefaces),
            None if look.logo_day is None else _look_address(look.logo_day),
            None if night is None else _look_address(night),
        )

    def address(self, target: str) -> str:
        """Returns the URL at which a phone fetches a file of this release."""
        return url_for("visit.media", target=target, r=self.release.number)

    def picture(self, work: Work) -> tuple[Medium, str] | None:
        """Returns the first published picture of a work and its URL, or None."""
        for medium in work.media:
            if medium.file in self.release.pictures:
                return medium, self.address(self.release.pictures[medium.file])
        return None

    def shown(self, work: Work) -> ShownPicture | None:
        """Returns what a page needs to show the first published picture of a work in the width it has for it."""
        found = self.picture(work)
        if found is None:
            return None
        medium = found[0]
        cut = _cut_classes(focus_in_crop(medium.focus, medium.crop))
        return replace(self._shown(self.release.pictures[medium.file]), cut=cut)

    def shown_with(self, offer: Offer) -> tuple[OfferPicture, ShownPicture] | None:
        """Returns the picture of an offer and what a page needs to show it; None where it has none in this release."""
        picture = picture_of(offer, self.museum)
        if picture is None or picture.file not in self.release.pictures:
            return None
        return picture, self._shown(self.release.pictures[picture.file])

    def _shown(self, target: str) -> ShownPicture:
        address = self.address(target)
        facts = self._sizes.of(target)
        if facts is None:
            return ShownPicture(address, address)
        srcsets = [
            (
                _MEDIA_TYPES[kind],
                ", ".join(
                    f"{self._in_width(target, width, kind)} {width}w" for width in facts.widths
                ),
            )
            for kind in (kinds() if facts.widths else ())
        ]
        smallest = self._in_width(target, facts.widths[0], JPEG) if facts.widths else address
        usual = [width for width in facts.widths if width <= USUAL_WIDTH_PX]
        return ShownPicture(
            self._in_width(target, usual[-1], JPEG) if usual else address,
            smallest,
            facts.width,
            facts.height,
            srcsets,
        )

    def sizes_made(self) -> int:
        """Returns how many sizes of its pictures there are by now."""
        facts = map(self._sizes.of, set(self.release.pictures.values()))
        return sum(len(each.widths) for each in facts if each is not None)

    def _in_width(self, target: str, width: int, kind: str) -> str:
        return url_for("visit.media", target=target, r=self.release.number, w=width, f=kind)

    def sign_video(self, work: Work, languages: list[str]) -> tuple[str, str] | None:
        """Returns the language and the URL of the video in sign language that serves these languages, or None."""
        videos = {
            video.language: self.release.videos[video.file]
            for video in work.sign_videos
            if video.file in self.release.videos
        }
        language = best(languages, videos)
        return None if language is None else (language, self.address(videos[language]))

    def recording(self, speech: Speech) -> dict[str, str | float]:
        """Returns what a player needs: the URLs of both encodings and of the subtitles, and the length in seconds.

        `opus` is in WebM (visit.webm_speech). Where there are words with their times, their URL, too.
        """
        found: dict[str, str | float] = {
            "opus": self.address(f"{speech.opus.removesuffix(OPUS)}{WEBM}"),
            "aac": self.address(speech.aac),
            "subtitles": self.address(speech.subtitles_portrait),
            "seconds": round(speech.seconds, 2),
        }
        if speech.words is not None:
            found["words"] = self.address(speech.words)
        return found

    def first_cue(self, speech: Speech) -> str:
        """Returns what is to be read first, for a page whose script is to come; "" where there is none."""
        target = speech.subtitles_portrait
        if target not in self._first_cues:
            file = self._find(target)
            try:
                text = "" if file is None else file.read_text(encoding="utf-8")
            except OSError:
                return ""
            cue = text.partition(" --> ")[2].partition("\n")[2].partition("\n\n")[0]
            self._first_cues[target] = html.unescape(_TAG.sub("", cue)).strip()
        return self._first_cues[target]

    def after(self, work: Work) -> Work | None:
        """Returns the work with the next number, or None after the last one."""
        later = [number for number in self.numbers if number > work.number]
        return self.numbers[min(later)] if later else None


def _look_address(target: str) -> str:
    return url_for("visit.look", name=target.removeprefix("look/"))


def _cut_classes(focus: FocalPoint | None) -> str:
    """Returns the classes that keep a point in view, in tenths: styles that stand in a page are not allowed."""
    if focus is None:
        return ""
    return f"cut fx-{round(10 * focus[0])} fy-{round(10 * focus[1])}"
