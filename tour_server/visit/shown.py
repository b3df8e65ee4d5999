"""A release as the visitor's pages look things up in it. Made once a release.

What a newcomer would get wrong: the address of a file carries the release's number (`?r=3`), so that a phone
may keep the file for good; the same address never means another recording.
"""

from __future__ import annotations

from flask import url_for

from contract.bundle import Release, Speech
from contract.museum import Medium, Work
from tour_server.routing.route_planner import RoutePlanner
from tour_server.visit.telling import Teller


class Shown:
    """Works by number and by key, what is told about them, and which files a visitor may have."""

    def __init__(self, release: Release) -> None:
        self.release = release
        self.museum = release.museum
        self.teller = Teller(release)
        self.route_planner = RoutePlanner(self.museum)
        self.works = {work.key: work for work in self.museum.works}
        self.numbers = {work.number: work for work in self.museum.works}
        self.room_names = {room.key: room.name for room in self.museum.rooms}
        self.files = frozenset(release.pictures.values()) | {
            target
            for speech in release.speech
            for target in (speech.opus, speech.aac, speech.subtitles, speech.subtitles_portrait)
        }

    def address(self, target: str) -> str:
        """Where a phone fetches a file of this release."""
        return url_for("visit.media", target=target, r=self.release.number)

    def picture(self, work: Work) -> tuple[Medium, str] | None:
        """The first picture of a work that was published, and its address."""
        for medium in work.media:
            if medium.file in self.release.pictures:
                return medium, self.address(self.release.pictures[medium.file])
        return None

    def recording(self, speech: Speech) -> dict[str, str | float]:
        """What a player needs: the addresses of both encodings and of the subtitles, and the seconds."""
        return {
            "opus": self.address(speech.opus),
            "aac": self.address(speech.aac),
            "subtitles": self.address(speech.subtitles_portrait),
            "seconds": round(speech.seconds, 2),
        }

    def after(self, work: Work) -> Work | None:
        """The work with the next number; after the last, none."""
        later = [number for number in self.numbers if number > work.number]
        return self.numbers[min(later)] if later else None
