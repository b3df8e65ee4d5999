"""A file goes out to a translator and comes back: what it would do is shown, applied as one change, and undone."""

from __future__ import annotations

import io
import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from lxml import etree
from msgspec.structs import replace

from contract.museum import Authorship, GlossaryTerm, Work
from tests.desk import Browser, Desk
from tour_server.catalogue.parts import PartKind
from tour_server.events.event_log import EventFilter
from tour_server.translations.grid import Grid, GridFilter
from tour_server.translations.translated_texts import TextState
from tour_server.translations.translation_index import TranslationIndex

OUT = "/desk/translations/out"
FILES = "/desk/translations/files"
CORE = "{urn:oasis:names:tc:xliff:document:2.0}"
GLOSSARY = "{urn:oasis:names:tc:xliff:glossary:2.0}"
RING = "work/ring/block/ring-nl-1/text"
LIJN = "work/lijn/block/lijn-nl-1/text"
NMTOKEN = re.compile(r"[-.:\w]+")


def work(desk: Desk, key: str) -> Work:
    body: Work = desk.parts.drafts.get(PartKind.WORK, key).body
    return body


def put(desk: Desk, kind: PartKind, key: str, by: str = "Ada", **fields: Any) -> None:
    part = desk.parts.drafts.get(kind, key)
    desk.parts.drafts.put(kind, key, replace(part.body, **fields), part.version, by)


def narration(desk: Desk, key: str, language: str) -> str:
    return next((one.text for one in work(desk, key).blocks if one.language == language), "")


def rewrite(desk: Desk, key: str, language: str, text: str) -> None:
    blocks = [
        replace(one, text=text) if one.language == language else one
        for one in work(desk, key).blocks
    ]
    put(desk, PartKind.WORK, key, blocks=blocks)


def taken_out(browser: Browser, **query: str) -> bytes:
    browser.get("/desk/translations")
    asked = {"source": "nl", "language": "en", "texts": "all", **query}
    answer = browser.client.get(OUT, query_string=asked)
    assert answer.status_code == 200, answer.text
    body = answer.data
    answer.close()
    return body


def translated(xliff: bytes, **targets: str) -> bytes:
    """Return an XLIFF with these targets, `work_lijn_title` for the path `work/lijn/title`."""
    wanted = {name.replace("_", "/"): text for name, text in targets.items()}
    return with_targets(xliff, wanted)


def with_targets(xliff: bytes, wanted: dict[str, str]) -> bytes:
    root = ET.fromstring(xliff)  # noqa: S314, our own
    for unit in root.iter(f"{CORE}unit"):
        if unit.get("name") in wanted:
            segment = unit.find(f"{CORE}segment")
            assert segment is not None
            target = segment.find(f"{CORE}target")
            if target is None:
                target = ET.SubElement(segment, f"{CORE}target")
            target.text = wanted[unit.get("name") or ""]
            segment.set("state", "translated")
    return ET.tostring(root, encoding="utf-8")


def brought(browser: Browser, content: bytes, name: str = "nl-en.xlf", **fields: str) -> str:
    """Bring a file in. Returns the address of the page that shows what it would do."""
    browser.get(FILES)
    given = {"file": (io.BytesIO(content), name), "translated_by": "Bureau Vertaal", **fields}
    answer = browser.post(FILES, given)
    assert answer.status_code == 302, answer.text
    location: str = answer.location
    return location


def applied(browser: Browser, address: str, take: list[str] | None = None) -> str:
    page = browser.get(address).text
    rows = re.findall(r'name="row" value="(\d+)"', page)
    checked = re.findall(r'name="take" value="(\d+)" checked', page)
    answer = browser.client.post(
        f"{address}/apply",
        data={
            "csrf_token": browser.token,
            "row": rows,
            "take": checked if take is None else take,
        },
    )
    assert answer.status_code == 302, answer.text
    return browser.get(address).text


