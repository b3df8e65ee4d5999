"""The narration of a link needs sources and a known theme, as that of a work does."""

from __future__ import annotations

import datetime as dt

from contract.museum import (
    Block,
    Hours,
    Level,
    Link,
    Museum,
    Relation,
    Room,
    Site,
    Source,
    Theme,
    Work,
)
from contract.museum_check import check


def block(key: str, *sources: Source, theme: str = "making") -> Block:
    return Block(
        key=key,
        language="nl",
        level=Level.ADULT,
        theme=theme,
        text="Twee lijnen.",
        sources=list(sources),
        written_by="M. de Vries",
    )


def museum(*links: Link) -> Museum:
    hours = Hours(dt.time(10), dt.time(17))
    return Museum(
        site=Site("huis", {"nl": "Huis"}, "Europe/Amsterdam", ["nl"], [hours] * 7),
        rooms=[Room("zaal", {"nl": "Zaal"}, 0, 10)],
        works=[
            Work(key, number, {"nl": key}, "zaal", blocks=[block(key, Source("Atlas"))])
            for number, key in enumerate(("lijn", "knoop"), start=1)
        ],
        themes=[Theme("making", {"nl": "Maken"})],
        links=list(links),
    )


def link(key: str, *blocks: Block) -> Link:
    return Link(key, ["lijn", "knoop"], Relation.MOTIF, list(blocks))


def test_a_sourced_link_is_no_problem() -> None:
    assert check(museum(link("een-lijn", block("samen", Source("Atlas"))))) == []


def test_every_fault_of_a_link_is_named() -> None:
    problems = check(
        museum(
            link("een-lijn", block("lijn", Source("Atlas"))),
            link("een-lijn", block("samen", theme="weaving")),
        )
    )
    assert problems == [
        "links: 'een-lijn' is there 2 times",
        "blocks: 'lijn' is there 2 times",
        "link een-lijn, block samen: there is no theme 'weaving'",
        "link een-lijn, block samen: nothing is said without a source",
    ]
