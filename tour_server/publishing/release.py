"""Makes one release of a museum: its pictures for screens, its speech, its reference features, its `release.json`.

Nothing here decides what is new: each piece is asked of a cache by its content. So a release after one changed text
renders the speech of that text, and copies the rest.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from contract.bundle import RELEASE_TARGET, Release, Speech, write_release
from contract.floor_picture import FloorPicture
from contract.framing import Crop, crops
from contract.museum import Museum
from contract.museum_check import check
from contract.offer_picture import framed_pictures
from models.picture import PictureError
from narration.rendered_blocks import BlockRenderer
from runtime.durable_files import write_durably
from tour_server.catalogue.pictures import Pictures
from tour_server.publishing.clean_videos import UnreadableVideoError, clean_video
from tour_server.publishing.display_pictures import display_picture, phone_picture
from tour_server.publishing.language_voices import LanguageVoices
from tour_server.publishing.published_look import LookMaker
from tour_server.publishing.reference_features import (
    References,
    known_references,
    reference_features,
)
from tour_server.publishing.speech import RenderedBlocks, SpeechMaker, targets
from tour_server.publishing.speech_packs import SpeechPacks
from tour_server.publishing.word_sounds import published_word_sounds, word_sound_problems
from web.translations import mark

SINGLE_FILES_UP_TO = 7500
"""Spoken blocks up to which each file of speech is a target of its own, too. Kiosks of before 0018 know no packs, and
could not take a release of more blocks anyway."""


class PublishProgress(Protocol):
    """A function that is called with the progress of a publish."""

    def __call__(self, doing: str, done: int, of: int) -> None:
        """Take in that `done` of `of` steps of `doing`, a few words, are finished."""


class CantPublishError(Exception):
    """The museum can't be published as it stands; `problems` are sentences for the desk."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


class MadeRelease(Struct, frozen=True):
    """A release, the file of each target that kiosks fetch, and what staff should know of it.

    `for_phones`: each target that phones fetch and its file, to be gone through once. `to_speak`: keys of the blocks
    whose speech follows; `to_speak_again`, `voice_notes`: see RenderedBlocks.
    """

    release: Release
    files: dict[str, Path]
    for_phones: Iterable[tuple[str, Path]]
    notes: list[str]
    newly_spoken: int
    to_speak: list[str]
    to_speak_again: list[str]
    voice_notes: list[str]


class DraftedRelease(Struct, frozen=True):
    """What a release would be: see `ReleaseMaker.draft`. The files of its speech are asked of `speech_file`.

    `for_phones`, `for_kiosks`: each other target and its file; pictures differ, features are in neither.
    """

    release: Release
    for_phones: dict[str, Path]
    for_kiosks: dict[str, Path]


