"""What a person types is kept for them alone until they save it, and a text field never holds tags."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from contract.italics import italic_ranges
from contract.museum import GlossaryTerm, Level, Source
from narration.glossary import GlossaryInLanguage
from tests.desk import BEGAN, Browser, Desk
from tests.tiny_museum import block
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.plain_text import plain_text
from tour_server.database import Database
from tour_server.staff.permissions import Role
from tour_server.staff.tables import Staff
from tour_server.visit.reading import readings
from tour_server.visit.work_narration import NarrationTrack, WorkNarration
from tour_server.writing.block_form_page import source_rows, typed_values
from tour_server.writing.citations import IdentifierKind, citation_of, identifier_of, source_of
from tour_server.writing.typed_texts import KEEP_DAYS, LONGEST_TYPED, TypedTexts

PAGE = "/desk/works/lijn/script"
NL = f"{PAGE}/lijn-nl-1"
TYPED = "Half af, met <b>é</b> en “aanhaling"


def form(desk: Desk, text: str, **more: str) -> dict[str, str]:
    version = desk.parts.drafts.get(PartKind.WORK, "lijn").version
    return {"version": str(version), "block.lijn-nl-1.text": text, **more}


def words(desk: Desk, number: int = 0) -> str:
    found: str = desk.parts.drafts.get(PartKind.WORK, "lijn").body.blocks[number].text
    return found


def typing(desk: Desk, name: str = "Noor") -> Browser:
    browser = desk.colleague(name, Role.AUTHOR)
    browser.get(PAGE)
    answer = browser.post(f"{NL}/typed", form(desk, TYPED))
    assert answer.get_json()["saved"].strip().startswith("Saved as your draft, today 10:3")
    return browser


def test_it_is_offered_again_and_changes_nothing(desk: Desk) -> None:
    before = words(desk)
    noor, bram = typing(desk), desk.colleague("Bram")
    page = noor.get(PAGE).text
    assert "It is not saved yet: colleagues and visitors do not have it." in page
    assert "Half af, met &lt;b&gt;é&lt;/b&gt; en “aanhaling" in page
    assert words(desk) == before
    assert "Half af" not in bram.get(PAGE).text
    assert "Half af" not in bram.get("/desk/works/lijn/history").text


def test_it_is_gone_once_it_is_saved_or_thrown_away(desk: Desk) -> None:
    noor = typing(desk)
    assert noor.post(NL, form(desk, "Nu af.")).status_code == 302
    assert words(desk) == "Nu af."
    assert "This is your draft" not in noor.get(PAGE).text
    noor.post(f"{NL}/typed", form(desk, "Toch anders."))
    assert noor.post(f"{NL}/forget", form(desk, "Toch anders.")).status_code == 302
    page = noor.get(PAGE).text
    assert "This is your draft" not in page
    assert "Toch anders." not in page


def test_it_outlives_the_sign_in_and_not_the_account(desk: Desk) -> None:
    typing(desk)
    desk.parts.accounts.set_password("Noor", "four quiet rooms")
    assert "Half af" in desk.signed_in("Noor").get(PAGE).text
    desk.colleague("Olga")
    desk.parts.accounts.remove("Noor")
    assert "Half af" not in desk.colleague("Noor").get(PAGE).text


def test_a_draft_begun_before_a_colleague_saved_is_a_conflict_to_look_at(desk: Desk) -> None:
    noor = typing(desk)
    begun = form(desk, TYPED)
    bram = desk.colleague("Bram")
    bram.get(PAGE)
    assert bram.post(NL, form(desk, "Bram was eerst.")).status_code == 302
    page = noor.get(PAGE).text
    assert f'name="version" value="{begun["version"]}"' in page
    answer = noor.post(NL, begun)
    assert answer.status_code == 409
    assert "Saved meanwhile: <q>Bram was eerst.</q>" in answer.text
    assert "Half af" in answer.text
    assert words(desk) == "Bram was eerst."


def test_a_draft_in_another_language_or_a_block_that_is_gone_is_named(desk: Desk) -> None:
    noor = typing(desk)
    english = {"version": "1", "block.lijn-en-1.text": "Half done."}
    noor.post(f"{PAGE}/lijn-en-1/typed", english)
    page = noor.get(f"{PAGE}?language=nl&beside=-").text
    assert "You have a draft that is not saved in" in page
    assert "language=en&amp;for=adult#block-lijn-en-1" in page
    fields = noor.fill_in("/desk/works/lijn")
    noor.post("/desk/works/lijn", fields | {"action": "without-block:lijn-nl-1"})
    assert "A colleague removed a block in which you typed" in noor.get(PAGE).text
    noor.post(f"{NL}/forget")
    assert "A colleague removed a block" not in noor.get(PAGE).text
    as_saved = {"version": "1", "block.lijn-en-1.text": "Follow the line with your eyes."}
    noor.post(f"{PAGE}/lijn-en-1/typed", as_saved)
    assert "This is your draft" not in noor.get(f"{PAGE}?language=en").text


def test_one_block_is_saved_although_another_one_is_wrong(desk: Desk) -> None:
    part = desk.parts.drafts.get(PartKind.WORK, "lijn")
    first, second = part.body.blocks
    broken = replace(part.body, blocks=[first, replace(second, sources=[])], room="nowhere")
    desk.parts.drafts.put(PartKind.WORK, "lijn", broken, part.version, "import")
    noor = desk.colleague("Noor")
    noor.get(PAGE)
    assert noor.post(NL, form(desk, "Een nieuw begin.")).status_code == 302
    assert words(desk) == "Een nieuw begin."
    assert noor.post(NL, form(desk, "")).status_code == 422


def test_a_block_is_added_and_the_last_change_taken_back(desk: Desk) -> None:
    noor = desk.colleague("Noor")
    noor.get(PAGE)
    typed = form(desk, "") | {"block.new.text": "Erbij.", "cite.0.title": "A. Maker, On Lines"}
    noor.post(f"{PAGE}/new/typed?language=en", typed)
    assert "Erbij." in noor.get(f"{PAGE}?language=en").text
    assert "Erbij." not in noor.get(f"{PAGE}?language=nl").text
    answer = noor.post(f"{PAGE}/new?language=en", typed | {"block.new.language": "en"})
    assert answer.headers["Location"].endswith("#block-lijn-en-adult-1")
    assert words(desk, -1) == "Erbij."
    undo = {"version": str(desk.parts.drafts.get(PartKind.WORK, "lijn").version)}
    noor.post(f"{PAGE}/undo", undo)
    assert words(desk, -1) != "Erbij."
    noor.post(f"{PAGE}/undo", undo)
    assert "Nothing was taken back" in noor.get(PAGE).text
    empty = noor.post(f"{PAGE}/new?language=en", form(desk, "") | {"block.new.text": " "})
    assert (empty.status_code, "Write the words first." in empty.text) == (422, True)


def test_more_than_a_form_holds_is_refused(desk: Desk) -> None:
    noor = typing(desk)
    answer = noor.post(f"{NL}/typed", form(desk, "x" * (LONGEST_TYPED + 1)))
    assert answer.status_code == 413
    assert "Half af" in noor.get(PAGE).text


def test_on_both_databases_it_is_deleted_after_a_time(database: Database) -> None:
    with database.writing() as session:
        session.add(Staff(name="Noor", password_hash="-", roles="author", created_at=BEGAN))
    now = BEGAN
    typed = TypedTexts(database, lambda: now)
    typed.keep("Noor", "lijn", "a", {"text": "Oud\r\nregel", "cite.0.title": ""}, 3)
    typed.keep("Noor", "lijn", "a", {"text": "Nieuw\r\nregel"}, 4)
    (found,) = typed.of_work("Noor", "lijn").values()
    assert (found.values, found.version) == ({"text": "Nieuw\nregel"}, 4)
    assert typed.delete_old() == 0
    now += dt.timedelta(days=KEEP_DAYS, seconds=1)
    assert typed.delete_old() == 1
    assert typed.of_work("Noor", "lijn") == {}


# A text field never holds tags.


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("a < b en b > a", "a < b en b > a"),
        ("<3 <onbekende maker> <1650>", "<3 <onbekende maker> <1650>"),
        ("<b>vet</b> &amp; schuin", "vet & schuin"),
        ("AT&T &amp; Zn", "AT&T &amp; Zn"),
        ("<scr<b></b>ipt>alert(1)</script>", "alert(1)"),
        ("<script>alert(1)</script>Na", "Na"),
        ("<img src=x onerror=alert(1)>Zo", "Zo"),
        ("<B >hoofd</B\n>letters", "hoofdletters"),
        ("een<br>twee<br/>drie", "een\ntwee\ndrie"),
        ("<p class=MsoNormal>Een<o:p></o:p></p>", "Een\n"),
        ("<!--[if gte mso 9]><xml><w:x/></xml><![endif]-->Goed", "Goed"),
        ("<!-- weg -->Goed<![if !x]>", "Goed"),
        ("<style>p {color:red}</style>Goed", "Goed"),
        ("<b>&lt;i&gt;diep&lt;/i&gt;</b>", "diep"),
        ("af\u00adbreken\ufeff", "afbreken"),
        ("\x93citaat\x94 \x96 streep", "“citaat” – streep"),
        ("\uf0b7\tpunt\vregel", "– punt\nregel"),
        ("l’œuvre\u00a0: «\u202foui\u202f»", "l’œuvre\u00a0: «\u202foui\u202f»"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_what_is_typed_becomes_plain_text(typed: str, plain: str) -> None:
    assert plain_text(typed) == plain
    assert plain_text(plain) == plain


@given(st.text(alphabet="<>/!-ab &;\u00ad\x93", max_size=60))
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert plain_text(plain_text(text)) == plain_text(text)


def test_every_text_of_a_work_is_saved_without_tags(desk: Desk) -> None:
    noor = desk.colleague("Noor")
    fields = noor.fill_in("/desk/works/lijn")
    typed = {
        "title.nl": "<i>Titel</i>",
        "maker.nl": "<script>x</script>Maker",
        "block.lijn-nl-1.text": "<p>Woorden</p>",
        "sources": "<b>Een boek</b> | p. 3",
    }
    assert noor.post("/desk/works/lijn", fields | typed).status_code == 302
    work = desk.parts.drafts.get(PartKind.WORK, "lijn").body
    assert (work.title["nl"], work.maker["nl"]) == ("Titel", "Maker")
    assert work.blocks[0].text == "Woorden"
    assert work.sources == [Source("Een boek", "p. 3")]


# Italics stand beside the text.


def test_italics_are_kept_where_they_stand_in_the_text(desk: Desk) -> None:
    noor = desk.colleague("Noor")
    noor.get(PAGE)
    italics = {"block.lijn-nl-1.italics": "De  Lijn\n\nElders\nDe Lijn"}
    assert noor.post(NL, form(desk, "Uit De Lijn.", **italics)).status_code == 302
    block = desk.parts.drafts.get(PartKind.WORK, "lijn").body.blocks[0]
    assert (block.text, block.italics) == ("Uit De Lijn.", ["De Lijn"])
    assert noor.post(NL, form(desk, "Uit iets anders.")).status_code == 302
    assert desk.parts.drafts.get(PartKind.WORK, "lijn").body.blocks[0].italics == []


def test_a_phrase_is_found_as_whole_words() -> None:
    text = "De ring, ringen; de\nring. 山水図は山水図"
    found = [text[low:high] for low, high in italic_ranges(text, ["de ring", "ring", "山水図"])]
    assert found == ["ring", "de\nring", "山水図", "山水図"]
    assert italic_ranges("a.b", ["."]) == [(1, 2)]
    assert italic_ranges("axb", ["a.b", " "]) == []


# A source has a field each.


@pytest.mark.parametrize(
    ("where", "place", "identifier", "kind", "is_right"),
    [
        ("p. 7", "p. 7", None, None, True),
        ("p. 7, https://doi.org/10.1000/182", "p. 7", "https://doi.org/10.1000/182", "doi", True),
        ("doi:10.1000/182", "", "doi:10.1000/182", "doi", True),
        ("10.1000/182", "", "10.1000/182", "doi", True),
        ("doi:11.1000/182", "", "doi:11.1000/182", "doi", False),
        ("ch. 2; ISBN 978-0-306-40615-7", "ch. 2", "ISBN 978-0-306-40615-7", "isbn", True),
        ("ISBN 0-306-40615-2", "", "ISBN 0-306-40615-2", "isbn", True),
        ("ISBN 0-8044-2957-X", "", "ISBN 0-8044-2957-X", "isbn", True),
        ("ISBN 978-0-306-40615-8", "", "ISBN 978-0-306-40615-8", "isbn", False),
        ("ISBN 12345", "", "ISBN 12345", "isbn", False),
        ("ISSN 0378-5955", "", "ISSN 0378-5955", "issn", True),
        ("ISSN 0378-5954", "", "ISSN 0378-5954", "issn", False),
        ("p. 3, https://example.org/a?b=1", "p. 3", "https://example.org/a?b=1", "web", True),
        ("http:/example.org", "", "http:/example.org", "web", False),
    ],
)
def test_where_to_look_is_a_place_and_an_identifier(
    where: str, place: str, identifier: str | None, kind: str | None, is_right: bool
) -> None:
    citation = citation_of(Source("A. Maker", where))
    assert citation.place == place
    if identifier is None:
        assert citation.identifier is None
        return
    assert citation.identifier is not None
    assert citation.identifier.text == identifier
    assert citation.identifier.kind == kind
    assert (citation.identifier.problem == "") is is_right


def test_what_is_typed_for_an_identifier_and_is_none_says_so() -> None:
    assert identifier_of("somewhere").kind is IdentifierKind.UNKNOWN
    assert identifier_of("somewhere").problem
    assert identifier_of("9780306406157").problem == ""


def test_sources_that_were_not_touched_stay_as_they_were(desk: Desk) -> None:
    odd = Source("A | B,  1999", "p. 7;  https://example.org/x , ISBN 0-306-40615-2")
    stored = replace(desk.parts.drafts.get(PartKind.WORK, "lijn").body.blocks[0], sources=[odd])
    rows = source_rows(typed_values(stored.key, {}, stored).get("x", ""))
    assert [row.title for row in rows] == [""]
    citation = citation_of(odd)
    assert citation.identifier is not None
    typed = {
        "cite.0.title": citation.title,
        "cite.0.place": citation.place,
        "cite.0.id": citation.identifier.text,
        "cite.1.title": "C. Ander",
        "cite.1.place": "",
        "cite.1.id": "",
    }
    values = typed_values(stored.key, typed, stored)
    first, second = values[f"block.{stored.key}.sources"].splitlines()
    assert first == "A | B, 1999 | p. 7;  https://example.org/x , ISBN 0-306-40615-2"
    assert second == "C. Ander"


@given(st.text("ab |,;", max_size=12), st.text("ab1 ,;", max_size=8))
def test_the_three_fields_say_what_they_said(title: str, place: str) -> None:
    source = source_of(title, place, "ISBN 0-306-40615-2")
    found = citation_of(source)
    assert found.identifier is not None
    assert found.identifier.text == "ISBN 0-306-40615-2"
    assert source_of(found.title, found.place, found.identifier.text).citation == source.citation


def test_a_phone_shows_italics_around_the_words_of_the_glossary() -> None:
    words = block("a-nl-1", "nl", "Zie De Ring.\n\nEn een ring.", italics=["De Ring"])
    term = GlossaryTerm("ring", [Source("A. Maker")], {"nl": "ring"}, {"nl": "Een rond ding."}, {})
    told = [NarrationTrack(words, None)]
    narration = WorkNarration("nl", Level.ADULT, (Level.ADULT,), told, [])
    found = readings([narration], lambda language: GlossaryInLanguage([term], language))
    first, second = found.narrations[0].blocks[0].paragraphs
    assert [(one.text, one.term, one.italic) for one in first] == [
        ("Zie ", None, False),
        ("De ", None, True),
        ("Ring", "ring", True),
        (".", None, False),
    ]
    assert not any(one.italic for one in second)
