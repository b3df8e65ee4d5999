"""Staff see before a publish what is missing, and the museum decides what of it stops one."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import shutil
import threading
from pathlib import Path

import pytest
from msgspec.structs import replace

from contract.museum import (
    NOT_STATED,
    Connection,
    ConnectionKind,
    Hours,
    Rights,
    Source,
    Work,
)
from tests.desk import Browser, Desk
from tests.tiny_museum import block
from tests.waiting import until
from tour_server.catalogue.approval_units import approval_units
from tour_server.catalogue.parts import PartKind, split_museum
from tour_server.checks import foreseen_questions as foreseen_module
from tour_server.checks.check import ReadinessCheck
from tour_server.checks.finding import Finding
from tour_server.checks.first_look import FirstLook
from tour_server.checks.readiness import Readiness
from tour_server.events.event_log import EventFilter
from tour_server.publishing.publish_gate import CheckCount
from tour_server.publishing.release import CantPublishError
from tour_server.staff.permissions import Role

PAGE = "/desk/publish/checks"


def readiness(desk: Desk) -> Readiness:
    return desk.parts.assembly.context.get(Readiness)


def counts(desk: Desk) -> dict[str, CheckCount]:
    return {one.name: one for one in readiness(desk).counts()}


def change(desk: Desk, kind: PartKind, key: str, **fields: object) -> None:
    part = desk.parts.drafts.get(kind, key)
    desk.parts.drafts.put(kind, key, replace(part.body, **fields), part.version, "Noor")


def work(desk: Desk, key: str = "lijn") -> Work:
    body: Work = desk.parts.drafts.get(PartKind.WORK, key).body
    return body


def unknown_rights(desk: Desk, key: str = "lijn") -> None:
    media = [replace(one, rights=Rights(NOT_STATED)) for one in work(desk, key).media]
    change(desk, PartKind.WORK, key, media=media)


def publishes(desk: Desk) -> bool:
    try:
        desk.parts.publisher.publish("Noor")
    except CantPublishError:
        return False
    return True


def test_the_page_says_where_what_is_missing(desk: Desk) -> None:
    page = desk.colleague("Noor").get(PAGE).text
    assert "1 picture has no alternative text in English." in page
    assert 'href="/desk/works/lijn#pictures"' in page
    assert "texts are missing in English" in page or "text is missing in English" in page
    assert 'href="/desk/translations/tour/kort/en?state=missing"' in page
    assert page.count("stops until it is done") == 1  # in the answer to a question, not at a check
    assert counts(desk)["sources"] == CheckCount("sources", "Texts without a source", 0, stops=True)


def test_a_text_without_a_source_always_stops(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    first = replace(work(desk).blocks[0], sources=[])
    change(desk, PartKind.WORK, "lijn", blocks=[first, *work(desk).blocks[1:]])
    assert "1 text has no source." in browser.get(f"{PAGE}?check=sources").text
    assert 'name="stops" value="sources" checked disabled' in browser.get(f"{PAGE}/stops").text
    assert browser.post(f"{PAGE}/stops").status_code == 302
    assert counts(desk)["sources"].is_stopping
    assert not publishes(desk)


def test_unknown_rights_stop_until_a_publisher_says_once_that_they_may_be_shown(
    desk: Desk,
) -> None:
    unknown_rights(desk)
    assert not publishes(desk)
    author, publisher = desk.colleague("Bram", Role.AUTHOR), desk.colleague("Noor", Role.PUBLISHER)
    assert author.get(f"{PAGE}/rights").status_code == 403
    assert author.get(PAGE).status_code == 200
    asked = publisher.get(f"{PAGE}/rights").text
    assert "The rights of 1 picture are not stated." in asked
    assert publisher.post(f"{PAGE}/rights", seen="another list").status_code == 302
    assert not publishes(desk), "another list was looked at"
    seen = asked.split('name="seen" value="')[1].split('"')[0]
    assert author.post(f"{PAGE}/rights", seen=seen).status_code == 403
    assert publisher.post(f"{PAGE}/rights", seen=seen).status_code == 302
    (event,) = desk.parts.events.export(EventFilter(kind="rights-taken-on"))
    assert (event.who, event.detail) == ("Noor", "work lijn")
    assert publishes(desk)
    unknown_rights(desk, "ring")
    assert not publishes(desk), "what came since was not said"


def test_the_museum_decides_what_stops(desk: Desk) -> None:
    editor, publisher = desk.colleague("Bram", Role.EDITOR), desk.colleague("Noor", Role.PUBLISHER)
    editor.get(f"{PAGE}/stops")
    assert editor.post(f"{PAGE}/stops", stops="alternative-texts").status_code == 403
    publisher.get(f"{PAGE}/stops")
    assert publisher.post(f"{PAGE}/stops", stops="alternative-texts").status_code == 302
    assert "stops until it is done" in publisher.get(PAGE).text
    page = publisher.get("/desk/publish").text
    assert "This stops a publish:" in page
    assert 'href="/desk/publish/checks?check=alternative-texts"' in page
    with desk.parts.running():
        publisher.publish()
        until(lambda: (job := desk.parts.publisher.job) is not None and job.ended)
    job = desk.parts.publisher.job
    assert job is not None
    assert job.problems == (
        "Pictures without an alternative text: 3. The page Check first has them.",
    )
    unknown_rights(desk)
    assert not counts(desk)["rights"].stops, "it was not chosen"
    publisher.get(f"{PAGE}/stops")
    publisher.post(f"{PAGE}/stops")
    assert publishes(desk)
    (event,) = (
        one
        for one in desk.parts.events.export(EventFilter(kind="checks-decided"))
        if "alternative-texts: stops a publish" in one.detail
    )
    assert event.who == "Noor"


def test_going_back_is_never_stopped(desk: Desk) -> None:
    desk.parts.publisher.publish("Noor")
    unknown_rights(desk)
    assert not publishes(desk)
    with desk.parts.running():
        desk.parts.publisher.ask("Noor", "Back.", 1)
        until(lambda: desk.parts.releases.newest_number() == 2)


def test_a_part_that_changes_is_looked_at_again_and_no_other(desk: Desk) -> None:
    before = readiness(desk).report().findings["alternative-texts"]
    assert before is not None
    media = [replace(one, alt={"nl": "lijnen", "en": "lines"}) for one in work(desk).media]
    change(desk, PartKind.WORK, "lijn", media=media)
    after = readiness(desk).report().findings["alternative-texts"]
    assert after is not None
    assert {one.key for one in before} - {one.key for one in after} == {"lijn"}
    assert all(any(one is other for other in before) for one in after)


def test_a_language_that_comes_is_looked_for_everywhere(desk: Desk) -> None:
    assert counts(desk)["languages"].count == 0
    change(desk, PartKind.SITE, "huis", languages=["nl", "en", "ja"])
    browser = desk.colleague("Noor")
    page = browser.get(f"{PAGE}?language=ja").text
    assert "The museum offers 日本語 and tells nothing in it." in page
    assert page.count("1 picture has no alternative text in 日本語.") == 3
    assert "in English" not in page


def test_hours_that_an_import_made_up(desk: Desk) -> None:
    assert counts(desk)["hours"].count == 0
    all_day = Hours(dt.time(0), dt.time(23, 59))
    change(desk, PartKind.SITE, "huis", opening=[None, *[all_day] * 6])
    assert counts(desk)["hours"].count == 6
    page = desk.colleague("Noor").get(f"{PAGE}?check=hours").text
    assert "6 days of the week are open from 00:00 to 23:59" in page


def test_a_tour_that_nobody_on_wheels_can_walk(desk: Desk) -> None:
    assert counts(desk)["step-free"].count == 0, "nobody has drawn the ways"
    stairs = Connection(("hal", "zolder"), ConnectionKind.STAIRS, 30, ((0, 0), (0, 0)))
    desk.parts.drafts.put(PartKind.CONNECTION, "hal-zolder", stairs, 0, "Noor")
    page = desk.colleague("Noor").get(f"{PAGE}?check=step-free").text
    assert "Nobody on wheels reaches 1 stop: Werk knoop." in page
    lift = replace(stairs, kind=ConnectionKind.LIFT)
    desk.parts.drafts.put(PartKind.CONNECTION, "hal-zolder-2", lift, 0, "Noor")
    assert counts(desk)["step-free"].count == 0


def test_an_address_that_leads_nowhere(desk: Desk) -> None:
    source = Source("A. Maker, On Lines", "https//lines.example.org/7")
    first = replace(work(desk).blocks[0], sources=[source])
    change(desk, PartKind.WORK, "lijn", blocks=[first, *work(desk).blocks[1:]])
    browser = desk.colleague("Noor")
    page = browser.get(f"{PAGE}?check=addresses").text
    assert "“https//lines.example.org/7” is not written as an address is." in page
    assert 'href="/desk/works/lijn#block.lijn-nl-1.text"' in page


def test_subtitles_are_read_in_the_background(desk: Desk) -> None:
    desk.parts.publisher.publish("Noor")
    assert counts(desk)["subtitles"].count is None
    assert "is being looked at" in desk.colleague("Noor").get(PAGE).text
    with desk.parts.running():  # the voice's twin writes no subtitle file
        until(lambda: counts(desk)["subtitles"].count is not None)
    assert counts(desk)["subtitles"].count == 3
    first = replace(work(desk).blocks[0], text="Kort.")
    change(desk, PartKind.WORK, "lijn", blocks=[first, *work(desk).blocks[1:]])
    assert counts(desk)["subtitles"].count == 2, "these words are not spoken yet"


def test_a_language_whose_questions_about_facts_get_no_answer_is_named(desk: Desk) -> None:
    assert counts(desk)["asked-languages"].count == 0
    (site,) = desk.parts.drafts.all(PartKind.SITE)
    languages = ["nl", "en", "de-AT", "it", "pl"]
    change(desk, PartKind.SITE, site.key, languages=languages)
    count = counts(desk)["asked-languages"]
    assert (count.count, count.is_stopping) == (2, False)
    page = desk.colleague("Noor").get(f"{PAGE}?check=asked-languages").text
    assert "Questions in Italiano are answered from texts alone" in page
    assert "Questions in Polski are answered from texts alone" in page


def foreseen_sentences(browser: Browser) -> set[str]:
    page = browser.get(f"{PAGE}?check=foreseen-questions").text
    return set(re.findall("Visitors are offered “(.*?)”, and the guide", page))


def foreseen(desk: Desk) -> int | None:
    return counts(desk)["foreseen-questions"].count


def test_a_foreseen_question_that_the_guide_cant_answer_is_named(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    assert foreseen(desk) == 0
    (site,) = desk.parts.drafts.all(PartKind.SITE)
    change(desk, PartKind.SITE, site.key, questions={"nl": "Hoe laat sluit u?"})
    questions = {"nl": "In welke zaal is dit?\n\nWie maakt schoon?", "en": "Who cleans it?"}
    change(desk, PartKind.WORK, "lijn", questions=questions)
    assert foreseen(desk) is None
    with desk.parts.running():
        until(lambda: foreseen(desk) is not None)
        assert foreseen_sentences(browser) == {"Wie maakt schoon?", "Who cleans it?"}
        assert not counts(desk)["foreseen-questions"].is_stopping
        page = browser.get(f"{PAGE}?check=foreseen-questions").text
        assert 'href="/desk/works/lijn#questions.nl"' in page
        told = block("lijn-nl-8", "nl", "Anna maakt dit elke maandag schoon.")
        change(desk, PartKind.WORK, "lijn", blocks=[*work(desk).blocks, told])
        until(lambda: foreseen_sentences(browser) == {"Who cleans it?"}, seconds=60)


def test_a_large_museum_is_not_asked_all_its_foreseen_questions(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = desk.colleague("Noor")
    monkeypatch.setattr(foreseen_module, "MOST_ASKED", 1)
    questions = {"nl": "Wie maakt schoon?\nWie betaalt dat?\nWie kookt er?"}
    change(desk, PartKind.WORK, "lijn", questions=questions)
    with desk.parts.running():
        until(lambda: foreseen(desk) is not None)
    assert foreseen_sentences(browser) == {"Wie maakt schoon?"}
    page = browser.get(f"{PAGE}?check=foreseen-questions").text
    assert "2 questions were not asked here: the museum has too many" in page
    monkeypatch.setattr(foreseen_module, "MOST_WORKS", 2)
    assert foreseen(desk) == 3
    assert foreseen_sentences(browser) == set()


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("", {"lijn", "ring", "knoop"}),
        ("?q=KNOOP", {"knoop"}),
        ("?language=nl", {"knoop"}),
        ("?stops=1", set()),
        ("?check=nothing", set()),
    ],
)
def test_the_filter_of_the_address_holds_for_the_csv_too(
    desk: Desk, query: str, keys: set[str]
) -> None:
    media = [replace(one, alt={"en": "knots"}) for one in work(desk, "knoop").media]
    change(desk, PartKind.WORK, "knoop", media=media)
    browser: Browser = desk.colleague("Noor")
    answer = browser.get(f"{PAGE}/findings.csv{query}")
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert {row["key"] for row in rows if row["check"].startswith("Pictures")} == keys
    assert all(row["page"].startswith("http://localhost/desk/") for row in rows)
    shown = browser.get(f"{PAGE}{query}").text
    assert ("Pictures without an alternative text</h2>" in shown) is bool(keys)


def test_a_title_is_no_formula_in_the_csv(desk: Desk) -> None:
    change(desk, PartKind.WORK, "lijn", title={"nl": "=1+1"})
    assert "'=1+1" in desk.colleague("Noor").get(f"{PAGE}/findings.csv").text


def test_a_museum_that_is_not_there_has_no_checks(tmp_path) -> None:
    empty = Desk(tmp_path / "empty")
    try:
        assert readiness(empty).counts() == []
        assert "No museum yet" in empty.colleague("Noor").get(PAGE).text
    finally:
        empty.close()


def test_what_waits_for_approval_stops_nothing(prepared: Path, tmp_path: Path) -> None:
    """Where approval is needed, what goes out is looked at, not the draft that waits."""
    shutil.copytree(prepared, tmp_path / "strict")
    strict = Desk(tmp_path / "strict", needs_approval=True)
    try:
        drafts = strict.parts.drafts
        for kind, key, body in split_museum(drafts.museum()):
            if units := list(approval_units(body)):
                drafts.approve(kind, key, units, drafts.get(kind, key).version, "Ada")
        assert publishes(strict)
        first = replace(work(strict).blocks[0], rights=Rights(NOT_STATED), sources=[])
        change(strict, PartKind.WORK, "lijn", blocks=[first, *work(strict).blocks[1:]])
        assert counts(strict)["rights"].count == counts(strict)["sources"].count == 1
        assert publishes(strict)
        page = strict.colleague("Noor").get("/desk/publish").text
        assert "This stops a publish:" not in page
    finally:
        strict.close()


def test_the_server_looks_when_it_starts(desk: Desk) -> None:
    looked = threading.Event()
    checks = readiness(desk)

    def look(_kind: object, _key: object, _body: object, _languages: object) -> list[Finding]:
        looked.set()
        return []

    checks.add(ReadinessCheck("started", "Started", lambda _finding: "", of_part=look))
    first = FirstLook(checks)
    first.start()
    try:
        assert looked.wait(60)
    finally:
        first.stop()
