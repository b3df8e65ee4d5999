"""What the page of today says: what is drafted and not out, what has no words, what waits for approval."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable

from contract.museum_check import check
from contract.text_units import languages_without_narration
from tour_server.catalogue.approval import unapproved_blocks
from tour_server.catalogue.differences import museum_changes
from tour_server.catalogue.drafts import Drafts
from tour_server.publishing.releases import Releases


def today(drafts: Drafts, releases: Releases) -> Callable[[], dict[str, object]]:
    """Gives, each time it is called, what `today.html` shows."""

    def words() -> dict[str, object]:
        if drafts.empty():
            return {"museum": None}
        museum, newest = drafts.museum(), releases.release()
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
            "changed": len(museum_changes(newest.museum if newest else None, museum)),
            "missing": {language: missing[language] for language in languages if missing[language]},
            "unapproved": len(unapproved_blocks(museum)),
            "pictureless": sum(not work.media for work in museum.works),
            "problems": len(check(museum)),
        }

    return words
