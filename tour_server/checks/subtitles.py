"""Finds subtitles that can't be read, among the texts whose speech is out.

The files of speech never change, so each is read once, in a job: 10,000 of them take a minute.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from contract.bundle import Release, Speech
from contract.museum import Block, Link, Museum, Work
from narration.subtitle_layout import Layout, limits
from narration.subtitle_rules import violations
from narration.webvtt import SubtitleError, read
from runtime.languages import own_name
from tour_server.catalogue.parts import PartKind
from tour_server.checks.check import ReadinessCheck
from tour_server.checks.finding import Finding
from tour_server.jobs.job import JobKind, JobRun
from tour_server.jobs.jobs import Jobs
from tour_server.staff.permissions import Permission
from web.translations import mark, ngettext

_NAME = "read-subtitles"


class SubtitleCheck:
    """Reads the subtitles of the newest release, and remembers how many of each file can't be read."""

    def __init__(
        self,
        release: Callable[[], Release | None],
        file: Callable[[str], Path | None],
        jobs: Jobs,
    ) -> None:
        """`release`: the newest. `file`: where a target of it is, None where it is gone."""
        self._release, self._file, self._jobs = release, file, jobs
        self._faulty: dict[str, int] = {}  # target -> subtitles that can't be read
        self.kind = JobKind(
            _NAME, "Read the subtitles of what is out", self._run, permission=Permission.PUBLISH
        )
        self.check = ReadinessCheck(
            "subtitles", mark("Subtitles that can't be read"), _say, of_museum=self._look
        )

    def _look(self, museum: Museum) -> list[Finding] | None:
        release = self._release()
        if release is None:
            return []
        if any(target not in self._faulty for one in release.speech for target in _targets(one)):
            self._jobs.ask(self.kind)
            return None
        said = {key: block.text for key, (_, _, block) in _blocks(release.museum).items()}
        now = _blocks(museum)
        found = []
        for one in release.speech:
            owner = now.get(one.block)
            count = max(self._faulty[target] for target in _targets(one))
            if count and owner is not None and owner[2].text == said.get(one.block):
                place = f"block.{one.block}.text"
                found.append(Finding(owner[0], owner[1], count, one.language, anchor=place))
        return found

    def _run(self, run: JobRun) -> None:
        release = self._release()
        if release is None:
            return
        missing = [
            (one, layout, target)
            for one in release.speech
            for layout, target in zip(Layout, _targets(one), strict=True)
            if target not in self._faulty
        ]
        for done, (one, layout, target) in enumerate(missing):
            run.progress(mark("reading subtitles"), done, len(missing))
            self._faulty[target] = self._faults(one, layout, target)

    def _faults(self, speech: Speech, layout: Layout, target: str) -> int:
        """Return how many subtitles of a file break a rule; one for a file that is no subtitle file."""
        path = self._file(target)
        try:
            cues = [] if path is None else read(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, SubtitleError):
            return 1
        room = limits(speech.language, speech.level, layout)
        return len({one.cue for one in violations(cues, room)})


def _targets(speech: Speech) -> tuple[str, str]:
    """Return the files of its subtitles, in the order of Layout."""
    return speech.subtitles, speech.subtitles_portrait


def _blocks(museum: Museum) -> dict[str, tuple[PartKind, str, Block]]:
    owners: list[Work | Link] = [*museum.works, *museum.links]
    return {
        block.key: (PartKind.LINK if isinstance(owner, Link) else PartKind.WORK, owner.key, block)
        for owner in owners
        for block in owner.blocks
    }


def _say(finding: Finding) -> str:
    return ngettext(
        "{number} subtitle in {language} is too fast or too wide to read: make its sentence shorter.",
        "{number} subtitles in {language} are too fast or too wide to read: make their sentences shorter.",
        finding.count,
        language=own_name(finding.language),
    )
