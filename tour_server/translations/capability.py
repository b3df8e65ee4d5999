"""Translations: works by languages, what is stale, translators' files, memory, and a machine's drafts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tour_server.capability import Capability, Context, Contribution, NavigationEntry
from tour_server.translations.settings import TranslationSettings

if TYPE_CHECKING:
    from tour_server.translations.grid import Grid
    from tour_server.translations.jobs import TranslationJobs
    from tour_server.translations.translation_index import TranslationIndex

NAVIGATION = (
    NavigationEntry("Translations", "translations.page", 5, "Words"),
    NavigationEntry("Translators' files", "translations.files", 7, "Words"),
)


def build(context: Context) -> Contribution:
    """Build the index of translations, its pages and jobs, and the check for what is stale."""
    from tour_server.catalogue.drafts import Drafts
    from tour_server.catalogue.parts import PartKind
    from tour_server.checks.readiness import Readiness
    from tour_server.imports.sheet_limits import MEGABYTE
    from tour_server.recorder import EventRecorder
    from tour_server.translations.confirming import Confirming
    from tour_server.translations.events import TRANSLATION_EVENTS
    from tour_server.translations.file_applying import FileApplying
    from tour_server.translations.file_pages import UPLOAD_ENDPOINT, FilePages
    from tour_server.translations.grid import Grid
    from tour_server.translations.memory import TranslationMemory
    from tour_server.translations.outgoing import Outgoing
    from tour_server.translations.pages import TranslationPages
    from tour_server.translations.side_by_side import SideBySide
    from tour_server.translations.stale_check import stale_translations
    from tour_server.translations.translation_files import TranslationFiles
    from tour_server.translations.translation_index import TranslationIndex
    from tour_server.translations.translation_totals import TranslationTotals

    database, now = context.database, context.now
    drafts, recorder = context.get(Drafts), context.get(EventRecorder)

    def languages() -> list[str]:
        sites = drafts.all(PartKind.SITE, without_newer=True)
        return list(sites[0].body.languages) if sites else []

    index, grid = TranslationIndex(database, now, languages), Grid(database)
    context.provide(index)
    context.provide(grid)
    jobs = _jobs(context, index, grid)
    context.provide(TranslationTotals(jobs, grid, languages))
    context.get(Readiness).add(stale_translations(jobs, grid))
    files = TranslationFiles(database, now)
    size = context.settings(TranslationSettings).translation_file_mb * MEGABYTE
    pages = TranslationPages(
        drafts,
        index,
        grid,
        SideBySide(database, drafts, TranslationMemory(database)),
        Confirming(database, index, recorder, now),
        jobs,
        FilePages(
            drafts,
            Outgoing(database, drafts, index, grid),
            files,
            FileApplying(files, drafts, recorder, languages),
            languages,
            size,
        ),
    )
    return Contribution(
        pages=(pages.blueprint(),),
        navigation=NAVIGATION,
        largest_uploads={UPLOAD_ENDPOINT: size},
        jobs=jobs.kinds,
        events=TRANSLATION_EVENTS,
    )


def _jobs(context: Context, index: TranslationIndex, grid: Grid) -> TranslationJobs:
    """Build the jobs, with the machine where the settings name one or a test gives one."""
    from tour_server.catalogue.drafts import Drafts
    from tour_server.jobs.jobs import Jobs
    from tour_server.outbound.settings import OutboundSettings
    from tour_server.recorder import EventRecorder
    from tour_server.translations.jobs import TranslationJobs
    from tour_server.translations.libre_translate import translator_of
    from tour_server.translations.machine_drafting import MachineDrafting

    translator = translator_of(
        context.settings(TranslationSettings), context.settings(OutboundSettings)
    )
    drafting = None
    if translator is not None:
        drafting = MachineDrafting(
            context.get(Drafts), translator, context.get(EventRecorder), index.languages
        )
    name = "" if translator is None else translator.name
    return TranslationJobs(context.get(Jobs), index, grid, drafting, name)


TRANSLATIONS = Capability("translations", build, TranslationSettings)
