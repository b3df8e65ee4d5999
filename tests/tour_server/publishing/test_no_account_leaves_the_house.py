"""What is published or exported names a role, never an account; credits that were typed by hand stay."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner
from msgspec.structs import replace

from contract.bundle import RELEASE_TARGET
from contract.museum import Link, Relation, Work
from tests.approving import approve_everything
from tests.desk import Desk
from tests.tiny_museum import block
from tour_server.catalogue.parts import PartKind
from tour_server.staff.permissions import Role
from zaalgids.commands.command_line import zaalgids

ACCOUNTS = ("Xanthippe", "Quirijn", "Zebedeus")


def write_with_accounts(desk: Desk) -> None:
    """One wrote and left, one writes, one approved; a professor and a name that only looks like one are credits."""
    drafts = desk.parts.drafts
    for name in ACCOUNTS[1:]:
        desk.parts.accounts.create(name, "four quiet rooms", {Role.EDITOR})
    work: Work = drafts.get(PartKind.WORK, "lijn").body
    blocks = [
        replace(block("a", "nl", "Een."), written_by="Xanthippe"),
        replace(block("b", "nl", "Twee.", layer=2), written_by=" quirijn "),
        replace(block("c", "nl", "Drie.", layer=3), written_by="Prof. Dr. Berta Beroemd"),
    ]
    drafts.put(PartKind.WORK, "lijn", replace(work, blocks=blocks), 1, "Xanthippe")
    link = Link("samen", ["lijn", "ring"], Relation.MOTIF, [replace(blocks[1], key="d")])
    drafts.put(PartKind.LINK, "samen", link, 0, "Quirijn")
    offer = drafts.get(PartKind.OFFER, "thee").body
    drafts.put(PartKind.OFFER, "thee", replace(offer, written_by="Quirijn"), 1, "Quirijn")
    approve_everything(drafts, by="Zebedeus")


def test_a_release_names_roles(desk: Desk) -> None:
    write_with_accounts(desk)
    desk.parts.publisher.publish("Quirijn", "Quirijn heeft iets veranderd.")
    body = desk.parts.repository.read(RELEASE_TARGET)
    assert body is not None
    text = body.decode()
    assert not [name for name in ACCOUNTS if name.casefold() in text.casefold()]
    museum = desk.parts.releases.museum()
    assert museum is not None
    signed = [(one.written_by, one.approved_by) for one in museum.work("lijn").blocks]
    assert signed == [
        ("author", "editor"),
        ("author", "editor"),
        ("Prof. Dr. Berta Beroemd", "editor"),
    ]
    assert (museum.offers[0].written_by, museum.offers[0].approved_by) == ("author", "editor")
    browser = desk.colleague("Piet")
    assert "Visitors have everything" in browser.get("/desk/publish").text
    assert 'class="field draft' not in browser.get("/desk/works/lijn").text
    assert "changed, not published" not in browser.get("/desk/works").text


def test_everything_served_under_bundles_names_none(desk: Desk) -> None:
    write_with_accounts(desk)
    desk.parts.publisher.publish("Quirijn")
    served = [path for path in (desk.parts.data / "bundles").rglob("*") if path.is_file()]
    assert served
    for path in served:
        content = path.read_bytes()
        assert not [name for name in ACCOUNTS if name.encode() in content], path.name


def test_a_release_from_before_is_published_again_without_names(desk: Desk) -> None:
    write_with_accounts(desk)
    old = desk.parts.drafts.museum()
    desk.parts.publisher.publish("Quirijn", museum=old)
    museum = desk.parts.releases.museum()
    assert museum is not None
    assert {one.written_by for one in museum.work("lijn").blocks} == {
        "author",
        "Prof. Dr. Berta Beroemd",
    }


def test_an_exported_museum_names_roles(desk: Desk, tmp_path: Path) -> None:
    write_with_accounts(desk)
    out = tmp_path / "out"
    given = ["museum", "export", str(out), "--from", str(desk.parts.data)]
    result = CliRunner().invoke(zaalgids, given)
    assert result.exit_code == 0, result.output
    text = "".join(path.read_text(encoding="utf-8") for path in out.rglob("*.toml"))
    assert not [name for name in ACCOUNTS if name.casefold() in text.casefold()]
    assert "Prof. Dr. Berta Beroemd" in text
