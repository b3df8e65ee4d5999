"""Reckons how much a phone keeps of the newest release, so that staff see it where a release is made.

It is the whole museum in one language, for adults: each work's page, its recordings in the smaller encoding with their
words, its picture in one size with its thumbnail, and the pictures of floors. Pages are made by the visit, which
publishing doesn't know, so their length is an estimate; the phone itself says the exact size before it keeps anything.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from msgspec import Struct

from contract.bundle import Release
from contract.museum import Language, Level
from narration.script import offered_levels
from tour_server.publishing.picture_sizes import JPEG, PictureSizes, kinds

LARGE_BYTES = 30_000_000
"""Ten minutes at 400 kbit/s, the slow Wi-Fi on which all phone pages are measured (decision 0031)."""
PHONE_PX = 1080  # the narrower side of most phones' screens, in pixels
PAGE_BYTES, BLOCK_BYTES = 15_000, 2_200
"""A page without texts, and what each spoken block adds to one: 1.2 MB for the 26 pages and 376 blocks of the Museum
of Pattern in English (decision 0035). On a museum of three works the whole is 0.2 MB too large."""
OTHER_PAGES = 4
SHARED_BYTES = 400_000  # scripts, styles, typefaces and icons of any museum (decision 0035)


class PhoneSize(Struct, frozen=True):
    """The bytes that a phone keeps of a museum in one language."""

    language: Language
    bytes: int

    @property
    def megabytes(self) -> float:
        """The size as phones write it: in MB, with one decimal."""
        return round(self.bytes / 1e6, 1)

    @property
    def is_large(self) -> bool:
        """Whether it takes long on a slow network."""
        return self.bytes > LARGE_BYTES


class PhoneSizes:
    """Reckons the sizes of one release at a time. Safe to use from many threads."""

    def __init__(self, sizes: PictureSizes, find: Callable[[str], Path | None]) -> None:
        """`find` returns the file of a target of the newest release, None when there is none."""
        self._sizes, self._find = sizes, find
        self._lock = threading.Lock()
        self._last: tuple[tuple[int, int], list[PhoneSize]] | None = None

    def of(self, release: Release) -> list[PhoneSize]:
        """Returns the size of each language of the museum, in the museum's order."""
        pictures = sorted(set(release.pictures.values()))
        made = sum(len(facts.widths) for one in pictures if (facts := self._sizes.of(one)))
        key = (release.number, made)
        with self._lock:
            if self._last is None or self._last[0] != key:
                self._last = (key, self._reckoned(release, pictures))
            return self._last[1]

    def _reckoned(self, release: Release, pictures: Iterable[str]) -> list[PhoneSize]:
        pages = PAGE_BYTES * (len(release.museum.works) + OTHER_PAGES) + SHARED_BYTES
        blocks = Counter(one.language for one in release.speech)
        shown = sum(self._picture(target) for target in pictures)
        shown += sum(map(self._length, set(release.plan_files.values())))
        levels = offered_levels(release.museum.works)
        level = levels[0] if levels else Level.ADULT
        spoken: dict[Language, set[str]] = {tag: set() for tag in release.museum.site.languages}
        for one in release.speech:
            if one.level is level and one.language in spoken:
                words = one.subtitles_portrait if one.words is None else one.words
                spoken[one.language] |= {one.opus, words}
        return [
            PhoneSize(
                tag, pages + BLOCK_BYTES * blocks[tag] + shown + sum(map(self._length, targets))
            )
            for tag, targets in spoken.items()
        ]

    def _picture(self, target: str) -> int:
        """Returns the bytes of the size that a phone keeps, and of the thumbnail."""
        facts = self._sizes.of(target)
        if facts is None or not facts.widths:
            return self._length(target)
        wide = next((one for one in facts.widths if one >= PHONE_PX), facts.widths[-1])
        return self._size(target, wide, kinds()[0]) + self._size(target, facts.widths[0], JPEG)

    def _size(self, target: str, width: int, kind: str) -> int:
        file = self._sizes.file(target, width, kind)
        return 0 if file is None else file.stat().st_size

    def _length(self, target: str) -> int:
        file = self._find(target)
        return file.stat().st_size if file is not None and file.is_file() else 0