def test_the_file_is_as_the_standard_says(desk: Desk) -> None:
    put(desk, PartKind.THEME, "making", name={"nl": "Lijn & <ring>", "en": "Making"})
    term = GlossaryTerm(
        key="lijn", sources=[], term={"nl": "lijn", "en": "line"}, meaning={"nl": "Een streep."}
    )
    desk.parts.drafts.put(PartKind.TERM, "lijn", term, 0, "Noor")
    root = etree.fromstring(taken_out(desk.colleague("Noor")))
    assert root.tag == f"{CORE}xliff"
    assert dict(root.attrib) == {"version": "2.1", "srcLang": "nl", "trgLang": "en"}
    files = root.findall(f"{CORE}file")
    assert len({one.get("id") for one in files}) == len(files) > 5
    for file in files:
        children = [etree.QName(one).localname for one in file]
        assert children == ["notes", *["unit"] * (len(children) - 1)]
        assert (file.find(f"{CORE}notes/{CORE}note").text or "").strip()
        ids = [one.get("id") for one in file.iter(f"{CORE}unit")]
        assert len(set(ids)) == len(ids)
        assert all(NMTOKEN.fullmatch(one) for one in ids)
    for unit in root.iter(f"{CORE}unit"):
        order = [etree.QName(one).localname for one in unit]
        assert order in (["notes", "segment"], ["glossary", "notes", "segment"])
        segment = unit.find(f"{CORE}segment")
        assert [etree.QName(one).localname for one in segment] in (["source"], ["source", "target"])
        assert segment.get("state") in ("initial", "translated", "reviewed", "final")
        if segment.find(f"{CORE}target") is None:
            assert segment.get("state") == "initial"
    (line,) = (one for one in root.iter(f"{CORE}unit") if one.get("name") == LIJN)
    notes = {one.get("category"): one.text for one in line.iter(f"{CORE}note")}
    assert notes["term"] == "lijn → line"
    assert "seconds" in notes["length"]
    assert (
        line.find(f"{GLOSSARY}glossary/{GLOSSARY}glossEntry/{GLOSSARY}translation").text == "line"
    )
    (offer,) = (one for one in root.iter(f"{CORE}unit") if one.get("name") == "offer/thee/title")
    assert offer.find(f"{CORE}segment").get("state") in ("translated", "final")


