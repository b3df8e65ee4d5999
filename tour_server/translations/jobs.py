"""Translations in the background: what an import changed is counted, and a machine drafts what is missing."""

from __future__ import annotations

from msgspec import Struct

from tour_server.jobs.job import Job, JobFailedError, JobKind, JobRun
from tour_server.jobs.jobs import Jobs
from tour_server.staff.permissions import Permission
from tour_server.translations.grid import Grid, GridFilter
from tour_server.translations.machine_drafting import DraftingResult, MachineDrafting
from tour_server.translations.translated_texts import TextState
from tour_server.translations.translation_index import TranslationIndex
from tour_server.translations.translator import TranslatorError
from web.translations import mark


class DraftingArguments(Struct, frozen=True):
    """What the machine drafts: the filter of the grid, whose language is that of the drafts."""

    language: str
    kind: str = ""
    room: str = ""
    search: str = ""


class TranslationJobs:
    """The two kinds of jobs, and how to ask for them. `machine_name` is empty where there is no machine."""

    def __init__(
        self,
        jobs: Jobs,
        index: TranslationIndex,
        grid: Grid,
        drafting: MachineDrafting | None,
        machine_name: str,
    ) -> None:
        self._jobs, self._index, self._grid = jobs, index, grid
        self._drafting, self.machine_name = drafting, machine_name
        self._counting = JobKind(
            "count-translations",
            mark("Counting of translations"),
            self._count,
            permission=Permission.WRITE,
        )
        self._machine = JobKind(
            "draft-translations",
            mark("Drafts of the translation machine"),
            self._draft,
            permission=Permission.WRITE,
        )
        self.kinds = (self._counting, self._machine)

    def count(self, at_once: int) -> int:
        """Count what changed, where that is at most `at_once` parts; else ask a job for it.

        Returns how many parts wait for that job.
        """
        behind = self._index.behind()
        if behind > at_once:
            self._jobs.ask(self._counting)
            return behind
        self._index.catch_up()
        return 0

    def ask_machine(self, wanted: GridFilter, by: str) -> bool:
        """Ask for drafts of what is missing. Returns False while the machine is at work."""
        arguments = DraftingArguments(wanted.language, wanted.kind, wanted.room, wanted.search)
        return self._jobs.ask(self._machine, arguments, by) is not None

    def newest_machine(self) -> Job | None:
        """Return the newest job of the machine, None where there is none."""
        return self._jobs.newest(self._machine.name)

    def machine_result(self) -> DraftingResult | None:
        """Return what came of the newest job of the machine, None where nothing did yet."""
        job = self.newest_machine()
        return None if job is None else job.result_as(DraftingResult)

    def _count(self, run: JobRun) -> None:
        self._index.catch_up(lambda done, of: run.progress(mark("counting"), done, of))

    def _draft(self, run: JobRun) -> DraftingResult:
        asked = run.job.arguments_as(DraftingArguments)
        if self._drafting is None:
            raise JobFailedError(mark("The settings name no translation machine."))
        wanted = GridFilter(
            asked.language, TextState.MISSING.value, asked.kind, asked.room, asked.search
        )
        self._index.catch_up(lambda done, of: run.progress(mark("counting"), done, of))
        try:
            return self._drafting.draft(
                self._grid.parts(wanted),
                asked.language,
                run.job.asked_by,
                lambda done, of: run.progress(mark("drafting"), done, of),
            )
        except TranslatorError as error:
            raise JobFailedError(str(error)) from error
