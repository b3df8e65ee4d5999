"""Staff change opening hours, special days, languages and the rest of the site at the desk."""

from __future__ import annotations

import datetime as dt

import pytest

from contract.museum import Hours, Site, SpecialDay
from runtime.contrast import contrast
from tests.desk import Desk
from tour_server.catalogue.parts import PartKind

AT = "/desk/museum/huis"


def site(desk: Desk) -> Site:
    found: Site = desk.parts.drafts.get(PartKind.SITE, "huis").body
    return found


def test_saving_it_untouched_changes_nothing(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    assert browser.get("/desk/museum").location == AT
    before = desk.parts.drafts.get(PartKind.SITE, "huis")
    assert browser.post(AT, browser.fill_in(AT)).status_code == 302
    assert desk.parts.drafts.get(PartKind.SITE, "huis") == before


def test_a_day_opens_another_closes_and_a_third_stays_late(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    fields = browser.fill_in(AT)
    fields |= {"open.0.opens": "11:00", "open.0.closes": "16:30"}
    fields |= {"open.1.opens": "", "open.1.closes": ""}
    fields |= {"open.3.closes": "21:00"}
    browser.post(AT, fields)
    opening = site(desk).opening
    assert opening[0] == Hours(dt.time(11), dt.time(16, 30))
    assert opening[1] is None
    assert opening[3] == Hours(dt.time(10), dt.time(21))


def test_special_days_are_added_in_order_changed_and_removed(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    christmas = {"day.new.date": "2026-12-25", "day.new.reason.nl": "Kerst"}
    browser.post(AT, browser.fill_in(AT) | christmas, action="add-day")
    late = {"day.new.date": "2026-11-07", "day.new.opens": "10:00", "day.new.closes": "23:59"}
    browser.post(AT, browser.fill_in(AT) | late, action="add-day")
    assert site(desk).exceptions == [
        SpecialDay(dt.date(2026, 11, 7), Hours(dt.time(10), dt.time(23, 59))),
        SpecialDay(dt.date(2026, 12, 25), None, {"nl": "Kerst"}),
    ]
    browser.post(
        AT,
        browser.fill_in(AT) | {"day.2026-12-25.opens": "12:00", "day.2026-12-25.closes": "17:00"},
    )
    assert site(desk).exceptions[1].hours == Hours(dt.time(12), dt.time(17))
    browser.post(AT, browser.fill_in(AT), action="without-day:2026-11-07")
    assert [day.date.month for day in site(desk).exceptions] == [12]


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"open.2.opens": "18:00"}, "open.2.closes", "closes before it opens"),
        ({"open.2.closes": "25:00"}, "open.2.closes", "is no time"),
        ({"open.2.closes": ""}, "open.2.closes", "Say when it closes"),
        ({"day.new.reason.nl": "Feest"}, "day.new.date", "Say which day"),
        ({"day.new.date": "2026-02-30"}, "day.new.date", "is no date"),
        ({"day.new.date": "2026-05-05"}, "day.new.date", "stands above already"),
        (
            {"day.new.date": "2026-06-01", "day.new.opens": "9"},
            "day.new.closes",
            "Say when it closes",
        ),
        ({"day.2026-05-05.opens": "half elf"}, "day.2026-05-05.opens", "is no time"),
        ({"languages": "nl, Engels!"}, "languages", "No language is called “Engels!”"),
        ({"open.2.pauses": "noon"}, "open.2.pauses", "is no pause"),
        ({"languages": " , "}, "languages", "one language at least"),
        ({"time_zone": "Amsterdam"}, "time_zone", "is no time zone"),
        ({"accent": "#DDDDDD"}, "accent", "#DDDDDD on #F7F5F0 has 1.2:1"),
        ({"accent": "blue"}, "accent", "a colour like"),
        ({"entrance": "cellar"}, "entrance", "one of the rooms"),
        ({"name.nl": "", "name.en": ""}, "name.nl", "needs a name"),
        ({"adults": "rudely"}, "adults", "one of these"),
    ],
)
def test_an_error_is_shown_beside_its_field_and_nothing_typed_is_lost(
    desk: Desk, changes: dict[str, str], field: str, said: str
) -> None:
    browser = desk.colleague("Noor")
    liberation = {"day.new.date": "2026-05-05", "day.new.opens": "", "day.new.closes": ""}
    browser.post(AT, browser.fill_in(AT) | liberation)
    before = site(desk)
    typed = browser.fill_in(AT) | {"open.6.closes": "19:45"} | changes
    answer = browser.post(AT, typed)
    assert answer.status_code == 422
    beside = answer.text[answer.text.index(f'id="wrong-{field}"') :]
    assert said in beside[:200].replace("&#39;", "'")
    assert 'value="19:45"' in answer.text
    assert site(desk) == before


def test_a_language_is_added_and_its_fields_appear(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    browser.post(AT, browser.fill_in(AT) | {"languages": "nl, en, ar"})
    assert site(desk).languages == ["nl", "en", "ar"]
    assert 'id="name.ar"' in browser.get(AT).text
    assert 'dir="rtl"' in browser.get("/desk/works/lijn").text


def test_there_is_one_museum_and_it_stays(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    browser.post(AT, browser.fill_in(AT), action="remove")
    assert site(desk).key == "huis"
    assert "Remove this museum" not in browser.get(AT).text


def test_contrast_of_known_pairs() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(
        4.48, abs=0.01
    )  # the grey that just fails


def test_kiosks_that_share_a_room_speak_in_turn_unless_the_museum_lets_them_speak_at_once(
    desk: Desk,
) -> None:
    browser = desk.colleague("Noor")
    fields = browser.fill_in(AT)
    assert fields["speaking"] == "in-turn"
    assert site(desk).speak_in_turn
    browser.post(AT, fields | {"speaking": "at-once"})
    assert not site(desk).speak_in_turn
    assert browser.post(AT, browser.fill_in(AT) | {"speaking": "never"}).status_code == 422
    browser.post(AT, browser.fill_in(AT) | {"speaking": "in-turn"})
    assert site(desk).speak_in_turn


def test_languages_are_chosen_by_their_names(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    page = browser.get(AT).text
    assert '<option value="Français" data-tag="fr">French</option>' in page
    typed = "nl, English, deutsch, french, Português (Brasil); Chinese (Simplified), tlh"
    browser.post(AT, browser.fill_in(AT) | {"languages": typed})
    assert site(desk).languages == ["nl", "en", "de", "fr", "pt-BR", "zh-Hans", "tlh"]
    browser.post(AT, browser.fill_in(AT) | {"languages": "nl en nl"})
    assert site(desk).languages == ["nl", "en"]


def test_a_day_with_a_pause_that_ends_after_midnight(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    night = {"open.4.opens": "18:00", "open.4.closes": "01:30", "open.4.pauses": "20:00–20:30"}
    browser.post(AT, browser.fill_in(AT) | night)
    pauses = ((dt.time(20), dt.time(20, 30)),)
    expected = Hours(dt.time(18), dt.time(23, 59), pauses, dt.time(1, 30))
    assert site(desk).opening[4] == expected
    assert browser.fill_in(AT)["open.4.closes"] == "01:30"