def test_what_goes_out_is_what_has_to_be_done_and_passes_the_filter(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    rewrite(desk, "lijn", "nl", "Volg de rode lijn.")
    names = lambda content: [  # noqa: E731
        one.get("name")
        for one in ET.fromstring(content).iter(f"{CORE}unit")  # noqa: S314
    ]
    todo = names(taken_out(browser, texts=""))
    assert LIJN in todo
    assert RING in todo
    assert "work/lijn/title" not in todo
    assert names(taken_out(browser, texts="", state="stale")) == [LIJN]
    assert names(taken_out(browser, texts="", kind="tour")) == ["tour/kort/summary"]
    for query in ({"language": "nl"}, {"language": "tlh"}, {"source": "x"}, {"format": "doc"}):
        asked = {"source": "nl", "language": "en", **query}
        assert browser.client.get(OUT, query_string=asked).status_code == 422


def test_html_of_a_translators_tool_is_taken_out(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    put(desk, PartKind.WORK, "knoop", title={"nl": "&amp; is een teken"})
    back = with_targets(
        taken_out(browser),
        {
            RING: "<p>A <i>ring</i> &amp; a &lt; b.</p><script>alert(1)</script>",
            "room/zolder/name": "Caf&eacute;",
            "work/knoop/title": "&amp; is a sign",  # as in the museum's own words
        },
    )
    applied(browser, brought(browser, back))
    assert narration(desk, "ring", "en") == "A ring & a < b."
    assert desk.parts.drafts.get(PartKind.ROOM, "zolder").body.name["en"] == "Café"
    assert work(desk, "knoop").title["en"] == "&amp; is a sign"


def test_a_file_is_shown_applied_and_undone(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    back = with_targets(
        taken_out(browser),
        {RING: "A ring has no beginning.", LIJN: "Follow the line.", "room/zolder/name": "Attic"},
    )
    address = brought(browser, back)
    page = browser.get(address).text
    assert "Nothing has changed yet." in page
    assert "<del>" in page
    assert narration(desk, "ring", "en") == ""
    page = applied(browser, address)
    assert "3 texts are translated." in page
    block = work(desk, "ring").blocks[1]
    assert (block.text, block.written_by) == ("A ring has no beginning.", "Bureau Vertaal")
    assert block.authorship is Authorship.PERSON
    assert desk.parts.drafts.get(PartKind.ROOM, "zolder").body.name["en"] == "Attic"
    (event,) = desk.parts.events.export(EventFilter(kind="translation-file-applied"))
    assert (event.who, event.subject, event.detail) == ("Noor", "nl-en.xlf", "en, 3")
    browser.post(f"{address}/undo")
    assert "3 texts are as they were." in browser.get(address).text
    assert len(work(desk, "ring").blocks) == 1
    assert narration(desk, "lijn", "en") == "Follow the line with your eyes."
    assert work(desk, "lijn").blocks[1].written_by == "Noor"
    assert "en" not in desk.parts.drafts.get(PartKind.ROOM, "zolder").body.name
    browser.post(f"{address}/undo")
    browser.post(f"{address}/apply")
    assert len(work(desk, "ring").blocks) == 1, "what is undone stays so"


def test_what_a_colleague_changed_meanwhile_is_shown_and_stays(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    out = taken_out(browser)
    rewrite(desk, "lijn", "en", "Ada's own line.")
    address = brought(browser, with_targets(out, {LIJN: "The agency's line."}))
    page = browser.get(address).text
    assert "1 text was changed here after the file was made" in page
    assert "Ada&#39;s own line." in page
    assert "The agency&#39;s line." in page
    applied(browser, address)
    assert narration(desk, "lijn", "en") == "Ada's own line."


def test_staff_take_the_files_wording_by_a_choice(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    out = taken_out(browser)
    rewrite(desk, "lijn", "en", "Ada's own line.")
    address = brought(browser, with_targets(out, {LIJN: "The agency's line."}))
    (place,) = re.findall(r'name="row" value="(\d+)"', browser.get(address).text)
    applied(browser, address, [place])
    assert narration(desk, "lijn", "en") == "The agency's line."


def test_a_text_that_is_written_between_reading_and_applying_stays(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    address = brought(browser, with_targets(taken_out(browser), {LIJN: "The agency's line."}))
    rewrite(desk, "lijn", "en", "Ada's own line.")
    page = applied(browser, address)
    assert "A colleague changed it after the file was read." in page
    assert narration(desk, "lijn", "en") == "Ada's own line."


def test_an_undo_leaves_what_was_edited_afterwards(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    back = with_targets(taken_out(browser), {RING: "A ring.", LIJN: "The agency's line."})
    address = brought(browser, back)
    applied(browser, address)
    rewrite(desk, "lijn", "en", "Better than the agency's.")
    browser.post(f"{address}/undo")
    page = browser.get(address).text
    assert "A colleague changed it after the file was applied." in page
    assert narration(desk, "lijn", "en") == "Better than the agency's."
    assert len(work(desk, "ring").blocks) == 1


def test_a_source_that_changed_meanwhile_makes_the_translation_stale(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    out = taken_out(browser)
    rewrite(desk, "lijn", "nl", "Volg de rode lijn met uw ogen.")
    address = brought(browser, with_targets(out, {LIJN: "Follow this line."}))
    assert "the translation will be stale" in browser.get(address).text
    applied(browser, address)
    page = browser.get("/desk/translations/work/lijn/en").text
    assert "<ins>rode </ins>" in page
    index = desk.parts.assembly.context.get(TranslationIndex)
    grid = desk.parts.assembly.context.get(Grid)
    (row,) = grid.page(GridFilter(search="Werk lijn"), 0, index.languages()).rows
    assert row.cells[1].counts[TextState.STALE] == 1


def test_a_translation_that_was_stale_is_stale_again_after_an_undo(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    rewrite(desk, "lijn", "nl", "Volg de rode lijn.")
    back = with_targets(taken_out(browser), {LIJN: "Follow the red line."})
    address = brought(browser, back)
    applied(browser, address)
    assert "1 stale" not in browser.get("/desk/translations?q=lijn").text
    browser.post(f"{address}/undo")
    assert "1 stale" in browser.get("/desk/translations?q=lijn").text


def test_texts_that_the_museum_does_not_have_are_named(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    out = taken_out(browser)
    part = desk.parts.drafts.get(PartKind.TOUR, "kort")
    desk.parts.drafts.remove(PartKind.TOUR, "kort", part.version, "Ada")
    address = brought(browser, with_targets(out, {"tour/kort/summary": "In half an hour."}))
    page = browser.get(f"{address}?show=unknown").text
    assert "not known here" in page
    assert "tour/kort/summary" in page


def test_a_part_is_removed_between_reading_and_applying(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    back = with_targets(taken_out(browser), {"tour/kort/summary": "In half an hour."})
    address = brought(browser, back)
    part = desk.parts.drafts.get(PartKind.TOUR, "kort")
    desk.parts.drafts.remove(PartKind.TOUR, "kort", part.version, "Ada")
    assert "A colleague removed it." in applied(browser, address)


def test_a_file_that_comes_back_as_it_went_changes_nothing(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    address = brought(browser, taken_out(browser))
    page = browser.get(address).text
    assert 'name="take"' not in page
    versions = {one.key: one.version for one in desk.parts.drafts.all(PartKind.WORK)}
    applied(browser, address)
    assert versions == {one.key: one.version for one in desk.parts.drafts.all(PartKind.WORK)}


def test_a_tool_that_loses_names_loses_nothing(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    back = with_targets(taken_out(browser), {RING: "A ring."})
    address = brought(browser, re.sub(rb' name="[^"]*"', b"", back))
    applied(browser, address)
    assert narration(desk, "ring", "en") == "A ring."


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_a_spreadsheet_goes_out_and_comes_back(desk: Desk, ending: str) -> None:
    browser = desk.colleague("Noor")
    put(desk, PartKind.ROOM, "hal", name={"nl": "=1+1", "en": "Hall"})
    content = taken_out(browser, format=ending)
    address = brought(browser, content, f"nl-en.{ending}")
    page = browser.get(address).text
    assert 'name="take"' not in page, "what came back untouched changes nothing"
    if ending == "csv":
        text = content.decode("utf-8-sig").replace("Follow the line with your eyes.", "Follow it.")
        address = brought(browser, text.encode("utf-16"), "terug.csv")
        applied(browser, address)
        assert narration(desk, "lijn", "en") == "Follow it."


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "x.xlf", "is not XML that can be read"),
        (b"<html/>", "x.xlf", "is not XLIFF: its first element is &lt;html&gt;"),
        (b"<xliff", "x.xlf", "is not XML that can be read"),
        (b'<xliff version="1.2"/>', "x.xlf", "has no text to translate"),
        (
            b'<!DOCTYPE x [<!ENTITY a "aaaa">]><xliff version="1.2"><file>&a;</file></xliff>',
            "x.xlf",
            "declares an entity",
        ),
        (b"a;b\n1;2\n", "x.csv", "no spreadsheet of translations"),
        (b"id;p;t;nl\n", "x.csv", "no spreadsheet of translations"),
        (b"\x00\x01\x02", "x.xlsx", "x.xlsx"),
    ],
)
def test_what_is_no_file_of_translations_is_refused_in_words(
    desk: Desk, content: bytes, name: str, sentence: str
) -> None:
    browser = desk.colleague("Noor")
    assert brought(browser, content, name).endswith(FILES)
    assert sentence in browser.get(FILES).text


def test_languages_that_are_none_of_the_museums(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    back = with_targets(taken_out(browser), {RING: "A ring."})
    odd = back.replace(b'trgLang="en"', b'trgLang="de"')
    assert brought(browser, odd).endswith(FILES)
    assert "is into “de”" in browser.get(FILES).text
    assert not brought(browser, odd, language="en").endswith(FILES)
    assert not brought(browser, back.replace(b'trgLang="en"', b'trgLang="en-GB"')).endswith(FILES)
    assert brought(browser, back.replace(b'srcLang="nl"', b'srcLang="ja"')).endswith(FILES)


def test_a_file_that_waits_is_thrown_away(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    address = brought(browser, with_targets(taken_out(browser), {RING: "A ring."}))
    browser.post(f"{address}/discard")
    assert browser.get(address).status_code == 404
    for action in ("apply", "undo", "discard", "choices"):
        assert browser.post(f"{FILES}/99/{action}").status_code == 404
