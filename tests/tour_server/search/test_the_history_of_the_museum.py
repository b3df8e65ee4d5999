"""Staff see who did what in plain words, look at one change, and undo it as long as nothing stands in the way."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import html
from msgspec.structs import replace

from tests.desk import Desk
from tour_server.catalogue.parts import PartKind
from tour_server.staff.permissions import Role


def change(desk: Desk, key: str, by: str = "Noor", **fields: Any) -> int:
    part = desk.parts.drafts.get(PartKind.WORK, key)
    body = replace(part.body, **fields)
    return desk.parts.drafts.put(PartKind.WORK, key, body, part.version, by).version


def lines(page: str) -> list[str]:
    return [
        " ".join(item.text_content().split())
        for item in html.fromstring(page).xpath("//ol[@class='events']/li")
    ]


def test_it_is_told_in_plain_words_and_filtered_by_its_address(desk: Desk) -> None:
    eva, bram = desk.colleague("Eva", Role.EDITOR), desk.colleague("Bram", Role.AUTHOR)
    change(desk, "lijn", "Bram", title={"nl": "De draad", "en": "Thread"})
    form = eva.fill_in("/desk/works/lijn")
    eva.post("/desk/works/lijn", form, action="approve:lijn-nl-1")
    told = lines(eva.get("/desk/history").text)
    assert "Eva A text was approved. work: De draad narration, Nederlands, adults Look" in told[0]
    assert any("Bram A draft was changed or added. work: De draad Look" in one for one in told)
    assert not any("lijn-nl-1" in one for one in told)
    only_bram = lines(bram.get("/desk/history?who=Bram&what=content").text)
    assert only_bram
    assert all("Bram" in one for one in only_bram)
    assert lines(bram.get("/desk/history?part=work+knoop&what=approvals").text) == []
    assert "Nothing fits." in bram.get("/desk/history?from=2031-01-01").text
    assert (
        bram.get("/desk/history?from=0001-01-01&to=9999-12-31&what=x&before=-5").status_code < 500
    )
    assert not any("account" in one for one in told), "who has an account is for administrators"
    assert any("account" in one for one in lines(desk.colleague("Ada").get("/desk/history").text))


def test_one_change_is_shown_and_undone_though_others_followed(desk: Desk) -> None:
    noor = desk.colleague("Noor", Role.EDITOR)
    version = change(desk, "lijn", title={"nl": "De draad", "en": "Work lijn"})
    change(desk, "lijn", "Bram", maker={"nl": "Iemand"})
    address = f"/desk/history/work/lijn/{version}"
    page = noor.get(address).text
    assert "title, Nederlands" in page
    assert "<ins>De draad</ins>" in page
    noor.post(address)
    body = desk.parts.drafts.get(PartKind.WORK, "lijn").body
    assert body.title == {"nl": "Werk lijn", "en": "Work lijn"}
    assert body.maker == {"nl": "Iemand"}, "what followed stays"
    assert "It has been undone already." in noor.get(address).text
    assert noor.post(address).status_code == 409


def test_a_change_that_was_changed_again_is_not_undone(desk: Desk) -> None:
    noor = desk.colleague("Noor", Role.EDITOR)
    version = change(desk, "lijn", title={"nl": "De draad"})
    change(desk, "lijn", title={"nl": "Het touw"})
    address = f"/desk/history/work/lijn/{version}"
    assert "What it changed was changed again since." in noor.get(address).text
    assert noor.post(address).status_code == 409
    assert desk.parts.drafts.get(PartKind.WORK, "lijn").body.title == {"nl": "Het touw"}


def test_what_was_removed_comes_back_and_what_was_added_goes(desk: Desk) -> None:
    noor = desk.colleague("Noor", Role.EDITOR)
    body = desk.parts.drafts.get(PartKind.WORK, "knoop").body
    desk.parts.drafts.put(PartKind.WORK, "lus", replace(body, key="lus", number=9), 0, "Noor")
    noor.get("/desk/history/work/lus/1")
    assert noor.post("/desk/history/work/lus/1").status_code == 302
    with pytest.raises(KeyError):
        desk.parts.drafts.get(PartKind.WORK, "lus")
    noor.get("/desk/history/work/lus/2")
    noor.post("/desk/history/work/lus/2")
    assert desk.parts.drafts.get(PartKind.WORK, "lus").body.number == 9
    assert "It has been brought back already." in noor.get("/desk/history/work/lus/2").text
    page = noor.get("/desk/history/work/knoop/1").text
    assert "Other parts of the museum need it by now." in page, "a tour stops there"


def test_who_may_only_read_undoes_nothing(desk: Desk) -> None:
    pia = desk.colleague("Pia", Role.PUBLISHER)
    version = change(desk, "lijn", title={"nl": "De draad"})
    address = f"/desk/history/work/lijn/{version}"
    assert "Undo this" not in pia.get(address).text
    assert pia.post(address).status_code == 403
    for missing in ("work/lijn/99", "work/nobody/1", "nonsense/lijn/1"):
        assert pia.get(f"/desk/history/{missing}").status_code == 404
