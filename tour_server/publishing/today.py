"""What the page of today says: what is drafted and not out, what has no words, what waits for approval."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from contract.museum_check import check
from tour_server.catalogue.approval import waiting
from tour_server.catalogue.differences import museums
from tour_server.catalogue.drafts import Drafts
from tour_server.publishing.releases import Releases


def today(drafts: Drafts, releases: Releases) -> Callable[[], dict[str, object]]:
    """Gives, each time it is called, what `today.html` shows."""

    def words() -> dict[str, object]:
        if drafts.empty():
            return {"museum": None}
        museum, newest = drafts.museum(), releases.release()
        missing = {
            language: sum(
                not any(block.language == language for block in work.blocks)
                for work in museum.works
            )
            for language in museum.site.languages
        }
        return {
            "museum": museum,
            "newest": newest,
            "published": dt.datetime.fromtimestamp(newest.published_at, dt.UTC) if newest else None,
            "changed": len(museums(newest.museum if newest else None, museum)),
            "missing": {language: count for language, count in missing.items() if count},
            "unapproved": len(waiting(museum)),
            "pictureless": sum(not work.media for work in museum.works),
            "problems": len(check(museum)),
        }

    return words
