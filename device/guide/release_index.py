"""Finds the works and speech of one release by key and number; built once per release, not at each event."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence, Set

from contract.bundle import Release, Speech
from contract.museum import Key, Language, Work
from device.guide.scene import Label, label
from narration.script import offered_levels


class ReleaseIndex:
    """Finds what the guide needs of `release`. The release does not change."""

    def __init__(self, release: Release, has_speech: Callable[[Speech], bool]) -> None:
        """`has_speech` returns whether the files of a block are on the kiosk now."""
        self.release = release
        self.works: dict[Key, Work] = {}
        self._speech = {speech.block: speech for speech in release.speech}
        self._has_speech = has_speech
        self._by_number: dict[int, Work] = {}
        for work in release.museum.works:
            self.works.setdefault(work.key, work)
            self._by_number.setdefault(work.number, work)
        self.levels = offered_levels(release.museum.works)
        self._labels: dict[tuple[Language, ...], tuple[Label, ...]] = {}

    @property
    def languages(self) -> list[Language]:
        """The museum's languages, in its own order."""
        return self.release.museum.site.languages

    def speech(self, block: Key) -> Speech | None:
        """Returns the release's speech of a block; None where it has none or it is not on the kiosk yet."""
        speech = self._speech.get(block)
        return speech if speech is not None and self._has_speech(speech) else None

    def numbered(self, typed: str) -> Work | None:
        """Returns the work whose number was typed; None where there is none."""
        return self._by_number.get(int(typed)) if typed.isdecimal() else None

    def from_room(self, room: Key | None, closed: Set[Key] = frozenset()) -> list[Work]:
        """Returns all works by number: those of `room` first, those of other rooms that are closed last.

        Note: `room` is where the kiosk stands. Who touches a kiosk in a closed room stands among its works.
        """
        return sorted(
            self.works.values(),
            key=lambda work: (
                room is not None and work.room != room,
                work.room in closed,
                work.number,
            ),
        )

    def inviting(self, room: Key | None, closed: Set[Key]) -> Set[Key]:
        """Returns the works that a kiosk in `room` may invite to: those of other closed rooms are left out."""
        return {
            work.key for work in self.works.values() if work.room == room or work.room not in closed
        }

    def next_in_room(
        self, work: Work, room: Key | None, met: Collection[Key], closed: Set[Key] = frozenset()
    ) -> Work | None:
        """Returns the work after `work` in the museum's order that was not met, in `room` or else in its own room.

        After the last one it looks from the first on. None where that room is closed.
        """
        of_room = [
            one
            for one in self.release.museum.works
            if one.room == (room or work.room) and one.room not in closed
        ]
        place = next((at + 1 for at, one in enumerate(of_room) if one.key == work.key), 0)
        unmet = (
            one
            for one in [*of_room[place:], *of_room[:place]]
            if one.key not in met and one.key != work.key
        )
        return next(unmet, None)

    def maybe(self, candidates: Sequence[Key], room: Key | None, most: int) -> tuple[Key, ...]:
        """Returns what something unknown may be: of `most` works, those of `room` first, else by likeness.

        Where there are fewer candidates, other works of the room follow them.
        """
        found = [key for key in dict.fromkeys(candidates) if key in self.works][:most]
        own = [work.key for work in self.from_room(room) if room and work.room == room]
        found += [key for key in own if key not in found][: most - len(found)]
        return tuple(sorted(found, key=lambda key: self.works[key].room != room if room else 0))

    def readable(self, language: Language) -> tuple[Language, ...]:
        """Returns the museum's languages with `language` first."""
        return (language, *(other for other in self.languages if other != language))

    def labels(self, language: Language) -> tuple[Label, ...]:
        """Returns the labels of all works, in the museum's order, for a visitor who reads `language`."""
        readable = self.readable(language)
        if readable not in self._labels:
            languages: Sequence[Language] = list(readable)
            self._labels[readable] = tuple(
                label(work, list(languages)) for work in self.release.museum.works
            )
        return self._labels[readable]
