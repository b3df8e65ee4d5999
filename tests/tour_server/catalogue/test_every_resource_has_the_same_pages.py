"""Parts of every kind are listed, added, edited, removed and brought back in the same way."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from contract.museum_check import check
from tests.desk import Desk
from tour_server.catalogue.parts import PartKind
from tour_server.staff.permissions import Role

BLOCK = {"block.new.text": "Zij delen een lijn.", "block.new.sources": "A. Maker, On Lines, 1999"}


class Case(NamedTuple):
    """One kind: its path, the fields of a new part, that part's key, a change, and a change that is refused."""

    kind: PartKind
    at: str
    new: dict[str, str]
    made: str
    changed: tuple[str, str]
    wrong: tuple[str, str]


CASES = {
    case.kind.value: case
    for case in [
        Case(
            PartKind.WORK,
            "works",
            {"title.nl": "Vlecht", "number": "9", "room": "hal"},
            "vlecht",
            ("maker.nl", "Onbekend"),
            ("number", "1.5"),
        ),
        Case(
            PartKind.TOUR,
            "tours",
            {"title.nl": "Lang", "add": "ring"},
            "lang",
            ("summary.nl", "Neem de tijd."),
            ("minutes", "0"),
        ),
        Case(
            PartKind.OFFER,
            "offers",
            {"title.nl": "Koek", "text.nl": "Een koek."},
            "koek",
            ("text.en", "A biscuit."),
            ("minutes", "4"),
        ),
        Case(
            PartKind.THEME,
            "themes",
            {"name.nl": "De makers"},
            "de-makers",
            ("name.en", "The makers"),
            ("name.nl", ""),
        ),
        Case(
            PartKind.TERM,
            "glossary",
            {"term.nl": "Vlecht", "meaning.nl": "Draden door elkaar.", "sources": "A. Maker, 1999"},
            "vlecht",
            ("forms.nl", "vlechten, vlechtje"),
            ("sources", ""),
        ),
        Case(
            PartKind.ROOM,
            "plan/rooms",
            {"name.nl": "Kelder", "floor": "-1", "outline": "0 0\r\n6,5; 0\r\n6.5 4\r\n0 4"},
            "kelder",
            ("capacity", "12"),
            ("outline", "0 0\nhier"),
        ),
        Case(
            PartKind.CONNECTION,
            "plan/ways",
            {"from": "hal", "to": "zolder", "way": "stairs", "seconds": "20", "to.x": "3,5"},
            "hal-zolder-stairs",
            ("seconds", "25"),
            ("to", "hal"),
        ),
        Case(
            PartKind.PLACE,
            "plan/places",
            {"kind": "cafe", "room": "hal", "x": "2,5", "y": "1"},
            "the-cafe-hal",
            ("kind", "toilets"),
            ("room", "nowhere"),
        ),
        Case(
            PartKind.LINK,
            "links",
            {"add": "lijn", "add_second": "knoop", "relation": "construction"},
            "werk-lijn-werk-knoop",
            ("relation", "maker"),
            ("relation", "nonsense"),
        ),
    ]
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_added_changed_removed_and_brought_back(desk: Desk, case: Case) -> None:
    browser, drafts = desk.colleague("Bram", Role.AUTHOR, Role.DUTY_MANAGER), desk.parts.drafts
    assert browser.get(f"/desk/{case.at}").status_code == 200
    new = browser.fill_in(f"/desk/{case.at}/new") | case.new
    address = f"/desk/{case.at}/{case.made}"
    assert browser.post(f"/desk/{case.at}/new", new).location == address
    assert f'href="{address}' in browser.get(f"/desk/{case.at}").text  # or its page that reads

    before = drafts.get(case.kind, case.made)
    assert browser.post(address, browser.fill_in(address)).status_code == 302
    assert drafts.get(case.kind, case.made) == before, "saving it untouched changed it"

    name, text = case.changed
    browser.post(address, browser.fill_in(address) | {name: text})
    after = drafts.get(case.kind, case.made)
    assert after.version == before.version + 1
    assert browser.fill_in(address)[name] == text
    assert check(drafts.museum()) == []

    browser.post(address, browser.fill_in(address), action="remove")
    assert browser.get(address).status_code == 404
    assert "Removed." in browser.get(f"{address}/history").text
    browser.post(f"{address}/history", to="2", version="0")
    assert drafts.get(case.kind, case.made).body == after.body


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_an_error_is_shown_above_the_form_and_beside_its_field_and_nothing_typed_is_lost(
    desk: Desk, case: Case
) -> None:
    browser = desk.colleague("Bram", Role.AUTHOR, Role.DUTY_MANAGER)
    name, text = case.wrong
    typed = browser.fill_in(f"/desk/{case.at}/new") | case.new
    address = f"/desk/{case.at}/new"
    if f'name="{name}"' not in browser.get(address).text:
        pytest.fail(f"{name} is no field of {address}")
    answer = browser.post(address, typed | {name: text})
    assert answer.status_code == 422
    assert f'<li><a href="#{name}">' in answer.text
    assert f">{name}</a>" not in answer.text, "the summary calls the field by its code"
    assert f'id="wrong-{name}"' in answer.text
    kept = {key: words for key, words in case.new.items() if key != name and "\r" not in words}
    for key, words in kept.items():
        assert words in answer.text, key
    assert all(part.key != case.made for part in desk.parts.drafts.all(case.kind))


def test_a_block_of_a_link_has_sources_and_is_approved_as_that_of_a_work(desk: Desk) -> None:
    curator = desk.colleague("Noor", Role.EDITOR, Role.PUBLISHER)
    new = curator.fill_in("/desk/links/new") | {"add": "lijn", "add_second": "ring"}
    address = curator.post("/desk/links/new", new).location
    curator.post(address, curator.fill_in(address) | BLOCK)
    (link,) = [part.body for part in desk.parts.drafts.all(PartKind.LINK)]
    (block,) = link.blocks
    assert (block.key, block.approved_by) == ("lijn-ring-nl-adult-1", None)
    assert block.rights.licence == "not stated"
    curator.post(address, curator.fill_in(address), action=f"approve:{block.key}")
    assert desk.parts.drafts.all(PartKind.LINK)[0].body.blocks[0].approved_by == "Noor"
    editor = desk.colleague("Bram", Role.AUTHOR)
    fields = editor.fill_in(address)
    assert editor.post(address, fields, action=f"approve:{block.key}").status_code == 403


def test_a_link_keeps_two_works(desk: Desk) -> None:
    browser = desk.colleague("Bram", Role.AUTHOR)
    new = browser.fill_in("/desk/links/new") | {"add": "lijn"}
    alone = browser.post("/desk/links/new", new)
    assert alone.status_code == 422
    assert "between two works at least" in alone.text
    address = browser.post("/desk/links/new", new | {"add_second": "ring"}).location
    for work in ("lijn", "ring"):
        browser.post(address, browser.fill_in(address), action=f"without:{work}")
    assert desk.parts.drafts.all(PartKind.LINK)[0].body.works == ["lijn", "ring"]


def test_two_doors_between_the_same_rooms_are_two_ways(desk: Desk) -> None:
    browser = desk.colleague("Bram", Role.DUTY_MANAGER)
    new = browser.fill_in("/desk/plan/ways/new") | {"from": "hal", "to": "zolder", "way": "door"}
    addresses = [browser.post("/desk/plan/ways/new", new).location for _ in range(2)]
    assert addresses == ["/desk/plan/ways/hal-zolder-a-door", "/desk/plan/ways/hal-zolder-a-door-2"]
    assert len(desk.parts.drafts.museum().connections) == 2


@pytest.mark.parametrize(
    ("address", "users"),
    [
        ("/desk/plan/rooms/hal", ["/desk/works/lijn", "/desk/works/ring", "/desk/museum/huis"]),
        ("/desk/themes/making", ["/desk/works/lijn", "/desk/works/ring"]),
        ("/desk/works/ring", ["/desk/tours/kort"]),
    ],
)
def test_a_part_that_others_refer_to_stays_and_the_page_lists_them(
    desk: Desk, address: str, users: list[str]
) -> None:
    browser = desk.colleague("Noor")
    museum = desk.parts.drafts.museum()
    answer = browser.post(address, browser.fill_in(address), action="remove")
    assert answer.status_code == 409
    assert "is still used" in answer.text
    using = answer.text[answer.text.index('class="using"') :]
    using = using[: using.index("</ul>")]
    for user in users:
        assert f'href="{user}"' in using
    assert using.count("<li>") == len(users)
    assert desk.parts.drafts.museum() == museum


def test_an_empty_list_explains_what_it_is_for(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    assert "No link yet. A link tells what works share" in browser.get("/desk/links").text
    assert "No way yet." in browser.get("/desk/plan/ways").text
