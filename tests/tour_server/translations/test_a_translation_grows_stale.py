"""Staff see which translations were made from a wording that has changed, what changed, and say what is still right."""

from __future__ import annotations

from typing import Any

from lxml import html
from msgspec.structs import replace
from sqlalchemy import update

from contract.museum import Authorship, Work
from tests.desk import Browser, Desk
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.tables import Revision
from tour_server.events.event_log import EventFilter
from tour_server.staff.permissions import Role
from tour_server.translations.grid import Grid, GridFilter
from tour_server.translations.translated_texts import TextState
from tour_server.translations.translation_index import TranslationIndex

PAGE = "/desk/translations"
LIJN = f"{PAGE}/work/lijn/en"
NARRATION = "work/lijn/block/lijn-nl-1/text"


def work(desk: Desk, key: str = "lijn") -> Work:
    body: Work = desk.parts.drafts.get(PartKind.WORK, key).body
    return body


def change(desk: Desk, kind: PartKind, key: str, by: str = "Noor", **fields: Any) -> None:
    part = desk.parts.drafts.get(kind, key)
    desk.parts.drafts.put(kind, key, replace(part.body, **fields), part.version, by)


def rewrite(desk: Desk, language: str, text: str, key: str = "lijn") -> None:
    """Change the narration of a work in one language."""
    blocks = [
        replace(one, text=text) if one.language == language else one
        for one in work(desk, key).blocks
    ]
    change(desk, PartKind.WORK, key, blocks=blocks)


def counts(desk: Desk, kind: PartKind, key: str, language: str) -> dict[TextState, int]:
    """Return how many texts of a part are how far, without the zeros."""
    context = desk.parts.assembly.context
    index = context.get(TranslationIndex)
    index.catch_up()
    page = context.get(Grid).page(GridFilter(kind=kind.value), 0, index.languages())
    (row,) = (one for one in page.rows if one.key == key)
    (cell,) = (one for one in row.cells if one.language == language)
    return {state: number for state, number in cell.counts.items() if number}


def stale(desk: Desk, language: str = "en", key: str = "lijn") -> int:
    return counts(desk, PartKind.WORK, key, language).get(TextState.STALE, 0)


def form(browser: Browser, address: str = LIJN) -> dict[str, str]:
    return browser.fill_in(address)


def test_what_came_together_is_fresh_and_what_is_missing_is_counted(desk: Desk) -> None:
    assert counts(desk, PartKind.WORK, "lijn", "en") == {
        TextState.MISSING: 1,  # what is in its picture
        TextState.WRITTEN: 2,
    }
    assert counts(desk, PartKind.WORK, "ring", "en")[TextState.MISSING] == 2
    assert counts(desk, PartKind.WORK, "knoop", "nl") == {TextState.WRITTEN: 2}
    assert counts(desk, PartKind.OFFER, "thee", "en") == {TextState.APPROVED: 2}


def test_a_translation_is_stale_from_the_moment_its_source_is_another(desk: Desk) -> None:
    assert stale(desk) == 0
    rewrite(desk, "nl", "Volg de rode lijn met uw ogen.")
    assert stale(desk) == 1
    assert stale(desk, "nl") == 0, "a source is never stale"
    page = desk.colleague("Noor").get(f"{LIJN}?state=stale").text
    assert "<ins>rode </ins>" in page
    assert "stale" in page


def test_a_source_that_is_put_back_makes_it_fresh_again(desk: Desk) -> None:
    rewrite(desk, "nl", "Iets anders.")
    assert stale(desk) == 1
    rewrite(desk, "nl", "Volg de lijn met uw ogen.")
    assert stale(desk) == 0


def test_only_white_space_in_the_source_makes_nothing_stale(desk: Desk) -> None:
    rewrite(desk, "nl", "Volg  de lijn\nmet uw ogen. ")
    assert stale(desk) == 0


def test_a_translation_that_is_brought_back_is_as_stale_as_it_was(desk: Desk) -> None:
    rewrite(desk, "nl", "Volg de rode lijn.")
    before = desk.parts.drafts.get(PartKind.WORK, "lijn").version
    rewrite(desk, "en", "Follow the red line.")
    assert stale(desk) == 0
    now = desk.parts.drafts.get(PartKind.WORK, "lijn").version
    desk.parts.drafts.undo(PartKind.WORK, "lijn", before, now, "Noor")
    assert stale(desk) == 1


def test_still_right_is_one_event_and_keeps_the_words(desk: Desk) -> None:
    rewrite(desk, "nl", "Volg de rode lijn met uw ogen.")
    browser = desk.colleague("Noor")
    answer = browser.post(LIJN, {**form(browser), "action": f"confirm:{NARRATION}"})
    assert answer.status_code == 302
    page = browser.get(LIJN).text
    assert "1 translation counts as made from its source as it is now." in page
    assert "still right, says Noor" in page
    assert stale(desk) == 0
    assert work(desk).blocks[1].text == "Follow the line with your eyes."
    events = desk.parts.events.export(EventFilter(kind="translation-confirmed"))
    assert [(one.who, one.subject) for one in events] == [("Noor", "work lijn")]
    rewrite(desk, "nl", "Volg de blauwe lijn met uw ogen.")
    assert stale(desk) == 1, "it was right for the red line"


