"""Sign in, sign out, and the page of people."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tour_server.request_limits import at_the_desk
from tour_server.staff import session
from tour_server.staff.accounts import Accounts
from tour_server.staff.events import SIGNED_OUT
from tour_server.staff.first_account import FIRST_NAME
from tour_server.staff.people_pages import PeoplePages
from tour_server.staff.person_data import PersonData
from tour_server.staff.session import SignIns
from tour_server.staff.sign_in_attempts import Refusal


class StaffPages:
    """The pages of the sign-in and of people."""

    def __init__(self, sign_ins: SignIns, accounts: Accounts, held: PersonData, data: Path) -> None:
        """`data`: the server's data folder."""
        self._accounts = accounts
        self._sign_ins, self._people = sign_ins, PeoplePages(accounts, held, data)

    def load(self) -> None:
        """Find out who is signed in; to be called before each request, before its body is read."""
        if at_the_desk():
            session.load(self._sign_ins)

    def blueprint(self) -> Blueprint:
        """Returns the pages, to be registered once."""
        pages = Blueprint("staff", __name__, template_folder="templates", url_prefix="/desk")
        add = pages.add_url_rule
        add("/sign-in", "sign_in_page", self.sign_in_page)
        add("/sign-in", "sign_in", self.sign_in, methods=["POST"])
        add("/sign-out", "sign_out", self.sign_out, methods=["POST"])
        self._people.add_to(pages)
        return pages

    def sign_in_page(self) -> ResponseReturnValue:
        """Show the form of the sign-in."""
        return self._form(next=desk_page(request.args.get("next")))

    def sign_in(self) -> ResponseReturnValue:
        """Sign a person in who knows their password, and lead them to the page they wanted."""
        name = request.form.get("name", "")
        wanted = desk_page(request.form.get("next"))
        outcome = session.attempt(name, request.form.get("password", ""))
        if isinstance(outcome, Refusal):
            page = self._form(problem=outcome.sentence, name=name, next=wanted)
            return page, outcome.status, outcome.headers
        session.sign_in_recorded(outcome)
        return redirect(wanted)

    def _form(self, **given: str) -> str:
        first = FIRST_NAME if self._is_first() else ""
        return render_template("staff/sign_in.html", first=first, **given)

    def _is_first(self) -> bool:
        """Return True while nobody but the first account can sign in, and it never has."""
        return self._sign_ins.store.is_unused() and [
            one.name for one in self._accounts.everyone()
        ] == [FIRST_NAME]

    def sign_out(self) -> ResponseReturnValue:
        """Sign the person out."""
        person = session.person_or_none()
        if person is not None:
            self._sign_ins.recorder.record(SIGNED_OUT, person.name, person.name)
        session.sign_out()
        return redirect(url_for("staff.sign_in_page"))


def desk_page(target: str | None) -> str:
    """Returns where to go after the sign-in: a page of the desk, never another site's."""
    home = url_for("desk.today")
    if not target or "\\" in target or any(unicodedata.category(c)[0] == "C" for c in target):
        return home  # a line break can't stand in a header, and no page of the desk has one
    inside = target in (home, f"{home}?") or target.startswith((f"{home}/", f"{home}?"))
    return target if inside else home
