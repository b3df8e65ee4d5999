"""A tour goes from each work to one that is linked with it, within a time, and every link is told on the way."""

from __future__ import annotations

import pytest
from lxml import html
from msgspec.structs import replace

from contract.museum import Block, Level, Link, Museum, Relation, Source, Work
from narration.profile import Profile
from narration.script import VisitSoFar, compose
from narration.speaking_pace import text_seconds
from tests.desk import Desk
from tests.tiny_museum import tiny_museum
from tour_server.catalogue.parts import PartKind
from tour_server.links.chain_tour import LinkChains
from tour_server.links.tour_pages import drafted_tour

BOOK = [Source("A. Maker, On Lines, 1999")]


def block(key: str, words: int = 60) -> Block:
    return Block(key, "nl", Level.ADULT, "making", "woord " * words, BOOK, "Noor")


def linked_museum(*pairs: str, works: str = "abcdefgh") -> Museum:
    """Works in the hall, a metre apart, and a link for each two letters."""
    return replace(
        tiny_museum(),
        works=[
            Work(
                key, number, {"nl": key}, "hal", blocks=[block(f"{key}-1")], x=float(number), y=1.0
            )
            for number, key in enumerate(works, 1)
        ],
        links=[
            Link(pair, list(pair), Relation.MOTIF, [block(f"link-{pair}", 10)]) for pair in pairs
        ],
        tours=[],
    )


def stops(museum: Museum, first: str, minutes: int) -> str:
    return "".join(stop.work for stop in LinkChains(museum).chain(first, minutes).stops)


def test_each_stop_is_linked_with_the_one_before() -> None:
    museum = linked_museum("ab", "bc", "cd", "be", "ef", "fg")
    assert stops(museum, "a", 60) == "abefg"
    chain = LinkChains(museum).chain("a", 60)
    assert [stop.links for stop in chain.stops] == [(), ("ab",), ("be",), ("ef",), ("fg",)]


@pytest.mark.parametrize(("minutes", "most"), [(1, 1), (3, 3), (5, 4), (60, 8)])
def test_it_fits_the_time(minutes: int, most: int) -> None:
    museum = linked_museum("ab", "bc", "cd", "de", "ef", "fg", "gh")
    chain = LinkChains(museum).chain("a", minutes)
    assert len(chain.stops) <= most
    assert len(chain.stops) == 1 or chain.seconds <= minutes * 60


def test_the_time_counts_the_links_that_are_told() -> None:
    museum = linked_museum("ab", "bc", "cd", "de", "ef", "fg", "gh", "hi", "ij", works="abcdefghij")
    silent = replace(museum, links=[replace(link, blocks=[]) for link in museum.links])
    untold = LinkChains(silent).chain("a", 60)
    long = block("long", 50)
    others = [replace(long, key="other", language="fi", text="sana " * 500), replace(long, key="2")]
    told = replace(museum, links=[replace(link, blocks=[long, *others]) for link in museum.links])
    chain = LinkChains(told).chain("a", 60)
    assert len(untold.stops) == len(chain.stops) == 10
    assert chain.seconds - untold.seconds == pytest.approx(9 * text_seconds(long.text))
    assert chain.minutes > untold.minutes
    assert LinkChains(told).chain("a", untold.minutes).seconds <= untold.minutes * 60


def test_every_link_of_the_tour_is_told_at_its_stop() -> None:
    museum = linked_museum("ab", "bc", "cd", "be", "ef", "fg", "abd")
    tour = drafted_tour(museum, LinkChains(museum).chain("a", 60))
    works = {work.key: work for work in museum.works}
    met: tuple[str, ...] = ()
    said: frozenset[str] = frozenset()
    told = []
    for stop in tour.stops:
        visit = VisitSoFar(met, said)
        script = compose(works[stop.work], Profile(["nl"]), visit=visit, links=museum.links)
        told.append([one.key for one in script.blocks if one.key.startswith("link-")])
        met, said = (*met, stop.work), said | {one.key for one in script.blocks}
    assert told[0] == []
    assert all(len(one) == 1 for one in told[1:]), told


def test_a_tour_has_its_words_in_the_museums_languages() -> None:
    museum = linked_museum("ab", "bc")
    tour = drafted_tour(museum, LinkChains(museum).chain("a", 60))
    assert [stop.work for stop in tour.stops] == ["a", "b", "c"]
    assert tour.title.keys() == tour.summary.keys() == {"nl", "en"}
    assert tour.title["en"] == "From “a” to “c”"
    assert tour.minutes % 5 == 0


def test_staff_draft_the_tour_that_they_saw(desk: Desk) -> None:
    drafts = desk.parts.drafts
    for pair in (["lijn", "ring"], ["ring", "knoop"]):
        drafts.put(
            PartKind.LINK, "-".join(pair), Link("-".join(pair), pair, Relation.MOTIF, []), 0, "Noor"
        )
    noor = desk.colleague("Noor")
    page = noor.get("/desk/related/tour?first=lijn&minutes=45").text
    assert "3 stops" in page
    assert "nothing yet in Nederlands" in page
    sent = {"first": "lijn", "minutes": "45", "stop": ["lijn", "ring", "knoop"]}
    answer = noor.post("/desk/related/tour", sent)
    tour = drafts.get(PartKind.TOUR, answer.headers["Location"].rsplit("/", 1)[-1]).body
    assert [stop.work for stop in tour.stops] == ["lijn", "ring", "knoop"]
    again = noor.post("/desk/related/tour", sent | {"stop": ["lijn", "knoop"]})
    assert "/desk/related/tour" in again.headers["Location"]
    assert "Links changed meanwhile" in noor.get(again.headers["Location"]).text
    flat = noor.post("/desk/related/tour", sent | {"stop": ["lijn", "knoop"], "step_free": "1"})
    page = html.fromstring(noor.get(flat.headers["Location"]).text)
    assert page.xpath("//input[@name='step_free' and @checked]")
    assert page.xpath("//form[@method='post']//input[@name='step_free' and @value='1']")
    assert not html.fromstring(noor.get(again.headers["Location"]).text).xpath("//input[@checked]")


@pytest.mark.parametrize("minutes", ["", "x", "-5", "99999999", "٤"])
def test_minutes_that_are_none_are_the_usual(desk: Desk, minutes: str) -> None:
    page = desk.colleague("Noor").get(f"/desk/related/tour?first=weg&minutes={minutes}")
    assert page.status_code == 200
