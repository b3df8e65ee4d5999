"""The museum itself, for a first import into an empty desk: what staff have to look at under *Museum*."""

from __future__ import annotations

from collections.abc import Mapping

from contract.museum import Site
from tour_server.catalogue.assumed_values import ALL_DAY, LANGUAGES, NO_LANGUAGE
from tour_server.catalogue.keys import humanise

LEAST_SHARE = 0.05  # of the titles, for a language to be one of the museum's


def first_site(
    source: str, titles: Mapping[str, int], entrance: str, language: str = NO_LANGUAGE
) -> Site:
    """Return a museum named after a source, in the languages of its titles, open all day.

    `titles`: how many titles there are in each language. `entrance` is the key of a room, `language` that of the
    name.
    """
    stated = {tag: count for tag, count in titles.items() if tag != NO_LANGUAGE}
    enough = LEAST_SHARE * max(stated.values(), default=0)
    languages = sorted(
        (tag for tag, count in stated.items() if count >= enough), key=lambda tag: -stated[tag]
    )
    return Site(
        key="museum",
        name={language: humanise(source.rpartition(".")[0] or source)},
        time_zone="Europe/Amsterdam",
        languages=languages or LANGUAGES,
        opening=[ALL_DAY] * 7,
        entrance=entrance,
    )
