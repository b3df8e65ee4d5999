"""What the page Today says: what is drafted and not published, what has no words, what waits for approval."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from contract.museum_check import check
from contract.text_units import languages_without_narration
from tour_server.catalogue.approval import unapproved_blocks
from tour_server.catalogue.approvals import Approvals
from tour_server.catalogue.differences import museum_changes
from tour_server.catalogue.drafts import Drafts
from tour_server.publishing.approved_words import ApprovedWords
from tour_server.publishing.releases import Releases


class Today:
    """Computes the facts of the page Today."""

    def __init__(
        self, drafts: Drafts, releases: Releases, words: ApprovedWords, approvals: Approvals
    ) -> None:
        self._drafts, self._releases = drafts, releases
        self._words, self._approvals = words, approvals

    def __call__(self) -> dict[str, object]:
        """Returns what the template `today.html` shows."""
        if self._drafts.empty():
            return {"museum": None}
        # Warnings above the page name the parts that newer software wrote.
        museum, newest = self._drafts.museum(without_newer=True), self._releases.release()
        going = self._words.of_museum(museum)
        languages = museum.site.languages
        missing = Counter(
            language
            for work in museum.works
            for language in languages_without_narration(work, languages)
        )
        return {
            "museum": museum,
            "newest": newest,
            "published": dt.datetime.fromtimestamp(newest.published_at, dt.UTC) if newest else None,
            "changed": len(museum_changes(newest.museum if newest else None, going.museum)),
            "missing": {language: missing[language] for language in languages if missing[language]},
            "unapproved": len(unapproved_blocks(museum)),
            "pictureless": sum(not work.media for work in museum.works),
            "problems": len([*going.problems, *check(going.museum)]),
            "needs_approval": self._words.needed,
            "waiting": self._approvals.waiting() if self._words.needed else 0,
        }
