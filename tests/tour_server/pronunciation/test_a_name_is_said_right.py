"""Staff write how a name is said, hear it, and change their mind; what colleagues save meanwhile stays."""

from __future__ import annotations

import io
import wave
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import html
from msgspec.structs import replace

from contract.museum import Pronunciation
from tests.desk import Browser, Desk
from tour_server.catalogue.parts import PartKind
from tour_server.pronunciation.lexicon import Lexicon, LexiconError, texts_with
from tour_server.pronunciation.listening import sentence_with
from tour_server.staff.permissions import Role

ADDRESS = "/desk/pronunciation"
RING = {"written": "ring", "language": "nl", "spelling": "rieng", "ipa": ""}


@pytest.fixture
def editor(desk: Desk) -> Browser:
    return desk.colleague("els", Role.EDITOR)


def lexicon(desk: Desk) -> list[Pronunciation]:
    return desk.parts.drafts.museum().site.lexicon


def add(browser: Browser, **fields: str) -> None:
    browser.get(f"{ADDRESS}/word")
    assert browser.post(f"{ADDRESS}/word", RING | fields).status_code == 302


def seconds(sound: bytes) -> float:
    with wave.open(io.BytesIO(sound)) as file:
        return file.getnframes() / file.getframerate()


def test_it_is_added_changed_removed_and_added_again(desk: Desk, editor: Browser) -> None:
    assert "No word yet" in editor.get(ADDRESS).text
    add(editor, ipa="rɪŋ")
    assert lexicon(desk) == [Pronunciation("ring", "nl", "rieng", "rɪŋ")]
    fields = editor.fill_in(f"{ADDRESS}/word?language=nl&written=ring")
    editor.post(f"{ADDRESS}/word", fields | {"spelling": "ringk", "ipa": ""})
    assert lexicon(desk) == [Pronunciation("ring", "nl", "ringk")]
    removed = editor.post(f"{ADDRESS}/remove", language="nl", written="ring")
    assert lexicon(desk) == []
    page = html.fromstring(editor.get(removed.location).text)
    again = page.xpath("//a[text()='Add it again']/@href")[0]
    editor.post(f"{ADDRESS}/word", editor.fill_in(again))
    assert lexicon(desk) == [Pronunciation("ring", "nl", "ringk")]


def test_the_list_says_in_how_many_texts_a_word_is(desk: Desk, editor: Browser) -> None:
    add(editor)
    add(editor, written="Nergens", spelling="neer-gens")
    add(editor, written="ring", language="en", spelling="wring")
    blocks = [block for work in desk.parts.drafts.museum().works for block in work.blocks]
    counted = texts_with(lexicon(desk), blocks)
    assert counted["nl", "ring"] > 0
    page = html.fromstring(editor.get(f"{ADDRESS}?language=nl").text)
    cells = {
        row[0].text_content().strip(): row[3].text_content() for row in page.xpath("//tbody/tr")
    }
    assert cells == {"ring": str(counted["nl", "ring"]), "Nergens": "in no text"}
    assert "No word in Deutsch yet." in editor.get(f"{ADDRESS}?language=de").text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"written": " "}, "Write the word as it stands in your texts."),
        ({"spelling": ""}, "Write the word as it sounds, or record it."),
        ({"language": "klingon"}, "Choose a language."),
        ({"written": "r" * 101}, "100 characters at most."),
        ({"ipa": "r" * 201}, "200 characters at most."),
        ({}, "This word is in the list already, for this language."),
    ],
)
def test_what_cannot_be_kept_is_said_and_still_there(
    desk: Desk, editor: Browser, fields: dict[str, str], sentence: str
) -> None:
    add(editor)
    before = lexicon(desk)
    answer = editor.post(f"{ADDRESS}/word", RING | {"spelling": "anders"} | fields)
    assert answer.status_code == 422
    assert sentence in answer.text
    typed = html.fromstring(answer.text).forms
    assert any(form.fields.get("spelling") == fields.get("spelling", "anders") for form in typed)
    assert lexicon(desk) == before


def test_a_colleague_saves_the_museum_in_between(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts = desk.parts.drafts
    put, saved = drafts.put, []

    def put_after_a_colleague(kind, key, body, version, by):  # type: ignore[no-untyped-def]
        if not saved:
            saved.append(True)
            part = drafts.get(kind, key)
            put(kind, key, replace(part.body, accent="#123456"), part.version, "els")
        return put(kind, key, body, version, by)

    monkeypatch.setattr(drafts, "put", put_after_a_colleague)
    Lexicon(drafts).put(Pronunciation("ring", "nl", "rieng"), None, "jan")
    (site,) = drafts.all(PartKind.SITE)
    assert (site.body.accent, len(site.body.lexicon)) == ("#123456", 1)


def test_the_one_to_change_was_removed_meanwhile(desk: Desk) -> None:
    with pytest.raises(LexiconError, match="A colleague removed this word meanwhile"):
        Lexicon(desk.parts.drafts).put(Pronunciation("ring", "nl", "rieng"), ("nl", "ring"), "jan")


def test_it_is_heard_before_it_is_kept(desk: Desk, editor: Browser) -> None:
    def heard(**query: str) -> bytes:
        answer = editor.get(f"{ADDRESS}/listen", query_string=RING | query)
        assert answer.status_code == 200, answer.text
        assert answer.mimetype == "audio/wav"
        return answer.data

    plain, so = heard(spelling=""), heard(spelling="rieng a ding a ding")
    assert seconds(so) > 1.5 * seconds(plain) > 0.1
    blocks = [block for work in desk.parts.drafts.museum().works for block in work.blocks]
    sentence = sentence_with(Pronunciation("ring", "nl", "rieng"), blocks)
    assert sentence != "ring"
    assert "ring" in sentence.lower()
    assert seconds(heard(**{"in": "text"})) > seconds(heard())
    assert lexicon(desk) == []
    for wrong in ({"written": ""}, {"language": "klingon"}, {"spelling": "a" * 201}):
        answer = editor.get(f"{ADDRESS}/listen", query_string=RING | wrong)
        assert answer.status_code == 422


def test_who_may_not_write_listens(desk: Desk, editor: Browser) -> None:
    add(editor)
    technician = desk.colleague("tom", Role.TECHNICIAN)
    page = html.fromstring(technician.get(ADDRESS).text)
    assert not page.xpath("//main//form[@method='post']")
    (address,) = page.xpath("//a[@data-listen]/@href")
    assert parse_qs(urlsplit(address).query)["spelling"] == ["rieng"]
    assert technician.get(address).mimetype == "audio/wav"
    assert technician.post(f"{ADDRESS}/remove", language="nl", written="ring").status_code == 403
