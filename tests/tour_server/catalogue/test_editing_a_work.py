"""A colleague edits a work: the text is saved unchanged, and errors are shown beside their fields."""

from __future__ import annotations

import io

import pytest

from contract.museum import BlockPart, Level
from tests.desk import Desk, picture
from tour_server.catalogue.parts import PartKind
from tour_server.staff.permissions import Role


def work(desk: Desk, key: str = "lijn"):
    return desk.parts.drafts.get(PartKind.WORK, key).body


def test_saving_a_page_untouched_changes_nothing(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    before = desk.parts.drafts.get(PartKind.WORK, "lijn")
    assert browser.post("/desk/works/lijn", browser.fill_in("/desk/works/lijn")).status_code == 302
    assert desk.parts.drafts.get(PartKind.WORK, "lijn") == before


def test_a_changed_text_loses_its_approval_and_a_curator_gives_it_back(desk: Desk) -> None:
    curator = desk.colleague("Noor", Role.EDITOR, Role.PUBLISHER)
    fields = curator.fill_in("/desk/works/lijn")
    curator.post("/desk/works/lijn", fields, action="approve:lijn-nl-1")
    assert work(desk).blocks[0].approved_by == "Noor"
    fields = curator.fill_in("/desk/works/lijn")
    curator.post("/desk/works/lijn", fields, **{"block.lijn-nl-1.text": "Andere woorden."})
    assert work(desk).blocks[0].approved_by is None
    assert work(desk).blocks[0].text == "Andere woorden."


def test_an_editor_may_not_approve(desk: Desk) -> None:
    editor = desk.colleague("Bram", Role.AUTHOR)
    fields = editor.fill_in("/desk/works/lijn")
    assert editor.post("/desk/works/lijn", fields, action="approve:lijn-nl-1").status_code == 403
    assert work(desk).blocks[0].approved_by is None


def test_every_button_of_the_form_saves_what_was_typed(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    fields = browser.fill_in("/desk/works/lijn")
    fields["title.nl"] = "Nieuwe titel"
    browser.post("/desk/works/lijn", fields, action="without-block:lijn-en-1")
    assert work(desk).title["nl"] == "Nieuwe titel"
    assert [block.key for block in work(desk).blocks] == ["lijn-nl-1"]


def test_a_block_is_added_with_its_source(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    fields = browser.fill_in("/desk/works/knoop")
    fields |= {
        "block.new.text": "Een knoop die\r\nniet losgaat.",
        "block.new.sources": "C. Adams, The Knot Book, 1994 | https://doi.org/10.1090/x",
    }
    browser.post("/desk/works/knoop", fields)
    (block,) = work(desk, "knoop").blocks
    assert block.text == "Een knoop die\nniet losgaat."
    assert block.sources[0].where == "https://doi.org/10.1090/x"
    assert block.written_by == "Noor"
    assert block.key == "knoop-nl-adult-1"


def test_a_block_has_a_level_and_a_part(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    more = {
        "block.new.text": "Kijk naar de knoop.",
        "block.new.sources": "C. Adams, The Knot Book",
        "block.new.language": "nl",
    }
    for level, part in (("description", "look"), ("plain", "question"), ("plain", "look")):
        fields = browser.fill_in("/desk/works/knoop") | more
        fields |= {"block.new.level": level, "block.new.part": part}
        browser.post("/desk/works/knoop", fields)
    described, question, look = work(desk, "knoop").blocks
    assert (described.level, described.part) == (Level.DESCRIPTION, BlockPart.LOOK)
    assert (question.level, question.part) == (Level.PLAIN, BlockPart.QUESTION)
    fields = browser.fill_in("/desk/works/knoop")
    browser.post("/desk/works/knoop", fields | {f"block.{look.key}.part": "telling"})
    assert work(desk, "knoop").blocks[2].part is BlockPart.TELLING


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"block.lijn-nl-1.part": "dance"}, "block.lijn-nl-1.part", "Choose one of these."),
        ({"block.lijn-nl-1.level": "giant"}, "block.lijn-nl-1.level", "Choose one of these."),
        ({"block.lijn-nl-1.sources": ""}, "block.lijn-nl-1.sources", "without a source"),
        ({"block.lijn-nl-1.text": "x" * 6001}, "block.lijn-nl-1.text", "6000 at most"),
        ({"block.lijn-nl-1.text": " "}, "block.lijn-nl-1.text", "remove this block"),
        ({"block.lijn-nl-1.theme": "nonsense"}, "block.lijn-nl-1.theme", "one of the themes"),
        ({"block.lijn-nl-1.layer": "eleven"}, "block.lijn-nl-1.layer", "from 1 to 9"),
        ({"number": "2"}, "number", "is the number of Werk ring"),
        ({"number": "0"}, "number", "from 1 to 99999"),
        ({"room": "cellar"}, "room", "one of the rooms"),
        ({"title.nl": "", "title.en": ""}, "title.nl", "needs a title"),
    ],
)
def test_an_error_is_shown_beside_its_field_and_nothing_typed_is_lost(
    desk: Desk, changes: dict[str, str], field: str, said: str
) -> None:
    browser = desk.colleague("Noor")
    fields = browser.fill_in("/desk/works/lijn")
    fields["maker.nl"] = "Iemand die ik net typte"
    before = work(desk)
    answer = browser.post("/desk/works/lijn", fields | changes)
    assert answer.status_code == 422
    assert f'id="wrong-{field}"' in answer.text
    assert said in answer.text
    assert "Iemand die ik net typte" in answer.text
    assert work(desk) == before


