"""Comments on a text are answered, resolved and counted; colleagues on one page see each other."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from flask import url_for
from lxml import html
from msgspec.structs import replace

from contract.museum import GlossaryTerm, Link, Medium, Relation, Work
from tests.desk import BEGAN, Desk
from tests.tiny_museum import block, tiny_museum
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.pages import resource_of
from tour_server.catalogue.parts import PartKind
from tour_server.database import Database
from tour_server.recorder import NoRecorder
from tour_server.staff.permissions import Role
from tour_server.staff.person_data import PersonData
from tour_server.writing.commented_texts import LONGEST_UNIT, commented_texts
from tour_server.writing.comments import LONGEST_COMMENT, Comments
from tour_server.writing.presence import PRESENT_SECONDS, PagePresence

PAGE = "/desk/works/lijn/script"
ON_BLOCK = f"{PAGE}/lijn-nl-1/comment"


def shown(page: str) -> str:
    return " ".join(html.fromstring(page).text_content().split())


def test_a_publisher_asks_and_an_author_answers(desk: Desk) -> None:
    wim, noor = desk.colleague("Wim", Role.PUBLISHER), desk.colleague("Noor", Role.AUTHOR)
    wim.get(PAGE)
    answer = wim.post(ON_BLOCK, comment="Is dit <b>zeker</b>?")
    assert answer.headers["Location"].endswith("#comments-lijn-nl-1")
    assert "1 comment not resolved" in shown(noor.get("/desk").text)
    (row,) = html.fromstring(noor.get("/desk/works").text).xpath("//tr[contains(., 'Werk lijn')]")
    assert "1 comment" in row.text_content()
    page = noor.get("/desk/comments").text
    assert "Is dit &lt;b&gt;zeker&lt;/b&gt;?" in page
    assert "Volg de lijn met uw ogen." in page
    assert "1 Werk lijn" in shown(page)
    noor.post("/desk/comments/1", {"action": "answer", "comment": "Ja."})
    said = shown(wim.get(PAGE).text)
    assert re.search(r"Wim today [\d:]{5} ?Is dit <b>zeker</b>\? ?Noor today [\d:]{5} ?Ja\.", said)
    assert noor.post("/desk/comments/1", action="resolve", **{"from": "list"}).status_code == 302
    assert "No comment waits for an answer" in noor.get("/desk/comments").text
    assert "not resolved" not in noor.get("/desk").text
    assert "Resolved by Noor, today" in wim.get(PAGE).text
    wim.post("/desk/comments/1", action="reopen")
    assert "Resolved by" not in wim.get(PAGE).text


def test_an_event_says_who_and_never_what(desk: Desk) -> None:
    noor = desk.colleague("Noor")
    noor.get(PAGE)
    noor.post(ON_BLOCK, comment="Geheim?")
    for action in ("answer", "resolve", "resolve", "reopen"):
        noor.post("/desk/comments/1", action=action, comment="Geheim.")
    page = noor.get("/desk/events").text
    for sentence in (
        "Somebody commented on a text.",
        "Somebody answered a comment on a text.",
        "A resolved comment was opened again.",
    ):
        assert sentence in page
    rows = html.fromstring(page).xpath("//tbody/tr")
    resolved = [row for row in rows if "A comment on a text was resolved." in row.text_content()]
    assert len(resolved) == 1
    assert "work lijn" in resolved[0].text_content()
    assert "Geheim" not in page


@pytest.mark.parametrize("words", ["", "  \n", "x" * (LONGEST_COMMENT + 1)])
def test_a_comment_without_words_or_with_too_many_is_refused(desk: Desk, words: str) -> None:
    noor = desk.colleague("Noor")
    noor.get(PAGE)
    noor.post(ON_BLOCK, comment=words)
    assert "A comment has some words" in noor.get(PAGE).text
    noor.post(ON_BLOCK, comment="Wel.")
    noor.post("/desk/comments/1", action="answer", comment=words)
    page = noor.get(PAGE).text
    assert "A comment has some words" in page
    assert 'class="answer"' not in page


def test_what_is_not_there_is_not_commented_on(desk: Desk) -> None:
    noor = desk.colleague("Noor")
    noor.get(PAGE)
    for where in (
        "/desk/works/nothing/script/a/comment",
        f"{PAGE}/nothing/comment",
        "/desk/comments/7",
        f"/desk/comments/{2**70}",
    ):
        assert noor.post(where, comment="Wie leest dit?").status_code == 404, where


def test_comments_go_with_the_work_and_not_with_the_block(desk: Desk) -> None:
    noor = desk.colleague("Noor")
    noor.get(PAGE)
    noor.post(ON_BLOCK, comment="Te lang.")
    fields = noor.fill_in("/desk/works/lijn")
    noor.post("/desk/works/lijn", fields | {"action": "without-block:lijn-nl-1"})
    assert "The block is gone since." in noor.get("/desk/comments").text
    loose = Work(key="los", number=9, title={"nl": "Los"}, room="hal")
    desk.parts.drafts.put(PartKind.WORK, "los", loose, 0, "Noor")
    comments = Comments(desk.parts.database, desk.clock, NoRecorder())
    number = comments.say(PartKind.WORK, "los", "los-1", "Nog een.", "Noor")
    comments.answer(number, "Zeker.", "Bram")
    assert comments.count_by_work() == {"lijn": 1, "los": 1}
    part = desk.parts.drafts.get(PartKind.WORK, "los")
    desk.parts.drafts.remove(PartKind.WORK, "los", part.version, "Noor")
    assert comments.of_part(PartKind.WORK, "los") == {}
    assert comments.count_open() == 1


TEXTS = [
    (PartKind.WORK, "lijn", "/title"),
    (PartKind.TOUR, "kort", "/summary"),
    (PartKind.OFFER, "thee", "/text"),
    (PartKind.ROOM, "zolder", "/name"),
    (PartKind.THEME, "making", "/name"),
    (PartKind.SITE, "huis", "/name"),
]


@pytest.mark.parametrize(("kind", "key", "unit"), TEXTS)
def test_every_text_of_every_part_is_commented_on(
    desk: Desk, kind: PartKind, key: str, unit: str
) -> None:
    wim, noor = desk.colleague("Wim", Role.PUBLISHER), desk.colleague("Noor", Role.AUTHOR)
    address = address_of_form(desk, kind, key)
    page = html.fromstring(wim.get(address).text)
    (place,) = page.xpath("//section[@id='comments']/form")
    assert unit in place.xpath(".//option/@value")
    answer = wim.post(place.get("action"), unit=unit, comment="Klopt <b>dit</b>?")
    assert answer.headers["Location"].endswith(f"{address}#comments")
    assert "1 comment not resolved" in shown(noor.get("/desk").text)
    listed = html.fromstring(noor.get("/desk/comments").text)
    assert "Klopt <b>dit</b>?" in listed.text_content()
    assert f"{address}#comments" in listed.xpath("//h2/a/@href")
    noor.post("/desk/comments/1", {"action": "answer", "comment": "Ja.", "from": "part"})
    noor.post("/desk/comments/1", {"action": "resolve", "from": "part"})
    said = shown(wim.get(address).text)
    assert re.search(r"Klopt <b>dit</b>\? ?Noor today [\d:]{5} ?Ja\.", said)
    assert "Resolved by Noor, today" in said
    back = wim.post("/desk/comments/1", {"action": "reopen", "from": "part"})
    assert back.headers["Location"].endswith(f"{address}#comments")
    assert "1 comment is not resolved." in wim.get("/desk/comments").text
    person = PersonData(desk.parts.database, NoRecorder())
    held = person.of("Wim")["block_comment"]
    assert [row["text"] for row in held] == ["Klopt <b>dit</b>?"]


def address_of_form(desk: Desk, kind: PartKind, key: str) -> str:
    with desk.app.test_request_context():
        return url_for(resource_of(kind).endpoint("edit"), key=key)


def test_comments_on_links_terms_and_ways_and_what_is_long(desk: Desk) -> None:
    noor = desk.colleague("Noor")
    drafts = desk.parts.drafts
    words = {"nl": "Een ets", "en": "An etching"}
    told = [block("paar-nl-1", "nl", "Twee lijnen.")]
    term = GlossaryTerm(key="ets", term=words, meaning=words, sources=told[0].sources)
    link = Link(key="paar", works=["lijn", "ring"], relation=Relation.MOTIF, blocks=told)
    drafts.put(PartKind.TERM, "ets", term, 0, "Noor")
    drafts.put(PartKind.LINK, "paar", link, 0, "Noor")
    part = drafts.get(PartKind.WORK, "lijn")
    long = Medium(file=f"{'a' * 80}.png", alt={"nl": "Een lange lijn."})
    media = [*part.body.media, long]
    drafts.put(PartKind.WORK, "lijn", replace(part.body, media=media), part.version, "Noor")
    for kind, key, count in (
        (PartKind.TERM, "ets", 2),
        (PartKind.LINK, "paar", 1),
        (PartKind.WORK, "lijn", 5),
    ):
        texts = commented_texts(drafts.get(kind, key).body, ["nl", "en"])
        assert len({one.unit for one in texts}) == len(texts) == count
        noor.get("/desk/comments")
        for one in texts:
            assert len(one.unit) <= LONGEST_UNIT
            noor.post(f"/desk/comments/on/{kind.value}/{key}", unit=one.unit, comment=one.words)
    assert "8 comments are not resolved." in noor.get("/desk/comments").text


def test_a_text_or_a_part_that_is_gone(desk: Desk) -> None:
    noor = desk.colleague("Noor")
    noor.get("/desk/comments")
    for where in ("nothing/kort", "tour/nothing"):
        answer = noor.post(f"/desk/comments/on/{where}", unit="/title", comment="?")
        assert answer.status_code == 404, where
    noor.post("/desk/comments/on/tour/kort", unit="/nothing", comment="?")
    assert "The text is gone since." in noor.get("/desk/tours/kort").text
    comments = Comments(desk.parts.database, desk.clock, NoRecorder())
    comments.say(PartKind.SITE, "huis", "/special-day/2026-12-25/reason", "Klopt?", "Noor")
    assert "The text is gone since." in noor.get("/desk/comments").text
    comments.say(PartKind.TOUR, "kort", "/title", "Kort?", "Noor")
    part = desk.parts.drafts.get(PartKind.TOUR, "kort")
    desk.parts.drafts.remove(PartKind.TOUR, "kort", part.version, "Noor")
    assert comments.count_open() == 1


def test_comments_on_both_databases(database: Database) -> None:
    Drafts(database, lambda: BEGAN).load(tiny_museum(), "import")
    comments = Comments(database, lambda: BEGAN, NoRecorder())
    first = comments.say(PartKind.WORK, "lijn", "lijn-nl-1", "Eerst.", "Noor")
    second = comments.say(PartKind.WORK, "ring", "ring-nl-1", "Daarna.", "Bram")
    comments.answer(first, "Ja.", "Bram")
    with pytest.raises(KeyError):
        comments.answer(first + 2, "An answer to an answer.", "Bram")
    with pytest.raises(KeyError):
        comments.resolve(first + 2, "Bram")
    with pytest.raises(KeyError):
        comments.say(PartKind.WORK, "nothing", "a", "Waar?", "Bram")
    assert [one.number for one in comments.open()] == [second, first]
    assert [one.text for one in comments.open()[1].answers] == ["Ja."]
    comments.resolve(second, "Noor")
    assert comments.get(second).resolved_by == "Noor"
    assert comments.count_open() == 1
    assert [one.text for one in comments.of_part(PartKind.WORK, "lijn")["lijn-nl-1"]] == ["Eerst."]


def test_two_colleagues_see_each_other_and_what_the_other_saved(desk: Desk) -> None:
    noor, bram = desk.colleague("Noor"), desk.colleague("Bram")
    noor.get(PAGE)
    version = desk.parts.drafts.get(PartKind.WORK, "lijn").version
    first = noor.get(f"{PAGE}/here?version={version}").get_json()
    assert first == {"here": "", "changed": "", "version": version}
    said = bram.get(f"{PAGE}/here?version={version}").get_json()["here"].strip()
    assert said == "Noor has this page open, too."
    noor.post(f"{PAGE}/lijn-nl-1", {"version": version, "block.lijn-nl-1.text": "Nieuw."})
    told = bram.get(f"{PAGE}/here?version={version}").get_json()
    assert told["changed"].strip().startswith("Noor saved a change, today")
    assert told["version"] == version + 1


def test_who_closed_the_page_is_gone_after_half_a_minute() -> None:
    now = BEGAN
    presence = PagePresence(lambda: now)
    presence.here("lijn", "Noor")
    presence.here("ring", "Olga")
    assert presence.here("lijn", "Bram") == ["Noor"]
    now += dt.timedelta(seconds=PRESENT_SECONDS + 1)
    assert presence.here("lijn", "Bram") == []
