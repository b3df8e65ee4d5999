"""The page of people: who may sign in, and what each may do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tour_server.staff import session
from tour_server.staff.accounts import AccountError, Accounts, Person, new_password
from tour_server.staff.first_account import forget_first_password
from tour_server.staff.permissions import ROLE_TASKS, Permission, Role
from tour_server.staff.person_data import PersonData
from tour_server.staff.session import allowed, password_again
from web.translations import gettext as _


class PeoplePages:
    """The pages of people. An administrator changes them; everyone changes their own password."""

    def __init__(self, accounts: Accounts, held: PersonData, data: Path) -> None:
        """`data`: the server's data folder."""
        self._accounts, self._held, self._data = accounts, held, data

    def add_to(self, pages: Blueprint) -> None:
        """Add `people` and `password`."""
        add, administer = pages.add_url_rule, allowed(Permission.ADMINISTER)
        read = allowed(Permission.READ)
        add_person = administer(password_again(self.add_person))
        set_roles = administer(password_again(self.set_roles))
        set_password = administer(password_again(self.set_password))
        remove = administer(password_again(self.remove))
        set_own_password = read(password_again(self.set_own_password))
        add("/people", "people", read(self.people))
        add("/people", "add_person", add_person, methods=["POST"])
        add("/people/<name>", "person", administer(self.person))
        add("/people/<name>", "set_roles", set_roles, methods=["POST"])
        add("/people/<name>/password", "ask_for_password", administer(self.ask_for_password))
        add("/people/<name>/password", "set_password", set_password, methods=["POST"])
        add("/people/<name>/remove", "ask_to_remove", administer(self.ask_to_remove))
        add("/people/<name>/remove", "remove", remove, methods=["POST"])
        take_off = administer(password_again(self.take_off))
        add("/people/former", "ask_to_take_off", administer(self.ask_to_take_off))
        add("/people/former", "take_off", take_off, methods=["POST"])
        add("/people/<name>/data.json", "data_of", administer(self.data_of))
        add("/my-data.json", "my_data", read(self.my_data))
        add("/password", "ask_for_own_password", read(self.ask_for_own_password))
        add("/password", "set_own_password", set_own_password, methods=["POST"])

    def people(self) -> ResponseReturnValue:
        """Show all who may sign in."""
        return self._list()

    def add_person(self) -> ResponseReturnValue:
        """Make an account, and show its password this once."""
        name, roles, password = request.form.get("name", ""), _typed_roles(), new_password()
        try:
            made = self._accounts.create(name, password, roles, session.person().name)
        except AccountError as error:
            return self._list(problem=str(error), typed_name=name, chosen=roles), 422
        return self._list(told=(made.name, password))

    def person(self, name: str) -> ResponseReturnValue:
        """Show one person's roles, to be changed."""
        found = self._find(name)
        return _person_page(found, found.roles)

    def set_roles(self, name: str) -> ResponseReturnValue:
        """Give an account other roles."""
        found, roles = self._find(name), _typed_roles()
        try:
            changed = self._accounts.set_roles(name, roles, session.person().name)
        except AccountError as error:
            return _person_page(found, roles, str(error)), 422
        except KeyError:  # a colleague removed the account at this moment
            abort(404)
        if name == session.person().name:
            session.sign_in(changed)  # a sign-in with other roles ends
        return redirect(url_for("staff.people"))

    def ask_for_password(self, name: str) -> ResponseReturnValue:
        """Ask whether to make a new password."""
        return render_template("staff/new_password.html", name=self._find(name).name)

    def set_password(self, name: str) -> ResponseReturnValue:
        """Give an account a new password, and show it this once."""
        return self._new_password(name)

    def ask_for_own_password(self) -> ResponseReturnValue:
        """Ask whether to make a new password for the person who is signed in."""
        return render_template("staff/new_password.html", name=session.person().name)

    def set_own_password(self) -> ResponseReturnValue:
        """Give the person who is signed in a new password, and show it this once."""
        return self._new_password(session.person().name)

    def ask_to_remove(self, name: str) -> ResponseReturnValue:
        """Ask whether to remove an account."""
        return render_template("staff/remove.html", name=self._find(name).name)

    def remove(self, name: str) -> ResponseReturnValue:
        """Remove an account."""
        try:
            self._accounts.remove(name, session.person().name)
        except AccountError as error:
            return self._list(problem=str(error)), 422
        forget_first_password(self._data, name)
        if request.form.get("name-too"):
            self._held.take_off(name, session.person().name)
        return redirect(url_for("staff.people"))

    def ask_to_take_off(self) -> ResponseReturnValue:
        """Ask whether to take the name of somebody who has left off all that is kept."""
        name = request.args.get("name", "")
        if name not in self._held.names():
            abort(404)
        return render_template("staff/take_off.html", name=name)

    def take_off(self) -> ResponseReturnValue:
        """Take the name of somebody who has left off all that is kept."""
        name = request.form.get("name", "")
        if name not in self._held.names():
            abort(404)
        self._held.take_off(name, session.person().name)
        return redirect(url_for("staff.people"))

    def data_of(self, name: str) -> ResponseReturnValue:
        """Answer with what the server holds of a person, as a file."""
        return self._file_of(name)

    def my_data(self) -> ResponseReturnValue:
        """Answer with what the server holds of the person who is signed in, as a file."""
        return self._file_of(session.person().name)

    def _file_of(self, name: str) -> Response:
        held = self._held.of(name)
        if not held:
            abort(404)
        document = msgspec.json.format(msgspec.json.encode({"v": 1, "name": name, "held": held}))
        return Response(
            document,
            mimetype="application/json",
            headers={"Content-Disposition": "attachment; filename=my-data.json"},
        )

    def _new_password(self, name: str) -> ResponseReturnValue:
        me, password = session.person(), new_password()
        try:
            changed = self._accounts.set_password(name, password, me.name)
        except KeyError:
            abort(404)
        forget_first_password(self._data, name)
        if name == me.name:
            session.sign_in(changed)
        return self._list(told=(name, password))

    def _find(self, name: str) -> Person:
        found = self._accounts.find(name)
        if found is None:
            abort(404)
        return found

    def _list(self, chosen: frozenset[Role] = frozenset(), **said: Any) -> str:
        return render_template(
            "staff/people.html",
            people=self._accounts.everyone(),
            former=self._held.names() if session.person().may(Permission.ADMINISTER) else [],
            tasks=_tasks(),
            chosen=chosen,
            **said,
        )


def _person_page(found: Person, chosen: frozenset[Role], problem: str = "") -> str:
    return render_template(
        "staff/person.html", name=found.name, tasks=_tasks(), chosen=chosen, problem=problem
    )


def _typed_roles() -> frozenset[Role]:
    return frozenset(role for role in Role if role in request.form.getlist("role"))


def _tasks() -> list[tuple[Role, str]]:
    """Returns each role, and what a person with it does."""
    return [(role, _(task)) for role, task in ROLE_TASKS.items()]
