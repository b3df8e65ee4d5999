"""Staff read what is proposed and why, and make a draft of it, refuse it, or take that back."""

from __future__ import annotations

import datetime as dt

import pytest
from lxml import html
from msgspec.structs import replace

from contract.museum import Authorship, Link, Relation, Work
from tests.desk import Desk
from tests.tour_server.links.conftest import PROPOSED
from tests.waiting import until
from tour_server.catalogue.block_form import NO_THEME
from tour_server.catalogue.parts import PartKind
from tour_server.jobs.job import JobState
from tour_server.links.jobs import LinkSearch
from tour_server.links.link_book import LinkBook
from tour_server.links.reasons import LinkProposal, SharedKind
from tour_server.publishing.picture_features import PictureFeatures
from tour_server.staff.permissions import Role

PAIR = {"left": "knoop", "right": "lijn"}


def test_a_proposal_says_why_with_the_words_of_both_sides(desk: Desk, book: LinkBook) -> None:
    page = desk.colleague("Noor").get("/desk/related")
    assert page.status_code == 200
    for words in ("the same maker: Jan Steen", "2 works have it", "Steen, Jan", "Werk lijn"):
        assert words in page.text
    assert "1 proposal" in page.text
    assert "the words for what people are" not in page.text


def test_the_page_says_which_pictures_are_not_compared(
    desk: Desk, book: LinkBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before a first publish no picture has features."""
    noor = desk.colleague("Noor")
    assert "3 pictures are not compared yet" in noor.get("/desk/related").text
    monkeypatch.setattr(PictureFeatures, "lacking", lambda _self, wanted: list(wanted)[:1])
    assert "1 picture is not compared yet" in noor.get("/desk/related").text
    monkeypatch.setattr(PictureFeatures, "lacking", lambda _self, _wanted: [])
    assert "compared yet" not in noor.get("/desk/related").text


def test_a_proposal_becomes_a_draft_that_waits_for_approval(desk: Desk, book: LinkBook) -> None:
    noor = desk.colleague("Noor")
    noor.get("/desk/related")
    answer = noor.post("/desk/related/accept", PAIR)
    assert answer.status_code == 302
    part = desk.parts.drafts.get(PartKind.LINK, "knoop-lijn")
    link = part.body
    assert isinstance(link, Link)
    assert (link.works, link.relation) == (["knoop", "lijn"], Relation.MAKER)
    told = {block.language: block for block in link.blocks}
    assert told.keys() == {"nl", "en"}
    assert "Work knoop" in told["en"].text
    assert "Steen, Jan" in told["nl"].text
    for block in link.blocks:
        assert block.approved_by is None
        assert block.authorship is Authorship.MODEL
        assert {source.where for source in block.sources} == {"INV knoop", "INV lijn"}
        assert any("Steen, Jan" in source.citation for source in block.sources)
    assert book.proposals() == []
    page = noor.get(answer.headers["Location"])
    assert "Drafted." in page.text
    assert "/desk/links/knoop-lijn" in page.text


def test_a_museum_without_themes_gets_a_sentence_too(desk: Desk, book: LinkBook) -> None:
    drafts = desk.parts.drafts
    for part in drafts.all(PartKind.THEME):
        drafts.remove(PartKind.THEME, part.key, part.version, "Noor")
    noor = desk.colleague("Noor")
    noor.get("/desk/related")
    answer = noor.post("/desk/related/accept", PAIR)
    blocks = drafts.get(PartKind.LINK, "knoop-lijn").body.blocks
    assert {(block.language, block.theme) for block in blocks} == {
        ("nl", NO_THEME),
        ("en", NO_THEME),
    }
    assert "Drafted. Visitors hear it" in noor.get(answer.headers["Location"]).text
    assert noor.get("/desk/links/knoop-lijn").status_code == 200


def test_a_draft_without_a_sentence_says_so(desk: Desk, book: LinkBook) -> None:
    part = desk.parts.drafts.all(PartKind.SITE)[0]
    body = replace(part.body, languages=["fi"])
    desk.parts.drafts.put(PartKind.SITE, part.key, body, part.version, "Noor")
    noor = desk.colleague("Noor")
    noor.get("/desk/related")
    page = noor.get(noor.post("/desk/related/accept", PAIR).headers["Location"]).text
    assert desk.parts.drafts.get(PartKind.LINK, "knoop-lijn").body.blocks == []
    assert "nothing is told yet" in page
    assert "what people are in these languages: Suomi." in page
    assert "Drafted. Visitors hear it" not in page


def test_a_draft_is_undone_and_proposed_again(desk: Desk, book: LinkBook) -> None:
    noor = desk.colleague("Noor")
    noor.get("/desk/related")
    noor.post("/desk/related/accept", PAIR)
    noor.post("/desk/related/reopen", PAIR)
    assert desk.parts.drafts.all(PartKind.LINK) == []
    assert [one.works for one in book.proposals()] == [PROPOSED.works]
    noor.post("/desk/related/accept", PAIR)
    assert [part.key for part in desk.parts.drafts.all(PartKind.LINK)] == ["knoop-lijn-2"]


def test_a_draft_that_somebody_worked_on_stays(desk: Desk, book: LinkBook) -> None:
    noor = desk.colleague("Noor")
    noor.get("/desk/related")
    noor.post("/desk/related/accept", PAIR)
    part = desk.parts.drafts.get(PartKind.LINK, "knoop-lijn")
    body = Link(part.key, part.body.works, Relation.MOTIF, part.body.blocks)
    desk.parts.drafts.put(PartKind.LINK, part.key, body, part.version, "Ada")
    noor.post("/desk/related/reopen", PAIR)
    assert [one.key for one in desk.parts.drafts.all(PartKind.LINK)] == ["knoop-lijn"]
    assert "The draft stays" in noor.get("/desk/related").text


def test_what_was_refused_does_not_come_back(
    desk: Desk, book: LinkBook, search: LinkSearch
) -> None:
    noor = desk.colleague("Noor")
    noor.get("/desk/related")
    noor.post("/desk/related/refuse", PAIR)
    assert book.proposals() == []
    assert "Refused" in noor.get("/desk/related/decided").text
    more_works(desk)
    searched(desk, search)
    assert book.proposals() == []
    noor.post("/desk/related/reopen", PAIR)
    assert len(book.proposals()) == 1


def searched(desk: Desk, search: LinkSearch) -> None:
    with desk.parts.running():
        assert search.ask("Noor")
        until(lambda: not search.running())
    newest = desk.parts.jobs.newest("propose-links")
    assert newest is not None
    assert newest.state is JobState.DONE, newest.problem


def more_works(desk: Desk) -> None:
    for n in range(12):
        work = Work(f"werk-{n}", 10 + n, {"nl": f"Ding {n}"}, "hal")
        desk.parts.drafts.put(PartKind.WORK, work.key, work, 0, "Noor")


def test_the_search_finds_them_and_leaves_out_what_is_linked(
    desk: Desk, search: LinkSearch
) -> None:
    book = desk.parts.assembly.context.get(LinkBook)
    more_works(desk)
    searched(desk, search)
    (found,) = book.proposals()
    assert found.works == ("knoop", "lijn")
    assert found.reasons[0].kind is SharedKind.MAKER
    assert (found.reasons[0].left.words, found.reasons[0].right.words) == (
        "Steen, Jan",
        "Jan Steen",
    )
    link = Link("zelf", ["lijn", "knoop"], Relation.MAKER, [])
    desk.parts.drafts.put(PartKind.LINK, "zelf", link, 0, "Noor")
    searched(desk, search)
    assert book.proposals() == []


@pytest.mark.parametrize("action", ["accept", "refuse", "reopen"])
def test_what_is_gone_is_said(desk: Desk, book: LinkBook, action: str) -> None:
    noor = desk.colleague("Noor")
    noor.get("/desk/related")
    answer = noor.post(f"/desk/related/{action}", left="lijn", right="weg")
    assert answer.status_code == 302
    assert "any more" in noor.get("/desk/related").text
    assert len(book.proposals()) == 1


def test_a_work_that_was_removed_becomes_no_link(desk: Desk, book: LinkBook) -> None:
    drafts = desk.parts.drafts
    tour = drafts.get(PartKind.TOUR, "kort")
    drafts.remove(PartKind.TOUR, "kort", tour.version, "Ada")
    part = drafts.get(PartKind.WORK, "knoop")
    drafts.remove(PartKind.WORK, "knoop", part.version, "Ada")
    noor = desk.colleague("Noor")
    noor.get("/desk/related")
    noor.post("/desk/related/accept", PAIR)
    page = noor.get("/desk/related").text
    assert "One of these works was removed" in page
    assert drafts.all(PartKind.LINK) == []


def test_a_colleague_decided_first(desk: Desk, book: LinkBook) -> None:
    assert book.decide(PROPOSED, "Ada")
    assert not book.decide(PROPOSED, "Noor", link="x")
    decision = book.decision("lijn", "knoop")
    assert decision is not None
    assert (decision.by, decision.accepted) == ("Ada", False)


def test_who_only_reads_has_no_buttons(desk: Desk, book: LinkBook) -> None:
    reader = desk.colleague("Ans", Role.PUBLISHER)
    page = reader.get("/desk/related").text
    assert "Draft this link" not in page
    assert reader.post("/desk/related/accept", PAIR).status_code == 403
    assert len(book.proposals()) == 1


def test_what_belongs_to_a_work_is_a_picture_and_a_list(desk: Desk, book: LinkBook) -> None:
    noor = desk.colleague("Noor")
    page = noor.get("/desk/related/works/lijn").text
    assert page.count("/desk/related/works/knoop") == 2
    assert "<svg" in page
    assert "proposed" in page
    noor.post("/desk/related/accept", PAIR)
    page = noor.get("/desk/related/works/lijn").text
    assert "/desk/links/knoop-lijn" in page
    assert noor.get("/desk/related/works/weg").status_code == 404
    assert "Nothing is linked" in noor.get("/desk/related/works/ring").text


def test_groups_that_are_left_out_are_shown(desk: Desk, book: LinkBook) -> None:
    page = desk.colleague("Noor").get("/desk/related/left-out")
    assert page.status_code == 200
    rows = {row.findtext("th"): row for row in html.fromstring(page.text).iter("tr")}
    assert [cell.text_content() for cell in rows["Hal"].iter("td")][:3] == ["2", "0", "1 (50 %)"]
    assert "with a maker's name" in rows


def test_every_night_is_searched_once(desk: Desk, search: LinkSearch) -> None:
    desk.clock.at = dt.datetime(2026, 3, 3, 1, 30, tzinfo=dt.UTC)  # 02:30 in Amsterdam
    search.ask_by_night()
    assert not search.running()
    desk.clock.at = dt.datetime(2026, 3, 3, 2, 10, tzinfo=dt.UTC)
    search.ask_by_night()
    search.ask_by_night()
    assert len(desk.parts.jobs.listed()) == 1
    with desk.parts.running():
        until(lambda: not search.running())
    search.ask_by_night()
    assert len(desk.parts.jobs.listed()) == 1
    desk.clock.at = dt.datetime(2026, 3, 4, 2, 10, tzinfo=dt.UTC)
    search.ask_by_night()
    assert len(desk.parts.jobs.listed()) == 2


def many_proposals(desk: Desk, book: LinkBook) -> None:
    """45 proposals, one of which has a work in the room `zaal`, and 20 of which are of a motif."""
    for n in range(46):
        work = Work(f"werk-{n:02}", 10 + n, {"nl": f"Ding {n}"}, "hal")
        desk.parts.drafts.put(PartKind.WORK, work.key, work, 0, "Noor")
    motif = replace(PROPOSED.reasons[0], kind=SharedKind.MOTIF)
    pairs = [
        LinkProposal(
            f"werk-{n:02}", f"werk-{n + 1:02}", 0.9, [motif] if n < 20 else PROPOSED.reasons
        )
        for n in range(44)
    ]
    (other,) = (one for one in desk.parts.drafts.museum().works if one.room != "hal")
    book.replace([*pairs, LinkProposal(other.key, "werk-00", 0.8, PROPOSED.reasons)])


def headings(page: str) -> list[str]:
    return [one.text_content() for one in html.fromstring(page).iter("h2")]


def test_proposals_are_filtered_by_kind_room_and_state(desk: Desk, book: LinkBook) -> None:
    many_proposals(desk, book)
    (other,) = (one for one in desk.parts.drafts.museum().works if one.room != "hal")
    noor = desk.colleague("Noor")
    page = noor.get("/desk/related").text
    assert "45 proposals" in page
    assert "page 1 of 3" in page
    assert len([one for one in headings(page) if "·" in one]) == 20
    page = noor.get("/desk/related?kind=motif").text
    assert "20 proposals" in page
    assert "page 1 of" not in page
    page = noor.get(f"/desk/related?room={other.room}").text
    assert "1 proposal" in page
    assert len([one for one in headings(page) if "·" in one]) == 1
    assert "the same maker (1)" in page
    page = noor.get(f"/desk/related?room={other.room}&kind=motif").text
    assert "0 proposals" in page
    assert "Nothing matches this filter." in page
    assert "45 proposals" in noor.get("/desk/related?kind=weg&room=nergens").text
    assert book.proposals(works={other.key}, start=1) == []


def test_the_last_page_is_found_and_a_decision_keeps_the_filter(desk: Desk, book: LinkBook) -> None:
    many_proposals(desk, book)
    noor = desk.colleague("Noor")
    page = noor.get("/desk/related?room=hal&page=3").text
    assert "page 3 of 3" in page
    assert "The first page" in page
    shown = {"room": "hal", "kind": "maker", "page": "1"}
    pair = {"left": "werk-43", "right": "werk-42"}
    answer = noor.post("/desk/related/accept", pair | shown)
    assert "room=hal" in answer.headers["Location"]
    page = noor.get(answer.headers["Location"]).text
    assert "24 proposals" in page  # of 25 by one maker
    undo = html.fromstring(page).xpath("//form[contains(@action, 'reopen')]//input")
    sent = {one.get("name"): one.get("value") for one in undo}
    answer = noor.post("/desk/related/reopen", sent)
    assert {"room=hal", "kind=maker"} <= set(answer.headers["Location"].split("?")[1].split("&"))
    assert "25 proposals" in noor.get(answer.headers["Location"]).text


def test_decisions_are_filtered_as_proposals_are(desk: Desk, book: LinkBook) -> None:
    many_proposals(desk, book)
    (other,) = (one for one in desk.parts.drafts.museum().works if one.room != "hal")
    noor = desk.colleague("Noor")
    noor.get("/desk/related")
    for pair in (("werk-00", "werk-01"), (other.key, "werk-00"), ("werk-30", "werk-31")):
        noor.post("/desk/related/refuse", {"left": pair[0], "right": pair[1]})
    answer = noor.get("/desk/related?state=refused&kind=motif")
    assert answer.status_code == 302
    page = noor.get(answer.headers["Location"]).text
    assert "Refused (1)" in page
    assert "Ding 1" in page
    page = noor.get(f"/desk/related/decided?state=refused&room={other.room}").text
    assert "Refused (1)" in page
    assert "Refused (3)" in noor.get("/desk/related/decided").text
    page = noor.get("/desk/related/decided?state=drafted&kind=place").text
    assert "Nothing matches this filter." in page
