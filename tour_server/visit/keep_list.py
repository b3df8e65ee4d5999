"""Lists what a phone fetches to go on without a network, with the length of each file.

The list is of the whole museum in one language. The phone alone knows the tour, the level and the sound that it plays,
and takes what it wants: the request says nothing of the visitor but the language.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from flask import Flask, url_for
from msgspec import Struct

from contract.museum import Level, Work
from tour_server.visit.named_files import ListedFile, ListedPicture, NamedFiles
from tour_server.visit.plan_reply import work_url
from tour_server.visit.visitor import Visitor
from tour_server.visit.work_narration import NarrationTrack

MANIFEST_ICON = "/web/icon.svg"  # no page names it but the manifest
MOST_LISTS = (
    32  # of languages and their fall-backs: a list of 100 works takes about 150 kB of memory
)


class KeptSound(Struct, frozen=True):
    """The files of one block's speech: each encoding, and its words. `met`: as in LinkTrack, empty for the others."""

    levels: tuple[Level, ...]
    files: list[ListedFile]
    met: tuple[str, ...] = ()


class KeptWork(Struct, frozen=True):
    """The page of a work and what belongs to it. `thumbnail`: as lists of works show it."""

    work: str
    number: int
    title: str
    title_language: str
    page: ListedFile
    pictures: list[ListedPicture]
    thumbnail: ListedFile | None
    sounds: list[KeptSound]


class KeepList(Struct, frozen=True):
    """The body of the answer. `files`: what all pages share. `pages`: those that are of no work."""

    v: int
    edition: str
    release: int
    language: str
    pages: list[ListedFile]
    files: list[ListedFile]
    works: list[KeptWork]


class KeepLists:
    """Makes the lists. A list is made once an edition, its pictures' sizes and a visitor's languages."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._making = Lock()  # a list takes seconds to make, and a class asks for it at once
        self._made: OrderedDict[tuple[str, ...], KeepList] = OrderedDict()

    def of(self, app: Flask, visitor: Visitor, accept_language: str) -> KeepList:
        """Returns the list in the visitor's language. `accept_language`: the header of the request."""
        key = (visitor.edition, str(visitor.view.sizes_made()), *visitor.languages)
        found = self._find(key)
        if found is None:
            with self._making:
                found = self._find(key)
                if found is None:
                    found = _KeepListMaker(NamedFiles(app, accept_language), visitor).make()
                    self._remember(key, found)
        return found

    def _find(self, key: tuple[str, ...]) -> KeepList | None:
        with self._lock:
            if key in self._made:
                self._made.move_to_end(key)
            return self._made.get(key)

    def _remember(self, key: tuple[str, ...], made: KeepList) -> None:
        with self._lock:
            self._made[key] = made
            while len(self._made) > MOST_LISTS:
                self._made.popitem(last=False)


class _KeepListMaker:
    def __init__(self, files: NamedFiles, visitor: Visitor) -> None:
        self._files, self._visitor = files, visitor
        self._language = visitor.languages[0]

    def make(self) -> KeepList:
        """Returns the whole list."""
        works = sorted(self._visitor.view.museum.works, key=lambda work: work.number)
        pages = [
            url_for(f"visit.{name}", l=self._language)
            for name in ("start", "plan", "souvenir", "not_kept")
        ]
        tours = self._visitor.view.museum.tours
        pages += [url_for("visit.tour", key=tour.key, l=self._language) for tour in tours]
        addresses = [*pages, *(work_url(work, self._language) for work in works)]
        return KeepList(
            v=1,
            edition=self._visitor.edition,
            release=self._visitor.view.release.number,
            language=self._language,
            pages=self._all(pages),
            files=[*self._files.named(addresses), *self._all([MANIFEST_ICON, *self._by_script()])],
            works=[kept for work in works if (kept := self._work(work))],
        )

    def _by_script(self) -> list[str]:
        """Returns the pictures that scripts ask for: of offers while they hold, and of floors after the plan."""
        view = self._visitor.view
        shown = map(view.shown_with, view.museum.offers)
        offers = [addresses.address for one in shown if one for _picture, addresses in [one]]
        return [*offers, *map(view.address, view.release.plan_files.values())]

    def _work(self, work: Work) -> KeptWork | None:
        address = work_url(work, self._language)
        page = self._files.file(address)
        if page is None:
            return None
        title, title_language = self._visitor.worded(work.title)
        view = self._visitor.view
        sounds = [
            sound
            for narration in view.narrator.narrations(work, self._visitor.languages, view.levels)
            for met, track in [
                *(((), track) for track in [*narration.first, *narration.deeper]),
                *((link.met, link.track) for link in narration.links),
            ]
            if (sound := self._sound(narration.asked, met, track))
        ]
        pictures = self._files.pictures(address)
        shown = view.shown(work)
        thumbnail = None if shown is None else self._files.file(shown.thumbnail)
        return KeptWork(
            work.key, work.number, title, title_language, page, pictures, thumbnail, sounds
        )

    def _sound(
        self, levels: tuple[Level, ...], met: tuple[str, ...], track: NarrationTrack
    ) -> KeptSound | None:
        if track.speech is None:
            return None
        recording = self._visitor.view.recording(track.speech)
        if "words" in recording:  # the subtitles are made of them
            del recording["subtitles"]
        addresses = [value for value in recording.values() if isinstance(value, str)]
        return KeptSound(levels, self._all(addresses), met)

    def _all(self, addresses: list[str]) -> list[ListedFile]:
        return [file for address in addresses if (file := self._files.file(address))]
