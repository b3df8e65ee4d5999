"""The page of a work: what is said to whom in reading order, its length, its marks, its sources, and who did what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from msgspec.structs import replace

from contract.bundle import Release, Speech
from contract.museum import Block, BlockPart, Level, Link, Relation, Source, Work
from narration.subtitle_layout import Layout, limits
from narration.subtitles import Cue
from narration.webvtt import write
from tests.desk import Desk
from tests.tiny_museum import block, tiny_museum
from tour_server.catalogue.parts import PartKind
from tour_server.staff.permissions import Role
from tour_server.writing.block_speech import BlockSpeeches
from tour_server.writing.script import ScriptSection, script
from tour_server.writing.text_pieces import shown_pieces

WORK = replace(
    tiny_museum().works[0],
    blocks=[
        block("lijn-nl-2", "nl", "Dieper.", layer=2),
        block("lijn-nl-3", "nl", "Welke lijn is de langste?", part=BlockPart.QUESTION),
        block("lijn-nl-1", "nl", "Zo is het gemaakt."),
        block("lijn-en-1", "en", "This is how it was made."),
        block("lijn-nl-4", "nl", "Kijk eerst hier.", part=BlockPart.LOOK),
        block("lijn-nl-5", "nl", "Voor kinderen.", level=Level.CHILD),
        block("lijn-en-9", "en", "For experts alone.", level=Level.EXPERT),
    ],
)
LINK = Link(
    key="lijn-ring",
    works=["lijn", "ring"],
    relation=Relation.MOTIF,
    blocks=[block("lijn-ring-nl-1", "nl", "De ring is ook een lijn.")],
)
OTHER = replace(LINK, key="ring-knoop", works=["ring", "knoop"])


def texts(sections: Sequence[ScriptSection]) -> list[list[str]]:
    return [[row.block.text if row.block else "-" for row in one.rows] for one in sections]


def test_it_is_in_the_order_in_which_a_visitor_can_hear_it() -> None:
    sections = script(WORK, [LINK, OTHER], "nl", "en", Level.ADULT)
    assert texts(sections) == [
        ["Kijk eerst hier."],
        ["Zo is het gemaakt."],
        ["De ring is ook een lijn."],
        ["Welke lijn is de langste?"],
        ["Dieper."],
    ]
    assert [one.kind.layer for one in sections] == [1, 1, 1, 1, 2]
    (row,) = sections[1].rows
    assert row.beside is not None
    assert row.beside.text == "This is how it was made."


def test_words_that_only_the_other_language_has_are_a_gap() -> None:
    (section,) = script(WORK, [], "nl", "en", Level.EXPERT)
    assert texts([section]) == [["-"]]
    assert section.rows[0].shown.text == "For experts alone."


@given(
    text=st.text(alphabet="ab \n é", max_size=40),
    italics=st.lists(st.text(alphabet="ab é", min_size=1, max_size=5), max_size=3),
)
def test_the_pieces_are_the_text(text: str, italics: list[str]) -> None:
    shown = shown_pieces(block("a", "nl", text, italics=italics))
    assert "".join(piece.text for piece in shown) == text


def speech_of(one: Block) -> Speech:
    files = {
        name: f"{name}/{one.key}" for name in ("opus", "aac", "subtitles", "subtitles_portrait")
    }
    return Speech(
        "lijn", one.key, one.language, one.level, 12.3, voice="v", machine_made=True, **files
    )


def speeches(folder: Path, one: Block, cues: list[Cue]) -> BlockSpeeches:
    """The speech of a release that said one block with these subtitles."""
    museum = tiny_museum()
    museum = replace(museum, works=[replace(museum.works[0], blocks=[one]), *museum.works[1:]])
    release = Release(1, 0, museum, [speech_of(one)], {}, None)
    file = folder / "subtitles.vtt"
    file.write_text(write(cues), encoding="utf-8")
    return BlockSpeeches(lambda: release, lambda _target: file)


def test_the_part_that_is_too_fast_is_marked_where_it_stands(tmp_path: Path) -> None:
    said = block("lijn-nl-1", "nl", "Eerst langzaam. Dan ineens veel te snel gesproken.")
    cues = [Cue(0, 4, ("Eerst langzaam.",)), Cue(4, 5, ("Dan ineens veel", "te snel gesproken."))]
    found = speeches(tmp_path, said, cues).of_blocks([said])[said.key]
    assert (found.seconds, found.is_estimated) == (12.3, False)
    assert {said.text[one.begin : one.end] for one in found.faults} == {
        "Dan ineens veel te snel gesproken."
    }
    assert {one.rule for one in found.faults} >= {"characters_per_second", "seconds_per_word"}
    marked = [piece.text for piece in shown_pieces(said, found.faults) if piece.fault]
    assert marked == ["Dan ineens veel te snel gesproken."]


def test_words_that_nobody_said_yet_are_estimated(tmp_path: Path) -> None:
    said = block("lijn-nl-1", "nl", "Zo was het.")
    new = replace(said, text="Zo was het. " * 30)
    found = speeches(tmp_path, said, [Cue(0, 4, ("Zo was het.",))]).of_blocks([new])[new.key]
    assert found.is_estimated
    assert found.seconds == pytest.approx(24)


def test_a_file_of_subtitles_that_is_gone_or_broken_gives_an_estimate(tmp_path: Path) -> None:
    said = block("lijn-nl-1", "nl", "Zo was het.")
    source = speeches(tmp_path, said, [Cue(0, 4, ("Zo was het.",))])
    (tmp_path / "subtitles.vtt").write_text("no subtitles", encoding="utf-8")
    assert source.of_blocks([said])[said.key].is_estimated


def test_an_estimate_marks_a_run_of_short_words() -> None:
    short = "A e i o u a e i o u a e i o u a e i o u a e i o u a e i o u. "
    said = block("lijn-nl-1", "nl", "Dit is een gewone zin van gewone woorden. " + short)
    found = BlockSpeeches(lambda: None, lambda _target: None).of_blocks([said])[said.key]
    room = limits("nl", Level.ADULT, Layout.LANDSCAPE)
    assert [one.rule for one in found.faults]
    assert all(one.limit == room.seconds_a_word for one in found.faults)
    assert not any("gewone woorden" in said.text[one.begin : one.end] for one in found.faults)


def put(desk: Desk, body: Work) -> None:
    part = desk.parts.drafts.get(PartKind.WORK, body.key)
    body = replace(body, media=part.body.media)
    desk.parts.drafts.put(PartKind.WORK, body.key, body, part.version, "Bram")


def read(page: str) -> str:
    return " ".join(html.fromstring(page).text_content().split())


def test_the_page_says_all_of_it(desk: Desk) -> None:
    sources = [Source("A. Maker, On Lines", "p. 7, ISBN 978-0-306-40615-8")]
    told = replace(WORK.blocks[2], sources=sources, text="Zo, in De Lijn.", italics=["De Lijn"])
    put(desk, replace(WORK, blocks=[*WORK.blocks[:2], told, *WORK.blocks[3:]]))
    noor = desk.colleague("Noor")
    page = noor.get("/desk/works/lijn/script?language=nl&beside=en").text
    words = read(page)
    assert "<i>De Lijn</i>" in page
    assert words.index("Kijk eerst hier.") < words.index("Zo, in De Lijn.") < words.index("Dieper.")
    assert "This is how it was made." in words
    assert "about 1 s" in words
    assert "Its check digit does not fit" in words
    assert "Written by Noor" in words
    assert re.search(r"changed by Bram, today \d\d:\d\d · not approved yet", words)
    noor.post("/desk/works/lijn/script/lijn-nl-1/approve?language=nl", {"version": "2"})
    assert "approved by Noor, today" in read(noor.get("/desk/works/lijn/script").text)


def test_another_language_and_other_visitors_are_in_the_address(desk: Desk) -> None:
    put(desk, WORK)
    noor = desk.colleague("Noor")
    assert "Voor kinderen." in noor.get("/desk/works/lijn/script?language=nl&for=child").text
    for odd in ("?language=xx&for=nobody&beside=yy", "?edit=nothing"):
        assert "Kijk eerst hier." in noor.get(f"/desk/works/lijn/script{odd}").text
    assert noor.get("/desk/works/nothing/script").status_code == 404


def test_who_only_reads_has_no_forms(desk: Desk) -> None:
    page = desk.colleague("Wim", Role.PUBLISHER).get("/desk/works/lijn/script?edit=lijn-nl-1").text
    assert 'class="block-form"' not in page
    assert "You can read this, not change it." in page
