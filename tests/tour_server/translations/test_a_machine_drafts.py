"""A machine drafts what is missing, is named as its author, and touches nothing that a person wrote."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from contract.museum import Authorship, GlossaryTerm, Source, Work
from tests.desk import Desk
from tests.tour_server.translations.libre_translate_server import (
    LibreTranslateTwin,
    libre_translate,
    upside,
)
from tests.waiting import until
from tour_server.catalogue.parts import PartKind
from tour_server.events.event_log import EventFilter
from tour_server.jobs.job import Job
from tour_server.outbound.settings import OutboundSettings
from tour_server.translations.glossary_terms import TermPair
from tour_server.translations.libre_translate import MOST_CHARACTERS, translator_of
from tour_server.translations.settings import TranslationSettings
from tour_server.translations.translator import MachineDraft, SourceText, TranslatorError

PAGE = "/desk/translations"


@pytest.fixture
def machine() -> Iterator[LibreTranslateTwin]:
    with libre_translate() as twin:
        yield twin


@pytest.fixture
def desk(prepared: Path, tmp_path: Path, machine: LibreTranslateTwin) -> Iterator[Desk]:
    shutil.copytree(prepared, tmp_path / "server")
    opened = Desk(tmp_path / "server", translator=machine.address)
    yield opened
    opened.close()


def work(desk: Desk, key: str = "ring") -> Work:
    body: Work = desk.parts.drafts.get(PartKind.WORK, key).body
    return body


def drafted(desk: Desk, language: str = "en", **fields: str) -> Job:
    """Ask the machine at the desk, and wait for what comes of it."""
    browser = desk.colleague("Noor")
    browser.get(PAGE)
    with desk.parts.running():
        answer = browser.post(f"{PAGE}/machine", {"language": language, **fields})
        assert answer.status_code == 302, answer.text
        jobs = desk.parts.jobs
        until(lambda: (job := jobs.newest("draft-translations")) is not None and job.ended)
    job = desk.parts.jobs.newest("draft-translations")
    assert job is not None
    return job


def translate(
    twin: LibreTranslateTwin, *texts: SourceText, target: str = "en"
) -> list[MachineDraft]:
    settings = TranslationSettings(translator=twin.address, translator_key="k")
    translator = translator_of(settings, OutboundSettings())
    assert translator is not None
    return translator.translate(texts, "nl", target)


def test_narration_that_is_missing_is_drafted_and_marked(
    desk: Desk, machine: LibreTranslateTwin
) -> None:
    job = drafted(desk)
    assert not job.problem
    block = work(desk).blocks[1]
    assert block.text == "en: Een ring heeft geen begin."
    assert block.authorship is Authorship.TRANSLATION_MACHINE
    assert (block.written_by, block.approved_by) == ("LibreTranslate", None)
    assert block.sources == work(desk).blocks[0].sources
    assert [one["q"] for one in machine.asked] == [["Een ring heeft geen begin."]]
    page = desk.signed_in("Noor").get(f"{PAGE}?state=machine").text
    assert "1 machine draft" in page
    assert "1 text drafted." in page
    (event,) = desk.parts.events.export(EventFilter(kind="machine-drafted"))
    assert (event.who, event.subject, event.detail) == ("Noor", "en", "1, LibreTranslate")


def test_labels_are_left_to_people_because_nobody_could_see_who_wrote_them(desk: Desk) -> None:
    drafted(desk)
    assert "en" not in desk.parts.drafts.get(PartKind.ROOM, "zolder").body.name
    assert "en" not in work(desk).media[0].alt


def test_what_a_person_wrote_stays_also_when_it_comes_while_the_machine_works(
    desk: Desk, machine: LibreTranslateTwin
) -> None:
    def meanwhile(asked: dict[str, Any]) -> tuple[int, Any]:
        part = desk.parts.drafts.get(PartKind.WORK, "ring")
        mine = replace(part.body.blocks[0], key="ring-en-1", language="en", text="Mine.")
        body = replace(part.body, blocks=[*part.body.blocks, mine])
        desk.parts.drafts.put(PartKind.WORK, "ring", body, part.version, "Ada")
        return upside(asked)

    machine.answer = meanwhile
    job = drafted(desk)
    assert not job.problem
    assert [one.text for one in work(desk).blocks] == ["Een ring heeft geen begin.", "Mine."]
    assert work(desk, "lijn").blocks[1].text == "Follow the line with your eyes."


def test_a_machine_that_fails_changes_nothing_and_says_why(
    desk: Desk, machine: LibreTranslateTwin
) -> None:
    machine.answer = lambda _: (403, {"error": "Please contact the operator to get an API key"})
    job = drafted(desk)
    assert len(work(desk).blocks) == 1
    page = desk.signed_in("Noor").get(PAGE).text
    assert "1 was left." in page
    assert "LibreTranslate says: Please contact the operator to get an API key" in page
    assert job.ended


def test_a_meaning_of_the_glossary_is_drafted_and_says_so(desk: Desk) -> None:
    term = GlossaryTerm(
        key="lijn",
        sources=[Source("A. Maker, On Lines")],
        term={"nl": "lijn", "en": "line"},
        meaning={"nl": "Een streep."},
    )
    desk.parts.drafts.put(PartKind.TERM, "lijn", term, 0, "Noor")
    drafted(desk, kind="term")
    found = desk.parts.drafts.get(PartKind.TERM, "lijn").body
    assert found.meaning["en"] == "en: Een streep."
    assert found.authorship["en"] is Authorship.TRANSLATION_MACHINE
    assert len(work(desk).blocks) == 1, "only the glossary was asked for"


def test_a_person_who_changes_a_draft_is_its_author(desk: Desk) -> None:
    drafted(desk)
    browser = desk.signed_in("Noor")
    address = f"{PAGE}/work/ring/en"
    name = "text:work/ring/block/ring-nl-1/text"
    fields = {**browser.fill_in(address), name: "A ring has no beginning."}
    browser.post(address, {**fields, "action": "save"})
    block = work(desk).blocks[1]
    assert (block.written_by, block.authorship) == ("Noor", Authorship.PERSON)


def test_without_a_machine_there_is_no_button(prepared: Path, tmp_path: Path) -> None:
    shutil.copytree(prepared, tmp_path / "plain")
    plain = Desk(tmp_path / "plain")
    try:
        browser = plain.colleague("Noor")
        assert "Draft what is missing" not in browser.get(PAGE).text
        assert browser.post(f"{PAGE}/machine", {"language": "en"}).status_code == 404
    finally:
        plain.close()


def test_words_of_the_glossary_are_kept(machine: LibreTranslateTwin) -> None:
    terms = [TermPair("lijn", "lijn", "lijn", "line"), TermPair("oog", "ogen", "oog", "eye")]
    (found,) = translate(machine, SourceText("Volg de lijn met uw ogen.", terms))
    assert machine.asked[0]["q"] == ["Volg de [[1]] met uw [[2]]."]
    assert found == MachineDraft("en: Volg de line met uw eye.")


@pytest.mark.parametrize("lost", ["Volg de lijn.", "[[1]] [[1]] [[2]]", "[ [1] ]"])
def test_a_machine_that_loses_the_signs_is_asked_again_and_the_words_are_named(
    machine: LibreTranslateTwin, lost: str
) -> None:
    machine.answer = lambda asked: (
        (200, {"translatedText": [lost]}) if "[[" in asked["q"][0] else upside(asked)
    )
    terms = [TermPair("lijn", "lijn", "lijn", "line"), TermPair("oog", "ogen", "oog", "eye")]
    (found,) = translate(machine, SourceText("Volg de lijn met uw ogen.", terms))
    assert found.text == "en: Volg de lijn met uw ogen."
    assert found.lost_terms == ["line", "eye"]


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ((200, {"translatedText": ["one"]}), "answered 1 of 2 texts; none of them was taken"),
        ((200, {"translatedText": []}), "answered 0 of 2 texts"),
        ((200, b"<html>not JSON"), "is not LibreTranslate's protocol"),
        ((200, {"translatedText": "one string"}), "is not LibreTranslate's protocol"),
        ((200, b'{"translatedText": ["cut'), "is not LibreTranslate's protocol"),
        ((429, {"error": "Slowdown: 20 per minute"}), "LibreTranslate says: Slowdown"),
        ((500, b"oops"), "answers"),
        ((400, {"error": "Invalid request: request exceeds text limit"}), "text limit"),
        ((302, b""), "302"),
        ((200, b" " * 3_000_000), "larger than"),
    ],
)
def test_errors_and_half_answers_are_sentences(
    machine: LibreTranslateTwin, answer: tuple[int, Any], sentence: str
) -> None:
    machine.answer = lambda _: answer
    with pytest.raises(TranslatorError, match=sentence):
        translate(machine, SourceText("Een."), SourceText("Twee."))


def test_an_empty_answer_is_no_draft(machine: LibreTranslateTwin) -> None:
    machine.answer = lambda _: (200, {"translatedText": ["", "Two."]})
    first, second = translate(machine, SourceText("Een."), SourceText("Twee."))
    assert (first.text, first.problem) == ("", "The machine answered nothing.")
    assert second.text == "Two."


def test_a_pair_that_the_machine_has_not(machine: LibreTranslateTwin) -> None:
    with pytest.raises(TranslatorError, match="does not translate nl into de"):
        translate(machine, SourceText("Een."), target="de")
    assert machine.asked == []


def test_many_texts_go_in_pieces_that_servers_take(machine: LibreTranslateTwin) -> None:
    texts = [SourceText("x" * 900) for _ in range(9)]
    found = translate(machine, *texts)
    assert len(found) == 9
    assert [sum(map(len, one["q"])) <= MOST_CHARACTERS for one in machine.asked] == [True] * 3
    assert {one["api_key"] for one in machine.asked} == {"k"}


def test_a_machine_that_is_not_there(machine: LibreTranslateTwin) -> None:
    machine.close()
    with pytest.raises(TranslatorError, match="does not answer"):
        translate(machine, SourceText("Een."))


@pytest.mark.parametrize("address", ["ftp://x", "nonsense", "http://", "http://a b"])
def test_an_address_that_is_none_is_refused_at_the_start(address: str) -> None:
    with pytest.raises(ValueError, match=r"address|server|begins|space"):
        translator_of(TranslationSettings(translator=address), OutboundSettings())
