"""Makes one release of a museum: its pictures for screens, its speech, its reference features, its `release.json`.

What a newcomer would get wrong: nothing here decides what is new. Every part is asked of a cache by its content, so
a release after one changed text says that text and copies the rest.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Protocol

import msgspec
from msgspec import Struct

from contract.bundle import RELEASE_TARGET, Release, Speech
from contract.museum import Block, Museum
from contract.museum_check import check
from models.picture import PictureError
from narration.recordings import (
    AAC,
    OPUS,
    PORTRAIT,
    SUBTITLES,
    CantSpeakError,
    Recording,
    Recordings,
    Speaker,
)
from tour_server.catalogue.pictures import Pictures, write_whole
from tour_server.publishing.display_pictures import display_picture
from tour_server.publishing.reference_features import reference_features


class Progress(Protocol):
    """Hears how far a publish is."""

    def __call__(self, doing: str, done: int, of: int) -> None:
        """`doing`: a few words; `done` of `of` steps of it."""


class CantPublishError(Exception):
    """The museum can't be published as it stands; `problems` are sentences for the desk."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


class Made(Struct, frozen=True):
    """A release, the file of each of its targets, and what staff should know of it."""

    release: Release
    files: dict[str, Path]
    notes: list[str]
    newly_said: int


class ReleaseMaker:
    """Makes releases, with everything costly kept in `cache`."""

    def __init__(
        self, pictures: Pictures, speaker: Callable[[], Speaker], cache: Path, workers: int = 2
    ) -> None:
        """`speaker` is called when there is something to say or to look up, and what it gives is closed after.

        `workers`: blocks that are said and encoded at once.
        """
        self._pictures = pictures
        self._speaker = speaker
        self._cache = cache
        self._workers = workers
        self._recordings = Recordings(cache / "speech")

    def make(self, museum: Museum, number: int, at: dt.datetime, progress: Progress) -> Made:
        """The release `number` of `museum`. Raises CantPublishError, OSError on a full disk."""
        problems = check(museum)
        if problems:
            raise CantPublishError(problems)
        files: dict[str, Path] = {}
        shown = self._show(museum, files, progress)
        notes: list[str] = []
        speech, newly_said = self._speech(museum, files, notes, progress)
        features = self._features(museum, files, notes, progress)
        release = Release(
            number=number,
            published_at=at.timestamp(),
            museum=museum,
            speech=speech,
            pictures=shown,
            features=features,
        )
        body = self._cache / RELEASE_TARGET
        write_whole(body, msgspec.json.encode(release))
        files[RELEASE_TARGET] = body
        return Made(release, files, notes, newly_said)

    def _show(self, museum: Museum, files: dict[str, Path], progress: Progress) -> dict[str, str]:
        wanted = {medium.file: work.key for work in museum.works for medium in work.media}
        shown: dict[str, str] = {}
        problems: list[str] = []
        with ThreadPoolExecutor(self._workers) as pool:
            making = {medium: pool.submit(self._display, medium) for medium in wanted}
            for done, (medium, work) in enumerate(wanted.items()):
                progress("making pictures", done, len(wanted))
                try:
                    file = making[medium].result()
                except KeyError:
                    problems.append(f"Work {work}: its picture {medium} is not in the store.")
                except PictureError as error:
                    problems.append(f"Work {work}, {medium}: {error}")
                else:
                    shown[medium] = f"pictures/{file.name}"
                    files[shown[medium]] = file
        if problems:
            raise CantPublishError(problems)
        return shown

    def _display(self, medium: str) -> Path:
        return display_picture(self._pictures.path(medium), self._cache / "pictures")

    def _speech(
        self, museum: Museum, files: dict[str, Path], notes: list[str], progress: Progress
    ) -> tuple[list[Speech], int]:
        blocks = [(work.key, block) for work in museum.works for block in work.blocks]
        if not blocks:
            return [], 0
        found: list[Speech] = []
        speaker = self._speaker()
        try:
            names = [self._recordings.name(block, speaker) for _, block in blocks]
            missing = {name for name in names if self._recordings.find(name) is None}
            newly_said = 0
            first = {name: block for name, (_, block) in zip(names, blocks, strict=True)}
            with ThreadPoolExecutor(self._workers) as pool:
                under_way = {
                    pool.submit(self._recordings.make, first[name], speaker): name
                    for name in first
                    if name in missing
                }
                for saying in as_completed(under_way):
                    progress("saying the words", newly_said, len(missing))
                    newly_said += 1
                    try:
                        saying.result()
                    except CantSpeakError as error:
                        block = first[under_way[saying]]
                        notes.append(f"Block {block.key} has no sound: {error}")
            for name, (work, block) in zip(names, blocks, strict=True):
                recording = self._recordings.find(name)
                if recording is not None:
                    found.append(_spoken(work, block, recording, files))
        finally:
            speaker.close()
        return found, newly_said

    def _features(
        self, museum: Museum, files: dict[str, Path], notes: list[str], progress: Progress
    ) -> str | None:
        references = reference_features(
            museum,
            self._pictures.path,
            self._cache / "features",
            lambda done, of: progress("learning to recognise the works", done, of),
        )
        notes += references.unusable
        if references.file is None:
            return None
        target = f"features/{references.file.name}"
        files[target] = references.file
        return target


def _spoken(work: str, block: Block, recording: Recording, files: dict[str, Path]) -> Speech:
    targets = {
        OPUS: f"speech/{recording.name}.opus",
        AAC: f"speech/{recording.name}.m4a",
        SUBTITLES: f"speech/{recording.name}.vtt",
        PORTRAIT: f"speech/{recording.name}.portrait.vtt",
    }
    files.update({target: recording.folder / name for name, target in targets.items()})
    return Speech(
        work=work,
        block=block.key,
        language=block.language,
        level=block.level,
        seconds=recording.said.seconds,
        opus=targets[OPUS],
        aac=targets[AAC],
        subtitles=targets[SUBTITLES],
        subtitles_portrait=targets[PORTRAIT],
        voice=recording.said.voice,
        machine_made=recording.said.machine_made,
    )