def test_still_right_is_about_the_source_that_was_seen(desk: Desk) -> None:
    rewrite(desk, "nl", "Volg de rode lijn.")
    browser = desk.colleague("Noor")
    seen = form(browser)
    rewrite(desk, "nl", "Volg de blauwe lijn.")
    answer = browser.post(LIJN, {**seen, "action": f"confirm:{NARRATION}"})
    assert answer.status_code == 302
    assert "the source has changed once more" in browser.get(LIJN).text
    assert stale(desk) == 1


def test_what_is_saved_was_made_from_what_the_person_saw(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    typed = {**form(browser), f"text:{NARRATION}": "Follow the line slowly."}
    rewrite(desk, "nl", "Volg de rode lijn.")
    assert browser.post(LIJN, {**typed, "action": "save"}).status_code == 302
    assert work(desk).blocks[1].text == "Follow the line slowly."
    assert stale(desk) == 1, "she did not see the red line"
    assert "<ins>rode " in browser.get(LIJN).text


def test_a_missing_text_is_written_beside_its_source(desk: Desk) -> None:
    browser = desk.colleague("Noor", Role.AUTHOR)
    address = f"{PAGE}/work/ring/en"
    fields = {
        **form(browser, address),
        "text:work/ring/block/ring-nl-1/text": "A ring has no start.",
    }
    assert browser.post(address, {**fields, "action": "save"}).status_code == 302
    added = work(desk, "ring").blocks[1]
    assert (added.key, added.language) == ("ring-en-1", "en")
    assert (added.written_by, added.authorship) == ("Noor", Authorship.PERSON)
    assert added.sources == work(desk, "ring").blocks[0].sources
    assert counts(desk, PartKind.WORK, "ring", "en").get(TextState.STALE) is None
    rewrite(desk, "nl", "Een ring heeft geen einde.", "ring")
    assert stale(desk, "en", "ring") == 1


def test_two_people_translate_one_text(desk: Desk) -> None:
    noor, ada = desk.colleague("Noor"), desk.colleague("Ada")
    first, second = form(noor), form(ada)
    noor.post(LIJN, {**first, f"text:{NARRATION}": "Noor's line.", "action": "save"})
    answer = ada.post(LIJN, {**second, f"text:{NARRATION}": "Ada's line.", "action": "save"})
    assert answer.status_code == 409
    assert "Noor saved this while you were working on it." in answer.text
    assert "Ada&#39;s line." in answer.text or "Ada's line." in answer.text
    assert work(desk).blocks[1].text == "Noor's line."


def test_an_original_is_not_made_stale_by_its_own_translation(desk: Desk) -> None:
    """The museum's first language may be the one that is translated into."""
    site = desk.parts.drafts.all(PartKind.SITE)[0]
    change(desk, PartKind.SITE, site.key, languages=["en", "nl"])
    assert counts(desk, PartKind.WORK, "ring", "nl").get(TextState.STALE) is None
    new = replace(
        work(desk, "ring").blocks[0], key="ring-en-1", language="en", text="A ring has no start."
    )
    change(desk, PartKind.WORK, "ring", blocks=[*work(desk, "ring").blocks, new])
    rewrite(desk, "en", "A ring has no beginning.", "ring")
    assert stale(desk, "nl", "ring") == 0
    rewrite(desk, "nl", "Een ring heeft geen einde.", "ring")
    assert stale(desk, "en", "ring") == 1
    assert stale(desk, "nl", "ring") == 0


def test_the_order_of_languages_changes_and_nothing_is_forgotten(desk: Desk) -> None:
    rewrite(desk, "nl", "Volg de rode lijn.")
    assert stale(desk) == 1
    site = desk.parts.drafts.all(PartKind.SITE)[0]
    change(desk, PartKind.SITE, site.key, languages=["en", "nl", "fr"])
    assert stale(desk) == 1
    assert counts(desk, PartKind.WORK, "lijn", "fr") == {TextState.MISSING: 3}
    change(desk, PartKind.SITE, site.key, languages=["nl", "en"])
    assert stale(desk) == 1


def test_a_part_that_is_removed_leaves_the_grid_and_comes_back_as_stale_as_it_was(
    desk: Desk,
) -> None:
    rewrite(desk, "nl", "Volg de rode lijn.")
    assert stale(desk) == 1
    part = desk.parts.drafts.get(PartKind.TOUR, "kort")
    desk.parts.drafts.remove(PartKind.TOUR, "kort", part.version, "Noor")
    browser = desk.colleague("Noor")
    assert "Kort" not in browser.get(f"{PAGE}?kind=tour").text
    desk.parts.drafts.undo(PartKind.TOUR, "kort", part.version, 0, "Noor")
    assert "Kort" in browser.get(f"{PAGE}?kind=tour").text


def test_the_grid_is_filtered_by_its_address(desk: Desk) -> None:
    browser = desk.colleague("Noor", Role.PUBLISHER)
    rewrite(desk, "nl", "Volg de rode lijn.")
    names = lambda query: html.fromstring(browser.get(f"{PAGE}?{query}").text).xpath(  # noqa: E731
        "//table[@id='grid']//span[@class='work-title']/text()"
    )
    assert names("state=stale") == ["Werk lijn"]
    assert names("state=stale&language=nl") == []
    assert names("room=zolder") == ["Werk knoop"]
    assert names("kind=tour&state=missing&language=en") == ["Kort"]
    assert names("q=RING") == ["Werk ring"]
    assert names("q=%25") == []
    assert names("state=nonsense&kind=nonsense&from=x") == names("")
    assert browser.get(f"{PAGE}?from=999999999999999999999").status_code in (200, 400)


def test_an_approval_shows_in_the_grid(prepared_desk_with_approvals: Desk) -> None:
    desk = prepared_desk_with_approvals
    assert counts(desk, PartKind.WORK, "lijn", "en") == {
        TextState.MISSING: 1,
        TextState.WRITTEN: 2,
    }
    part = desk.parts.drafts.get(PartKind.WORK, "lijn")
    unit = ("work/lijn/title", "en")
    desk.parts.drafts.approve(PartKind.WORK, "lijn", [unit], part.version, "Ada")
    assert counts(desk, PartKind.WORK, "lijn", "en")[TextState.APPROVED] == 1
    change(desk, PartKind.WORK, "lijn", title={"nl": "Werk lijn", "en": "Line"})
    assert TextState.APPROVED not in counts(desk, PartKind.WORK, "lijn", "en")


def test_today_and_the_check_lead_into_the_grid(desk: Desk) -> None:
    rewrite(desk, "nl", "Volg de rode lijn.")
    browser = desk.colleague("Noor")
    today = browser.get("/desk").text
    assert "translations?language=en&amp;state=stale" in today
    assert "1 stale" in today
    page = browser.get("/desk/publish/checks?check=stale-translations").text
    assert "1 text in English was translated from an earlier wording." in page
    assert 'href="/desk/translations/work/lijn/en?state=stale"' in page
    missing = browser.get("/desk/publish/checks?check=translations").text
    assert 'href="/desk/translations/tour/kort/en?state=missing"' in missing


def test_who_only_reads_sees_the_texts_and_no_button(desk: Desk) -> None:
    browser = desk.colleague("Piet", Role.TECHNICIAN)
    page = browser.get(LIJN)
    assert page.status_code == 200
    assert "Still right" not in page.text
    assert "Save" not in page.text
    assert browser.post(LIJN, {"version": "1", "action": "save"}).status_code == 403


def test_save_and_next_goes_through_the_list(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    address = f"{PAGE}/work/lijn/en?state=missing&kind=work"
    answer = browser.post(address, {**form(browser, address), "action": "next"})
    assert answer.location.startswith("/desk/translations/work/ring/en")
    assert "state=missing" in answer.location
    last = f"{PAGE}/work/knoop/en?state=missing&kind=work"
    answer = browser.post(last, {**form(browser, last), "action": "next"})
    assert answer.location.startswith("/desk/translations?")


def test_too_long_a_text_comes_back_with_a_sentence(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    typed = "x" * 6001
    answer = browser.post(LIJN, {**form(browser), f"text:{NARRATION}": typed, "action": "save"})
    assert answer.status_code == 422
    assert "6001 characters; 6000 at most." in answer.text
    assert typed in answer.text


def test_parts_and_languages_that_are_not_there(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    for address in ("work/nobody/en", "work/lijn/tlh", "place/x/en", "nonsense/x/en"):
        assert browser.get(f"{PAGE}/{address}").status_code == 404


def test_a_source_that_is_not_known_is_said_to_be_so(desk: Desk) -> None:
    """The versions in which a translation was made can't be read: newer software wrote them."""
    with desk.parts.database.writing() as session:
        session.execute(
            update(Revision)
            .where(Revision.kind == "work", Revision.key == "lijn")
            .values(body='{"v":99}')
        )
    assert counts(desk, PartKind.WORK, "lijn", "en")[TextState.UNKNOWN] == 2
    browser = desk.colleague("Noor")
    fields = form(browser)
    assert "It is not known from which wording this was made." in browser.get(LIJN).text
    browser.post(LIJN, {**fields, "action": "confirm"})
    assert TextState.UNKNOWN not in counts(desk, PartKind.WORK, "lijn", "en")


def test_machine_drafts_are_marked_in_the_grid(desk: Desk) -> None:
    blocks = [
        one
        if one.language == "nl"
        else replace(one, authorship=Authorship.TRANSLATION_MACHINE, approved_by=None)
        for one in work(desk).blocks
    ]
    change(desk, PartKind.WORK, "lijn", blocks=blocks)
    assert counts(desk, PartKind.WORK, "lijn", "en")[TextState.MACHINE] == 1
