"""Staff change stops, offers and their approval, and bring earlier versions back."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from contract.museum import Level
from contract.offer_terms import AfterStops, LastMinutes, OfferTimes, Raining, RoomQuiet
from tests.desk import Desk
from tour_server.catalogue.parts import PartKind
from tour_server.staff.permissions import Role


def stops(desk: Desk) -> list[str]:
    return [stop.work for stop in desk.parts.drafts.get(PartKind.TOUR, "kort").body.stops]


def test_stops_are_moved_removed_and_added(desk: Desk) -> None:
    browser = desk.colleague("Bram", Role.AUTHOR)

    def do(**fields: str) -> None:
        assert (
            browser.post("/desk/tours/kort", browser.fill_in("/desk/tours/kort") | fields)
        ).status_code == 302

    do(action="later:lijn")
    assert stops(desk) == ["ring", "lijn", "knoop"]
    do(action="earlier:ring")
    assert stops(desk) == ["ring", "lijn", "knoop"]
    do(action="without:ring")
    assert stops(desk) == ["lijn", "knoop"]
    do(action="save", add="ring")
    assert stops(desk) == ["lijn", "knoop", "ring"]


def test_the_value_of_a_stop_moves_with_it(desk: Desk) -> None:
    browser = desk.colleague("Bram", Role.AUTHOR)
    fields = browser.fill_in("/desk/tours/kort") | {"stop.lijn.value": "0,9"}
    browser.post("/desk/tours/kort", fields, action="later:lijn")
    moved = desk.parts.drafts.get(PartKind.TOUR, "kort").body.stops[1]
    assert (moved.work, moved.value) == ("lijn", 0.9)


def test_a_tour_keeps_one_stop(desk: Desk) -> None:
    browser = desk.colleague("Bram", Role.AUTHOR)
    for key in ("lijn", "ring", "knoop"):
        browser.post(
            "/desk/tours/kort", browser.fill_in("/desk/tours/kort"), action=f"without:{key}"
        )
    assert stops(desk) == ["knoop"]


def test_a_new_tour_begins_with_a_stop(desk: Desk) -> None:
    browser = desk.colleague("Bram", Role.AUTHOR)
    browser.get("/desk/tours/new")
    given = {"title.nl": "Lang", "minutes": "90", "level": "child", "add": ""}
    assert browser.post("/desk/tours/new", given).status_code == 422
    assert browser.post("/desk/tours/new", given | {"add": "ring"}).location == "/desk/tours/lang"


def test_a_tour_may_be_for_each_level(desk: Desk) -> None:
    browser = desk.colleague("Bram", Role.AUTHOR)
    words = []
    for level in Level:
        fields = browser.fill_in("/desk/tours/kort")
        browser.post("/desk/tours/kort", fields | {"level": level.value})
        assert desk.parts.drafts.get(PartKind.TOUR, "kort").body.level is level
        words.append(re.findall(r"<td>([^<>]+)</td>", browser.get("/desk/tours").text)[0])
    assert words == [
        "adults",
        "children",
        "readers of plain language",
        "experts",
        "audio description",
    ]


def test_an_offer_that_changes_waits_for_approval_again(desk: Desk) -> None:
    curator = desk.colleague("Noor", Role.EDITOR, Role.PUBLISHER)
    fields = curator.fill_in("/desk/offers/thee")
    changed = {"minutes": "", "room": "zolder", "share": "40"}
    curator.post("/desk/offers/thee", fields | changed)
    offer = desk.parts.drafts.get(PartKind.OFFER, "thee").body
    assert offer.condition == RoomQuiet("zolder", 0.4)
    assert offer.approved_by is None
    curator.post("/desk/offers/thee", curator.fill_in("/desk/offers/thee"), action="approve")
    assert desk.parts.drafts.get(PartKind.OFFER, "thee").body.approved_by == "Noor"


def test_an_offer_has_sentences_that_all_have_to_be_true(desk: Desk) -> None:
    """Filled in, saved and read again; what is left empty doesn't count."""
    curator = desk.colleague("Noor", Role.EDITOR)
    typed = {
        "room": "zolder",
        "share": "40",
        "minutes": "90",
        "rain": "yes",
        "theme": "making",
        "stops": "2",
        "first_day": "2026-03-01",
        "weekday.5": "yes",
        "begins": "11:00",
        "ends": "15:30",
        "at_room": "hal",
        "place.nl": "Naast de trap",
        "level.child": "yes",
        "limit": "12",
    }
    curator.post("/desk/offers/thee", curator.fill_in("/desk/offers/thee") | typed)
    offer = desk.parts.drafts.get(PartKind.OFFER, "thee").body
    assert offer.conditions == [
        RoomQuiet("zolder", 0.4),
        LastMinutes(90),
        Raining(),
        AfterStops("making", 2),
    ]
    hours = (dt.time(11), dt.time(15, 30))
    assert offer.times == OfferTimes(dt.date(2026, 3, 1), None, [5], *hours)
    assert (offer.room, offer.place, offer.levels) == ("hal", {"nl": "Naast de trap"}, ["child"])
    assert (offer.limit, offer.limit_per_day, offer.has_code) == (12, True, True)
    fields = curator.fill_in("/desk/offers/thee")
    assert {name: fields[name] for name in typed} == typed
    elsewhere = curator.post("/desk/offers/thee", fields | {"at_room": "hal/nowhere"})
    assert "Choose one of these." in elsewhere.text
    curator.post("/desk/offers/thee", fields | {"at_room": "hal/lijn"})
    offer = desk.parts.drafts.get(PartKind.OFFER, "thee").body
    assert (offer.room, offer.at) == ("hal", "lijn")
    assert curator.fill_in("/desk/offers/thee")["at_room"] == "hal/lijn"
    nothing = dict.fromkeys(("room", "minutes", "theme", "first_day", "begins", "ends"), "")
    rest = {"rain": "no", "weekday.5": "no", "limit": "", "has_code": "no"}
    curator.post("/desk/offers/thee", fields | nothing | rest)
    offer = desk.parts.drafts.get(PartKind.OFFER, "thee").body
    assert (offer.conditions, offer.times, offer.limit, offer.has_code) == ([], None, None, False)
    assert "told for children" in curator.get("/desk/offers").text


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("first_day", "tomorrow"),
        ("begins", "25:00"),
        ("limit", "0"),
        ("room", "nowhere"),
        ("theme", "age"),
        ("picture", "../secret.png"),
    ],
)
def test_a_sentence_of_an_offer_that_cant_be_true_is_refused(
    desk: Desk, field: str, text: str
) -> None:
    curator = desk.colleague("Noor", Role.EDITOR)
    fields = curator.fill_in("/desk/offers/thee") | {field: text}
    assert curator.post("/desk/offers/thee", fields).status_code == 422
    assert desk.parts.drafts.get(PartKind.OFFER, "thee").version == 1


