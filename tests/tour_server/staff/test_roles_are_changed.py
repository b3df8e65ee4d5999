"""An administrator changes what people may do, at the desk and on the command line; the last one stays one."""

from __future__ import annotations

import datetime as dt
import shutil
import threading
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from click.testing import CliRunner
from sqlalchemy import text

from tests.desk import PASSWORD, Desk
from tour_server.database import Database
from tour_server.events.event_log import EventFilter
from tour_server.staff.accounts import AccountError, Accounts
from tour_server.staff.permissions import Permission, Role
from zaalgids.commands.command_line import zaalgids


def accounts_of(database: Database) -> Accounts:
    quick = PasswordHasher(time_cost=1, memory_cost=64)
    return Accounts(database, lambda: dt.datetime(2026, 3, 2, tzinfo=dt.UTC), quick)


def recorded(desk: Desk, kind: str) -> list[tuple[str, str, str]]:
    events = desk.parts.events.export(EventFilter(kind=kind))
    return [(one.who, one.subject, one.detail) for one in events]


def test_other_roles_hold_at_once_and_end_the_sign_in_with_the_old_ones(desk: Desk) -> None:
    bram, noor = desk.colleague("Bram", Role.AUTHOR), desk.colleague("Noor")
    bram.get("/desk/publish")
    assert bram.post("/desk/publish").status_code == 403
    page = noor.get("/desk/people/Bram").text
    assert page.count("checked") == 1
    answer = noor.post("/desk/people/Bram", role=["publisher", "duty-manager"])
    assert answer.location == "/desk/people"
    assert "publisher, duty manager" in noor.get("/desk/people").text
    assert bram.get("/desk").status_code == 302
    bram = desk.signed_in("Bram")
    assert "Bram, publisher, duty manager" in " ".join(bram.get("/desk").text.split())
    bram.get("/desk/people")
    assert bram.post("/desk/publish").status_code in (302, 409)
    assert bram.post("/desk/works/new").status_code == 403
    assert recorded(desk, "roles-changed") == [("Noor", "Bram", "author → publisher duty-manager")]
    noor.get("/desk/people/Bram")
    noor.post("/desk/people/Bram", role=["duty-manager", "publisher"])
    assert len(recorded(desk, "roles-changed")) == 1, "the same roles are no change"


def test_a_person_may_do_what_any_role_permits(desk: Desk) -> None:
    person = desk.parts.accounts.create("Noor", PASSWORD, {Role.PUBLISHER, Role.TECHNICIAN})
    assert {one for one in Permission if person.may(one)} == {
        Permission.READ,
        Permission.PUBLISH,
        Permission.ROOMS,
        Permission.DEVICES,
    }


@pytest.mark.parametrize("roles", [[], ["manager"], ["author\n"]])
def test_a_person_has_one_role_at_least(desk: Desk, roles: list[str]) -> None:
    noor = desk.colleague("Noor")
    desk.parts.accounts.create("Bram", PASSWORD, {Role.AUTHOR})
    noor.get("/desk/people/Bram")
    for where in ("/desk/people/Bram", "/desk/people"):
        answer = noor.post(where, name="Eve", role=roles)
        assert answer.status_code == 422
        assert "Choose what this person does." in answer.text
    assert {one.name: one.roles for one in desk.parts.accounts.everyone()} == {
        "Bram": {Role.AUTHOR},
        "Noor": {Role.ADMINISTRATOR},
    }


def test_the_only_administrator_keeps_the_role_until_there_is_another(desk: Desk) -> None:
    noor = desk.colleague("Noor")
    noor.get("/desk/people/Noor")
    answer = noor.post("/desk/people/Noor", role=["author", "editor"])
    assert answer.status_code == 422
    assert "Noor is the only administrator. Make someone else one first." in answer.text
    assert answer.text.count("checked") == 2, "what was chosen is lost"
    assert noor.post("/desk/people/Noor/remove").status_code == 422
    desk.parts.accounts.create("Bram", PASSWORD, {Role.AUTHOR, Role.ADMINISTRATOR})
    assert noor.post("/desk/people/Noor", role="author").location == "/desk/people"
    assert noor.get("/desk/people/Noor").status_code == 403, "one's own change signs out or is void"