def test_a_picture_that_is_uploaded_twice_is_stored_once_and_shown(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    for _ in range(2):
        fields = browser.fill_in("/desk/works/lijn")
        fields["pictures"] = (io.BytesIO(picture(9)), "../../A néw Picture!.png")
        assert browser.post("/desk/works/lijn", fields).status_code == 302
    files = [medium.file for medium in work(desk).media]
    assert len(files) == 2
    assert files[1].endswith("/A-new-Picture.png")
    assert browser.get(f"/desk/pictures/{files[1]}?side=160").content_type == "image/jpeg"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"<script>alert(1)</script>", "no picture that can be read"),
        (picture(5)[:-200], "cut off"),
    ],
)
def test_a_corrupt_picture_is_refused_by_its_content_and_the_words_are_saved(
    desk: Desk, content: bytes, said: str
) -> None:
    browser = desk.colleague("Noor")
    fields = browser.fill_in("/desk/works/lijn")
    fields |= {"title.nl": "Toch bewaard", "pictures": (io.BytesIO(content), "photo.jpg")}
    answer = browser.post("/desk/works/lijn", fields)
    assert answer.status_code == 422
    assert "photo.jpg" in answer.text
    assert said in answer.text
    assert work(desk).title["nl"] == "Toch bewaard"
    assert len(work(desk).media) == 1


def test_no_other_file_can_be_fetched_as_a_picture(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    for name in ("../zaalgids.db", "..%2F..%2Fsession.key", "x/y.png", ".small/a.jpg"):
        assert browser.get(f"/desk/pictures/{name}").status_code == 404


def test_a_new_work_gets_a_lasting_name_of_its_own(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    browser.get("/desk/works/new")
    given = {"title.nl": "Lijn", "number": "8", "room": "hal"}
    answer = browser.post("/desk/works/new", given)
    assert answer.location == "/desk/works/lijn-2"
    japanese = {"title.nl": "線", "number": "9", "room": "hal"}
    assert browser.post("/desk/works/new", japanese).location == "/desk/works/work"
    wrong = browser.post("/desk/works/new", {"title.nl": "Nog een", "number": "8", "room": "hal"})
    assert wrong.status_code == 422
    assert "Nog een" in wrong.text


def test_the_list_filters_by_its_address(desk: Desk) -> None:
    browser = desk.colleague("Noor")

    def listed(query: str) -> set[str]:
        page = browser.get(f"/desk/works?{query}").text
        return {key for key in ("lijn", "ring", "knoop") if f"/desk/works/{key}" in page}

    assert listed("") == {"lijn", "ring", "knoop"}
    assert listed("missing=en") == {"ring", "knoop"}
    assert listed("missing=nl") == {"knoop"}
    assert listed("room=zolder") == {"knoop"}
    assert listed("q=RING") == {"ring"}
    assert listed("state=unapproved") == {"lijn", "ring"}


def test_a_missing_translation_is_visible(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    page = browser.get("/desk/works/ring").text
    assert '<span class="name">English</span> <span class="second">missing</span>' in page
