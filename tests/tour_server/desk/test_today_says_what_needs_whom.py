"""The page Today says to each role what waits for it, with a number and the page where it is done."""

from __future__ import annotations

import datetime as dt

from lxml import html
from msgspec.structs import replace

from tests.desk import Browser, Desk
from tour_server.catalogue.parts import PartKind
from tour_server.imports.import_documents import ImportDocument, ImportState
from tour_server.imports.proposals import Proposals
from tour_server.publishing.planned_publishes import PlannedPublishes
from tour_server.staff.permissions import Role


def needs(browser: Browser) -> dict[str, str]:
    page = html.fromstring(browser.get("/desk").text)
    links = page.xpath("//ul[@class='needs']//a")
    return {one.text_content(): one.get("href") for one in links}


def test_each_role_reads_what_waits_for_it(desk: Desk) -> None:
    part = desk.parts.drafts.get(PartKind.WORK, "lijn")
    changed = replace(part.body, title={"nl": "Anders"})
    desk.parts.drafts.put(PartKind.WORK, "lijn", changed, part.version, "Bram")
    context = desk.parts.assembly.context
    proposals = context.get(Proposals)
    proposals.begin("lijst.csv", "Bram", ImportDocument(), ImportState.PROPOSED)
    applied = ImportDocument(applied_by="Bram", applied_at=desk.clock.at)
    proposals.begin("oud.csv", "Bram", applied, ImportState.APPLIED)
    at = desk.clock.at + dt.timedelta(days=3)
    context.get(PlannedPublishes).plan(at, "", "Noor")
    eva, bram = desk.colleague("Eva", Role.EDITOR), desk.colleague("Bram", Role.AUTHOR)
    pia, teun = desk.colleague("Pia", Role.PUBLISHER), desk.colleague("Teun", Role.DUTY_MANAGER)
    assert needs(eva) == {
        "2 works with texts to approve": "/desk/works?state=unapproved",
        "1 import to decide on": "/desk/imports",
    }
    assert needs(bram) == {
        "1 work that you changed last waits for approval": "/desk/works?by=Bram&state=unapproved",
        "1 import to decide on": "/desk/imports",
    }
    assert needs(pia)["1 planned publish"] == "/desk/publish"
    assert not any("approve" in words for words in needs(pia))
    assert needs(teun) == {}
    for words, address in needs(desk.colleague("Ada")).items():
        assert desk.signed_in("Ada").get(address).status_code == 200, words
