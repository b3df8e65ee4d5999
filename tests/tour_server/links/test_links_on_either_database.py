"""Links on each database: found, filtered, drafted, taken back, refused; names matched and decided."""

from __future__ import annotations

import pytest

from tests.desk import Desk
from tests.tour_server.links.conftest import PROPOSED, name_one_maker
from tests.tour_server.links.test_staff_decide_about_links import more_works, searched
from tour_server.catalogue.parts import PartKind
from tour_server.links.concepts import Concept
from tour_server.links.jobs import LinkSearch
from tour_server.links.link_book import LinkBook
from tour_server.links.name_book import MatchState, NameBook, SkosRelation, museum_names
from tour_server.links.reasons import SharedKind

PAIR = {"left": "knoop", "right": "lijn"}


@pytest.fixture
def either(either_desk: Desk) -> Desk:
    """A desk on each database, with two works by one maker."""
    name_one_maker(either_desk)
    return either_desk


def test_links_are_found_and_decided(either: Desk) -> None:
    get = either.parts.assembly.context.get
    book = get(LinkBook)
    more_works(either)
    searched(either, get(LinkSearch))
    (found,) = book.proposals()
    assert found.works == PROPOSED.works
    assert [one.works for one in book.proposals(works={"lijn"})] == [PROPOSED.works]
    assert book.proposals(works={"ring"}) == []
    assert book.proposals(kind=SharedKind.MOTIF, works={"lijn"}) == []
    assert book.counts({"knoop"}) == book.counts() == {SharedKind.MAKER: 1}
    noor = either.colleague("Noor")
    noor.get("/desk/related?room=hal&kind=maker")
    noor.post("/desk/related/accept", PAIR)
    assert [part.key for part in either.parts.drafts.all(PartKind.LINK)] == ["knoop-lijn"]
    drafted = book.decided(accepted=True, kind=SharedKind.MAKER, works={"lijn"}, most=5)
    assert [one.link for one in drafted] == ["knoop-lijn"]
    assert book.decision_counts(works={"ring"}) == {True: 0, False: 0}
    noor.post("/desk/related/reopen", PAIR)
    assert either.parts.drafts.all(PartKind.LINK) == []
    noor.post("/desk/related/refuse", PAIR)
    searched(either, get(LinkSearch))
    assert book.proposals() == []
    assert book.decision_counts(kind=SharedKind.MAKER) == {True: 0, False: 1}


def test_names_are_matched_and_decided(either: Desk) -> None:
    book = either.parts.assembly.context.get(NameBook)
    names = museum_names(either.parts.drafts.museum(), {"ring": ["windmill"]})
    steen = Concept("http://x.example/1", "Jan Steen", frozenset({"jan steen"}), "", is_agent=True)
    mill = Concept("http://x.example/2", "windmill", frozenset({"windmill"}))
    assert book.propose([steen, mill], names, "Noor") == 2
    assert book.propose([steen, mill], names, "Noor") == 0
    book.decide("term", "windmill", mill.uri, SkosRelation.CLOSE, "Noor")
    book.decide("maker", "jan steen", steen.uri, None, "Noor")
    counts = {MatchState.PROPOSED: 0, MatchState.ACCEPTED: 1, MatchState.REFUSED: 1}
    assert book.counts() == counts
    assert [one.uri for one in book.accepted()] == [mill.uri]