@pytest.mark.parametrize("taking", ["role", "account"])
def test_two_administrators_can_not_take_it_from_each_other_at_once(
    database: Database, taking: str
) -> None:
    accounts = accounts_of(database)
    names = ("Noor", "Bram")
    for name in names:
        accounts.create(name, PASSWORD, {Role.ADMINISTRATOR})
    together, refused = threading.Barrier(2), []

    def take(name: str) -> None:
        together.wait()
        try:
            if taking == "role":
                accounts.set_roles(name, {Role.AUTHOR})
            else:
                accounts.remove(name)
        except AccountError:
            refused.append(name)

    threads = [threading.Thread(target=take, args=[name]) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    left = [one.name for one in accounts.everyone() if Role.ADMINISTRATOR in one.roles]
    assert left == refused
    assert len(left) == 1


def test_removing_someone_asks_first(desk: Desk) -> None:
    noor = desk.colleague("Noor")
    desk.parts.accounts.create("Bram", PASSWORD, {Role.AUTHOR})
    assert 'href="/desk/people/Bram/remove"' in noor.get("/desk/people").text
    asked = noor.get("/desk/people/Bram/remove").text
    assert "Remove Bram?" in asked
    assert desk.parts.accounts.find("Bram") is not None
    noor.post("/desk/people/Bram/remove")
    assert desk.parts.accounts.find("Bram") is None
    assert noor.get("/desk/people/Bram/remove").status_code == 404


def test_a_new_password_asks_first(desk: Desk) -> None:
    noor, bram = desk.colleague("Noor"), desk.colleague("Bram", Role.AUTHOR)
    assert "Bram is signed out everywhere" in noor.get("/desk/people/Bram/password").text
    assert bram.get("/desk").status_code == 200
    page = noor.post("/desk/people/Bram/password").text
    assert "The password of <strong>Bram</strong> is now" in page
    assert bram.get("/desk").status_code == 302


def test_everyone_makes_their_own_new_password_and_nobody_elses(desk: Desk) -> None:
    bram = desk.colleague("Bram", Role.AUTHOR)
    desk.parts.accounts.create("Noor", PASSWORD, {Role.ADMINISTRATOR})
    assert "A new password for you?" in bram.get("/desk/password").text
    page = bram.post("/desk/password").text
    assert "The password of <strong>Bram</strong> is now" in page
    assert bram.get("/desk").status_code == 200
    bram.get("/desk/people")
    assert bram.post("/desk/people/Noor/password").status_code == 403
    assert desk.parts.accounts.verify("Noor", PASSWORD) is not None


@pytest.mark.parametrize("path", ["", "/password", "/remove"])
def test_a_person_who_is_not_there(desk: Desk, path: str) -> None:
    noor = desk.colleague("Noor")
    assert noor.get(f"/desk/people/Nobody{path}").status_code == 404
    noor.get("/desk/people")
    expected = 302 if path == "/remove" else 404  # removed already is what was asked for
    assert noor.post(f"/desk/people/Nobody{path}", role="author").status_code == expected


def test_what_a_role_may_not_do_is_said_in_words(desk: Desk) -> None:
    technician = desk.colleague("Tess", Role.TECHNICIAN, Role.DUTY_MANAGER)
    technician.get("/desk/people")
    answer = technician.post("/desk/works/new", {"title.nl": "Een zin die niet verloren gaat."})
    assert answer.status_code == 403
    assert "Authors, editors and administrators write drafts." in answer.text
    assert "Your roles: duty manager, technician." in answer.text
    assert "ask an administrator to change your roles under People" in answer.text
    assert "Een zin die niet verloren gaat." in answer.text
    page = technician.get("/desk/works/lijn").text
    assert "You can read this, not change it." in page
    assert "Volg de lijn met uw ogen." in page


def test_the_rail_has_no_page_that_a_role_may_not_see(desk: Desk) -> None:
    assert 'href="/desk/events"' in desk.colleague("Noor").get("/desk/people").text
    assert 'href="/desk/events"' not in desk.colleague("Bram", Role.EDITOR).get("/desk/people").text


def test_roles_on_the_command_line(prepared: Path, tmp_path: Path) -> None:
    shutil.copytree(prepared, tmp_path / "server")

    def run(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(
            zaalgids, ["staff", "--data", str(tmp_path / "server"), *words], env={"COLUMNS": "200"}
        )
        return done.exit_code, done.output

    assert run("add", "Noor", "--role", "administrator")[0] == 0
    assert run("add", "Bram", "--role", "editor", "--role", "publisher")[0] == 0
    assert run("roles", "Bram", "--role", "duty-manager", "--role", "author") == (
        0,
        "Bram is now author, duty-manager.\n",
    )
    assert "author, duty-manager" in run("list")[1]
    code, words = run("roles", "Noor", "--role", "author")
    assert (code, "Noor is the only administrator" in words) == (1, True)
    code, words = run("roles", "Nobody", "--role", "author")
    assert (code, "There is no account called Nobody." in words) == (1, True)
    assert run("roles", "Bram")[0] == 2, "no role was given"
    assert run("add", "Eve", "--role", "manager")[0] == 2, "a role of before"


def test_back_to_one_role_a_person_and_forth(database: Database) -> None:
    accounts = accounts_of(database)
    everyone = {
        "Ada": {Role.ADMINISTRATOR, Role.AUTHOR},
        "Bram": {Role.EDITOR, Role.PUBLISHER},
        "Cor": {Role.EDITOR},
        "Dana": {Role.PUBLISHER},
        "Eva": {Role.AUTHOR},
        "Finn": {Role.DUTY_MANAGER, Role.AUTHOR},
        "Gijs": {Role.TECHNICIAN},
    }
    for name, roles in everyone.items():
        accounts.create(name, PASSWORD, roles)
    database.go_back("0004")
    with database.reading() as session:
        rows = session.execute(text("SELECT name, role FROM staff ORDER BY name")).all()
    assert [tuple(row) for row in rows] == [
        ("Ada", "manager"),
        ("Bram", "curator"),
        ("Cor", "editor"),
        ("Dana", "editor"),
        ("Eva", "editor"),
        ("Finn", "technician"),
        ("Gijs", "technician"),
    ]
    database.migrate()
    assert {one.name: one.roles for one in accounts.everyone()} == {
        "Ada": {Role.ADMINISTRATOR},
        "Bram": {Role.EDITOR, Role.PUBLISHER},
        "Cor": {Role.AUTHOR},
        "Dana": {Role.AUTHOR},
        "Eva": {Role.AUTHOR},
        "Finn": {Role.TECHNICIAN},
        "Gijs": {Role.TECHNICIAN},
    }
    signed_in = accounts.verify("Bram", PASSWORD)
    assert signed_in is not None
    assert signed_in.may(Permission.PUBLISH)
