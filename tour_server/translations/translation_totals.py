"""How much is missing and stale in each language, for the page Today."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from tour_server.translations.grid import Grid
from tour_server.translations.jobs import TranslationJobs
from tour_server.translations.translated_texts import TextState

AT_ONCE = 200  # parts that are counted before the page is shown


class LanguageTotals(Struct, frozen=True):
    """How many texts of a language need somebody."""

    language: str
    missing: int
    stale: int
    machine: int


class TranslationTotals:
    """Counts for Today."""

    def __init__(
        self, jobs: TranslationJobs, grid: Grid, languages: Callable[[], list[str]]
    ) -> None:
        self._jobs, self._grid, self._languages = jobs, grid, languages

    def __call__(self) -> list[LanguageTotals]:
        """Return the languages in which something is missing, stale or a machine's, in the museum's order.

        While a job counts, that is as it was counted last.
        """
        self._jobs.count(AT_ONCE)
        found = [
            LanguageTotals(
                one.language,
                one.counts.get(TextState.MISSING, 0),
                one.counts.get(TextState.STALE, 0),
                one.counts.get(TextState.MACHINE, 0),
            )
            for one in self._grid.totals(self._languages())
        ]
        return [one for one in found if one.missing or one.stale or one.machine]
