"""What the page Today says: what is drafted and not published, what has no words, what waits for approval."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from contract.bundle import Release
from contract.museum import Museum
from contract.text_units import languages_without_narration
from tour_server.catalogue.approval import unapproved_blocks
from tour_server.catalogue.approvals import Approvals
from tour_server.catalogue.differences import changed_count
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.museum_faults import museum_faults
from tour_server.publishing.approved_words import ApprovedWords
from tour_server.publishing.releases import Releases


class Today:
    """Computes the facts of the page Today."""

    def __init__(
        self, drafts: Drafts, releases: Releases, words: ApprovedWords, approvals: Approvals
    ) -> None:
        self._drafts, self._releases = drafts, releases
        self._words, self._approvals = words, approvals
        self._last: tuple[tuple[Museum, Release | None, Museum], dict[str, Any]] | None = None

    def __call__(self) -> dict[str, object]:
        """Returns what the template `today.html` shows."""
        if self._drafts.empty():
            return {"museum": None}
        # Warnings above the page name the parts that newer software wrote.
        museum, newest = self._drafts.museum(without_newer=True), self._releases.release()
        going = self._words.of_museum(museum)
        last = self._last
        if last is None or any(
            one is not other
            for one, other in zip(last[0], (museum, newest, going.museum), strict=True)
        ):
            counted = self._counted(museum, newest, going.museum)
            last = self._last = (museum, newest, going.museum), counted
        return {
            **last[1],
            "problems": len(going.problems) + last[1]["faults"],
            "museum": museum,
            "newest": newest,
            "published": dt.datetime.fromtimestamp(newest.published_at, dt.UTC) if newest else None,
            "needs_approval": self._words.needed,
            "waiting": self._approvals.waiting() if self._words.needed else 0,
        }

    @staticmethod
    def _counted(museum: Museum, newest: Release | None, going: Museum) -> dict[str, Any]:
        """Return what is counted by looking at every work, kept while nothing has changed."""
        languages = museum.site.languages
        missing = Counter(
            language
            for work in museum.works
            for language in (
                languages_without_narration(work, languages) if work.blocks else languages
            )
        )
        return {
            "changed": changed_count(newest.museum if newest else None, going),
            "missing": {language: missing[language] for language in languages if missing[language]},
            "unapproved": len(unapproved_blocks(museum)),
            "pictureless": sum(not work.media for work in museum.works),
            "faults": len(museum_faults(going)),
        }