class ReleaseMaker:
    """Makes releases, with everything costly kept in `cache`."""

    def __init__(
        self,
        pictures: Pictures,
        speaker: Callable[[], BlockRenderer],
        cache: Path,
        workers: int = 2,
        voices: LanguageVoices | None = None,
        phones_at: str = "",
    ) -> None:
        """`speaker`, `workers`, `voices`: see SpeechMaker. `phones_at`: see Release."""
        self._pictures = pictures
        self._phones_at = phones_at.rstrip("/")
        self._cache = cache
        self._workers = workers
        self._speech = SpeechMaker(speaker, cache / "speech", workers, voices)
        self._looks = LookMaker(pictures, cache / "look")
        self._packs = SpeechPacks(cache / "packs", self._speech.file)

    def make(
        self,
        museum: Museum,
        number: int,
        at: dt.datetime,
        progress: PublishProgress,
        stop_speaking: Callable[[], bool],
        plans: Sequence[FloorPicture] = (),
        later: Collection[str] = (),
    ) -> MadeRelease:
        """Make the release `number` of `museum`, with the speech there is when `stop_speaking` becomes true.

        `plans`: the pictures of floors that go out with it. `later`: keys of blocks whose speech it does not wait for.
        Raises CantPublishError, OSError on a full disk.
        """
        if problems := self._problems(museum):
            raise CantPublishError(problems)
        look, look_files = self._looks.make(museum)
        word_sounds = published_word_sounds(museum, self._pictures)
        files: dict[str, Path] = look_files | dict(word_sounds.values())
        shown = self._show(museum, files, progress)
        videos, plan_files = self._videos(museum), self._plan_files(plans)
        rendered = self._speech.speak(museum, stop_speaking, _speaking(progress), later=later)
        files.update(self._packs.make(rendered.speech, _packing(progress)))
        if len(rendered.speech) <= SINGLE_FILES_UP_TO:
            files.update(self._speech_files(rendered.speech))
        notes = list(rendered.notes)
        features = self._features(museum, files, notes, progress)
        release = Release(
            number=number,
            published_at=at.timestamp(),
            museum=museum,
            speech=rendered.speech,
            pictures=shown,
            features=features,
            videos={name: target for name, (target, _) in videos.items()},
            phones_at=self._phones_at,
            look=look,
            word_sounds={name: target for name, (target, _) in word_sounds.items()},
            plans=list(plans),
            plan_files={name: target for name, (target, _) in plan_files.items()},
        )
        body = self._cache / RELEASE_TARGET
        write_durably(body, write_release(release))
        files[RELEASE_TARGET] = body
        phones = chain(
            self._phone_pictures(museum, shown),
            chain(videos.values(), plan_files.values(), look_files.items()),
            self._speech_files(rendered.speech),
        )
        return MadeRelease(
            release,
            files,
            phones,
            notes,
            rendered.newly_spoken,
            rendered.to_speak,
            rendered.to_speak_again,
            rendered.voice_notes,
        )

    def _problems(self, museum: Museum) -> list[str]:
        sounds = word_sound_problems(museum, self._pictures)
        return [*check(museum), *self._looks.problems(museum), *sounds]

    def draft(
        self,
        museum: Museum,
        number: int,
        at: dt.datetime,
        progress: PublishProgress,
        plans: Sequence[FloorPicture] = (),
    ) -> DraftedRelease:
        """Return what the release `number` of `museum` would be, with the speech there is, and its files.

        It is not written, and can't be published. Raises CantPublishError, OSError on a full disk.
        """
        if problems := self._problems(museum):
            raise CantPublishError(problems)
        look, look_files = self._looks.make(museum)
        word_sounds = published_word_sounds(museum, self._pictures)
        for_kiosks = look_files | dict(word_sounds.values())
        shown = self._show(museum, for_kiosks, progress)
        videos, plan_files = self._videos(museum), self._plan_files(plans)
        speech = self._speech.speak(museum, lambda: True, _speaking(progress)).speech
        release = Release(
            number=number,
            published_at=at.timestamp(),
            museum=museum,
            speech=speech,
            pictures=shown,
            features=None,
            videos={name: target for name, (target, _) in videos.items()},
            phones_at=self._phones_at,
            look=look,
            word_sounds={name: target for name, (target, _) in word_sounds.items()},
            plans=list(plans),
            plan_files={name: target for name, (target, _) in plan_files.items()},
        )
        phones = {
            **look_files,
            **dict(self._phone_pictures(museum, shown)),
            **dict(videos.values()),
            **dict(plan_files.values()),
        }
        return DraftedRelease(release, phones, for_kiosks)

    def speech_file(self, target: str) -> Path:
        """Returns where a target of speech is. Raises KeyError for another target."""
        return self._speech.file(target)

    def references(self, museum: Museum, progress: Callable[[int, int], None]) -> References:
        """Compute the features of the museum's reference pictures, as far as they are not stored.

        `progress` hears (pictures done, all). Raises KeyError for a picture that is gone, PictureError, OSError.
        """
        return reference_features(museum, self._pictures.path, self._cache / "features", progress)

    def known_references(self, museum: Museum) -> References | None:
        """Returns what `references` returned for these pictures, None before. Raises OSError."""
        return known_references(museum, self._cache / "features")

    @property
    def speaks_again(self) -> bool:
        """Whether a language has a voice of its own, that speaks after the first one."""
        return self._speech.speaks_again

    def speak(
        self,
        museum: Museum,
        stop: Callable[[], bool],
        progress: Callable[[int, int], None],
        *,
        again: bool = False,
    ) -> RenderedBlocks:
        """Render the speech of `museum` for a release to come: see SpeechMaker. Raises OSError on a full disk."""
        return self._speech.speak(museum, stop, progress, again=again)

    def _speech_files(self, speech: Iterable[Speech]) -> Iterator[tuple[str, Path]]:
        """Yield each target of speech and its file."""
        for one in speech:
            for target in targets(one):
                yield target, self._speech.file(target)

    def _videos(self, museum: Museum) -> dict[str, tuple[str, Path]]:
        """Returns the target and the file of each video in sign language. Raises CantPublishError."""
        found, problems = {}, []
        for work in museum.works:
            for video in work.sign_videos:
                try:
                    source = self._pictures.path(video.file)
                    path = clean_video(source, self._cache / "videos")
                except KeyError:
                    problems.append(f"Work {work.key}: its video {video.file} is not in the store.")
                except UnreadableVideoError as error:
                    problems.append(f"Work {work.key}: {error}")
                else:
                    found[video.file] = (f"videos/{path.name}", path)
        if problems:
            raise CantPublishError(problems)
        return found

    def _plan_files(self, plans: Iterable[FloorPicture]) -> dict[str, tuple[str, Path]]:
        """Returns the target and the file of each picture of a floor. Raises CantPublishError."""
        found, problems = {}, []
        for plan in plans:
            try:
                path = self._pictures.path(plan.file)
            except KeyError:
                problems.append(f"The picture of floor {plan.floor} is not in the store.")
            else:
                found[plan.file] = (f"plans/{path.parent.name[:32]}{path.suffix}", path)
        if problems:
            raise CantPublishError(problems)
        return found

    def _show(
        self, museum: Museum, files: dict[str, Path], progress: PublishProgress
    ) -> dict[str, str]:
        wanted = {file: f"Offer {one.key}" for one in museum.offers for file in one.files}
        wanted |= {one.file: f"Work {work.key}" for work in museum.works for one in work.media}
        crop_of = crops(framed_pictures(museum))
        shown: dict[str, str] = {}
        problems: list[str] = []
        with ThreadPoolExecutor(self._workers) as pool:
            making = {
                medium: pool.submit(self._display, medium, crop_of.get(medium)) for medium in wanted
            }
            for done, (medium, owner) in enumerate(wanted.items()):
                progress(mark("making pictures"), done, len(wanted))
                try:
                    file = making[medium].result()
                except KeyError:
                    problems.append(f"{owner}: its picture {medium} is not in the store.")
                except PictureError as error:
                    problems.append(f"{owner}, {medium}: {error}")
                else:
                    shown[medium] = f"pictures/{file.name}"
                    files[shown[medium]] = file
        if problems:
            raise CantPublishError(problems)
        return shown

    def _phone_pictures(self, museum: Museum, shown: dict[str, str]) -> Iterator[tuple[str, Path]]:
        """Yield the target of each picture, and the file that phones get by that name."""
        crop_of = crops(framed_pictures(museum))
        for medium, target in shown.items():
            file, crop = self._pictures.path(medium), crop_of.get(medium)
            yield target, phone_picture(file, self._cache / "pictures", crop)

    def _display(self, medium: str, crop: Crop | None) -> Path:
        return display_picture(self._pictures.path(medium), self._cache / "pictures", crop)

    def _features(
        self, museum: Museum, files: dict[str, Path], notes: list[str], progress: PublishProgress
    ) -> str | None:
        references = self.references(
            museum,
            lambda done, of: progress(mark("learning to recognise the works"), done, of),
        )
        notes += references.unusable
        if references.file is None:
            return None
        target = f"features/{references.file.name}"
        files[target] = references.file
        return target


def _speaking(progress: PublishProgress) -> Callable[[int, int], None]:
    return lambda done, of: progress(mark("making speech"), done, of)


def _packing(progress: PublishProgress) -> Callable[[int, int], None]:
    return lambda done, of: progress(mark("packing speech for kiosks"), done, of)
