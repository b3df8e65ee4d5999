"""Staff say what a picture is, whose it is and what of it is shown; it holds wherever the picture is used."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from lxml import html
from msgspec.structs import replace

from contract.museum import Medium, Offer, Rights
from contract.offer_picture import OfferPicture
from tests.desk import Browser, Desk
from tour_server.catalogue.parts import PartKind
from tour_server.staff.permissions import Role


def medium(desk: Desk, key: str = "lijn") -> Medium:
    found: Medium = desk.parts.drafts.get(PartKind.WORK, key).body.media[0]
    return found


def page_of(desk: Desk, key: str = "lijn") -> str:
    return f"/desk/media/{medium(desk, key).file}"


def filled(noor: Browser, page: str, **fields: str) -> dict[str, str]:
    return {
        **noor.fill_in(page),
        **{name.replace("__", "."): text for name, text in fields.items()},
    }


def own_picture(desk: Desk, file: str) -> None:
    part = desk.parts.drafts.all(PartKind.OFFER)[0]
    offer = replace(part.body, own_picture=OfferPicture(file))
    desk.parts.drafts.put(PartKind.OFFER, part.key, offer, part.version, "Noor")


def test_what_is_said_of_a_picture(desk: Desk) -> None:
    noor, page = desk.colleague("Noor"), page_of(desk)
    fields = filled(
        noor,
        page,
        alt__en="Lines in ink",
        creator="Jan Jansen",
        holder="Huis van de Lijn",
        source="gift of 1932",
        rights="In Copyright",
        until="2027-12-31",
        crop__left="10",
        crop__top="20,5",
        crop__width="80",
        crop__height="60",
        focus__x="30",
        focus__y="40",
    )
    assert noor.post(page, fields).status_code == 302
    stored = medium(desk)
    assert stored.alt == {"nl": "lijnen", "en": "Lines in ink"}
    assert stored.rights == Rights(
        "In Copyright",
        "Huis van de Lijn",
        uri="http://rightsstatements.org/vocab/InC/1.0/",
        creator="Jan Jansen",
        source="gift of 1932",
        until=dt.date(2027, 12, 31),
    )
    assert stored.crop == pytest.approx((0.1, 0.205, 0.8, 0.6))
    assert stored.focus == pytest.approx((0.3, 0.4))
    shown = html.fromstring(noor.get(page).text)
    credit = shown.get_element_by_id("credit")
    assert " ".join(credit.text_content().split()) == "Jan Jansen · Huis van de Lijn · In Copyright"
    assert credit.xpath(".//span[@lang='en']/text()") == ["In Copyright"]


def test_a_page_that_is_saved_unchanged_changes_nothing(desk: Desk) -> None:
    noor, page = desk.colleague("Noor"), page_of(desk)
    before = desk.parts.drafts.get(PartKind.WORK, "lijn")
    assert noor.post(page, noor.fill_in(page)).status_code == 302
    assert desk.parts.drafts.get(PartKind.WORK, "lijn") == before


def test_a_thin_crop_survives_a_save_of_something_else(desk: Desk) -> None:
    """Percent to a tenth are what staff read; what they did not touch keeps every digit."""
    part = desk.parts.drafts.get(PartKind.WORK, "lijn")
    exact = (1 / 3, 1 / 7, 0.5, 0.5)
    framed = [replace(part.body.media[0], crop=exact, focus=(2 / 3, 0.123456))]
    desk.parts.drafts.put(
        PartKind.WORK, "lijn", replace(part.body, media=framed), part.version, "Noor"
    )
    noor, page = desk.colleague("Noor"), page_of(desk)
    noor.post(page, filled(noor, page, creator="Jan"))
    assert (medium(desk).crop, medium(desk).focus) == (exact, (2 / 3, 0.123456))


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"crop__left": "50", "crop__width": "60"}, "crop.width"),
        ({"crop__height": "4"}, "crop.height"),
        ({"crop__top": "-1"}, "crop.top"),
        ({"crop__left": "nan"}, "crop.left"),
        ({"focus__x": "101", "focus__y": "5"}, "focus.x"),
        ({"focus__x": "5", "focus__y": ""}, "focus.y"),
        ({"until": "31-12-2027"}, "until"),
        ({"until": "2027-02-30"}, "until"),
        ({"rights": "other"}, "rights.name"),
        (
            {"rights": "other", "rights__name": "Ours", "rights__uri": "javascript:alert(1)"},
            "rights.uri",
        ),
        (
            {"rights": "other", "rights__name": "Ours", "rights__uri": "http://example.org/x"},
            "rights.uri",
        ),
        (
            {"rights": "other", "rights__name": "Ours", "rights__uri": "https://a b/"},
            "rights.uri",
        ),
        ({"creator": "J" * 501}, "creator"),
    ],
)
def test_what_is_not_acceptable_is_said_and_nothing_is_lost(
    desk: Desk, fields: dict[str, str], field: str
) -> None:
    noor, page = desk.colleague("Noor"), page_of(desk)
    before = medium(desk)
    answer = noor.post(page, filled(noor, page, **fields, source="an archive"))
    assert answer.status_code == 422
    assert f'id="wrong-{field}"' in answer.text
    assert "an archive" in answer.text
    assert medium(desk) == before


@pytest.mark.parametrize(
    ("chosen", "licence", "uri"),
    [
        ("CC-BY-SA-4.0", "CC-BY-SA-4.0", "http://creativecommons.org/licenses/by-sa/4.0/"),
        ("PDM-1.0", "PDM-1.0", "http://creativecommons.org/publicdomain/mark/1.0/"),
        (
            "No Copyright - United States",
            "No Copyright - United States",
            "http://rightsstatements.org/vocab/NoC-US/1.0/",
        ),
        ("", "not stated", ""),
    ],
)
def test_rights_are_kept_by_their_web_address(
    desk: Desk, chosen: str, licence: str, uri: str
) -> None:
    noor, page = desk.colleague("Noor"), page_of(desk)
    noor.post(page, filled(noor, page, rights=chosen))
    assert (medium(desk).rights.licence, medium(desk).rights.uri) == (licence, uri)


def test_another_licence_has_a_name_and_an_address(desk: Desk) -> None:
    noor, page = desk.colleague("Noor"), page_of(desk)
    fields = {
        "rights": "other",
        "rights__name": "Our terms",
        "rights__uri": "https://huis.example/terms",
    }
    assert noor.post(page, filled(noor, page, **fields)).status_code == 302
    assert medium(desk).rights == Rights("Our terms", uri="https://huis.example/terms")
    assert noor.fill_in(page)["rights"] == "other"
    known = {
        "rights": "other",
        "rights__name": "x",
        "rights__uri": "https://creativecommons.org/licenses/by/4.0/",
    }
    noor.post(page, filled(noor, page, **known))
    assert medium(desk).rights.licence == "CC-BY-4.0", (
        "an address that everyone knows has its own name"
    )


def test_it_holds_wherever_the_picture_is_used(desk: Desk) -> None:
    file = medium(desk).file
    own_picture(desk, file)
    ring = desk.parts.drafts.get(PartKind.WORK, "ring")
    more = replace(ring.body, media=[*ring.body.media, Medium(file, reference=False)])
    desk.parts.drafts.put(PartKind.WORK, "ring", more, ring.version, "Noor")
    noor, page = desk.colleague("Noor"), page_of(desk)
    text = noor.get(page).text
    assert "Its uses say different things" in text
    for name in ("Werk lijn", "Werk ring", "the offer’s own picture", "the flyer of the tour"):
        assert name in text
    noor.post(page, filled(noor, page, creator="Jan", crop__width="90"))
    offer: Offer = desk.parts.drafts.all(PartKind.OFFER)[0].body
    other = desk.parts.drafts.get(PartKind.WORK, "ring").body.media[-1]
    assert offer.own_picture is not None
    for one in (medium(desk), offer.own_picture, other):
        assert (one.rights.creator, one.crop) == ("Jan", (0.0, 0.0, 0.9, 1.0))
    assert other.reference is False, "what a work does with it stays the work's"
    assert "Its uses say different things" not in noor.get(page).text


def test_two_colleagues_at_one_picture(desk: Desk) -> None:
    noor, bram, page = desk.colleague("Noor"), desk.colleague("Bram"), page_of(desk)
    mine, theirs = filled(noor, page, creator="Jan"), filled(bram, page, source="an archive")
    bram.post(page, theirs)
    assert noor.post(page, mine).status_code == 302
    assert (medium(desk).rights.creator, medium(desk).rights.source) == ("Jan", "an archive")
    mine, theirs = filled(noor, page, creator="Piet"), filled(bram, page, creator="Klaas")
    bram.post(page, theirs)
    answer = noor.post(page, mine)
    assert answer.status_code == 422
    assert 'id="clash-creator"' in answer.text
    assert "Klaas" in answer.text
    assert medium(desk).rights.creator == "Klaas"
    again = html.fromstring(answer.text)
    assert again.get_element_by_id("creator").value == "Piet"
    shown = json.loads(again.xpath("//input[@name='shown']/@value")[0])
    assert shown["creator"] == "Klaas", "the next save starts from what the page shows now"
    assert noor.post(page, {**mine, "shown": json.dumps(shown)}).status_code == 302
    assert medium(desk).rights.creator == "Piet"


def test_a_licence_that_is_typed_at_the_work_takes_its_address_along(desk: Desk) -> None:
    noor, page = desk.colleague("Noor"), page_of(desk)
    noor.post(page, filled(noor, page, rights="In Copyright", creator="Jan"))
    work = "/desk/works/lijn"
    fields = noor.fill_in(work)
    fields[f"medium.{medium(desk).file}.licence"] = "CC-BY-4.0"
    assert noor.post(work, fields).status_code == 302
    rights = medium(desk).rights
    assert rights.address == "http://creativecommons.org/licenses/by/4.0/"
    assert rights.creator == "Jan"


@pytest.mark.parametrize("sent", [None, "", "[]", "{", '{"creator": 1}'])
def test_a_form_that_does_not_say_what_it_showed(desk: Desk, sent: Any) -> None:
    noor, page = desk.colleague("Noor"), page_of(desk)
    fields = filled(noor, page, creator="Jan")
    fields.pop("shown")
    if sent is not None:
        fields["shown"] = sent
    assert noor.post(page, fields).status_code == 400
    assert medium(desk).rights.creator == ""


def test_a_reader_sees_it_and_changes_nothing(desk: Desk) -> None:
    page = page_of(desk)
    jan = desk.colleague("Jan", Role.DUTY_MANAGER)
    text = jan.get(page).text
    assert 'form="facts"' not in text
    assert jan.post(page, creator="x").status_code == 403
    assert jan.post(f"/desk/media/remove/{medium(desk).file}").status_code == 403
    assert jan.post("/desk/media/ended", leaves_out="yes").status_code == 403


def test_a_picture_that_there_is_none_of(desk: Desk) -> None:
    noor = desk.colleague("Noor")
    for file in ("x", "0" * 32 + "/none.png", "../../server.toml", "0" * 32 + "/..%2f..%2fx"):
        assert noor.get(f"/desk/media/{file}").status_code == 404