def test_undo_to_any_state_and_undo_of_the_undo(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    for title in ("Eerste", "Tweede"):
        fields = browser.fill_in("/desk/works/lijn")
        browser.post("/desk/works/lijn", fields, **{"title.nl": title})
    page = browser.get("/desk/works/lijn/history").text
    assert "<ins>Tweede</ins>" in page
    assert "<del>Eerste</del>" in page
    for to, title in ((1, "Werk lijn"), (3, "Tweede"), (2, "Eerste")):
        version = desk.parts.drafts.get(PartKind.WORK, "lijn").version
        browser.post("/desk/works/lijn/history", to=str(to), version=str(version))
        assert desk.parts.drafts.get(PartKind.WORK, "lijn").body.title["nl"] == title
    assert len(desk.parts.drafts.history(PartKind.WORK, "lijn")) == 6


def test_a_removed_part_is_brought_back_from_its_history(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    browser.post("/desk/tours/kort", browser.fill_in("/desk/tours/kort"), action="without:ring")
    before = desk.parts.drafts.get(PartKind.WORK, "ring").body
    gone = browser.post("/desk/works/ring", browser.fill_in("/desk/works/ring"), action="remove")
    assert gone.location == "/desk/works/ring/history"
    assert browser.get("/desk/works/ring").status_code == 404
    assert "Removed." in browser.get("/desk/works/ring/history").text
    browser.post("/desk/works/ring/history", to="1", version="0")
    assert desk.parts.drafts.get(PartKind.WORK, "ring").body == before


def test_an_undo_of_a_colleague_s_newer_change_is_refused(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    browser.post("/desk/works/lijn", browser.fill_in("/desk/works/lijn"), **{"title.nl": "Nieuw"})
    browser.get("/desk/works/lijn/history")
    answer = browser.post("/desk/works/lijn/history", to="1", version="1")
    assert answer.location == "/desk/works/lijn/history"
    assert desk.parts.drafts.get(PartKind.WORK, "lijn").body.title["nl"] == "Nieuw"
