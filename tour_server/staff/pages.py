"""Sign in, sign out, and the page of people."""

from __future__ import annotations

import math
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tour_server.recorder import NoRecorder, Recorder
from tour_server.staff import session
from tour_server.staff.accounts import AccountError, Accounts, Role, new_password
from tour_server.staff.events import SIGN_IN_FAILED, SIGNED_IN, SIGNED_OUT
from tour_server.staff.session import signed_in, signed_in_as
from tour_server.staff.throttle import Throttle
from web.translations import gettext as _
from web.translations import ngettext


class StaffPages:
    """The pages of the sign-in and of people."""

    def __init__(
        self, accounts: Accounts, throttle: Throttle, recorder: Recorder | None = None
    ) -> None:
        """`recorder`: where sign-ins are recorded."""
        self._accounts, self._throttle = accounts, throttle
        self._recorder = recorder or NoRecorder()

    def blueprint(self) -> Blueprint:
        """Returns the pages, to be registered once."""
        pages = Blueprint("staff", __name__, template_folder="templates", url_prefix="/desk")
        pages.before_app_request(self._load_person)
        add = pages.add_url_rule
        add("/sign-in", "sign_in_page", self.sign_in_page)
        add("/sign-in", "sign_in", self.sign_in, methods=["POST"])
        add("/sign-out", "sign_out", self.sign_out, methods=["POST"])
        add("/people", "people", signed_in(self.people))
        managers = signed_in_as(Role.MANAGER)
        add("/people", "add_person", managers(self.add_person), methods=["POST"])
        password = signed_in(self.set_password)
        add("/people/<name>/password", "set_password", password, methods=["POST"])
        add("/people/<name>/remove", "remove", managers(self.remove), methods=["POST"])
        return pages

    def sign_in_page(self) -> ResponseReturnValue:
        """Show the form of the sign-in."""
        return render_template("staff/sign_in.html", next=_desk_page(request.args.get("next")))

    def sign_in(self) -> ResponseReturnValue:
        """Sign a person in who knows their password, and lead them to the page they wanted."""
        address = request.remote_addr or "unknown"
        name = request.form.get("name", "")
        wanted = _desk_page(request.form.get("next"))
        wait = math.ceil(self._throttle.wait(address))
        if wait:
            problem = _(
                "Too many wrong passwords from here. Try again in {duration}.",
                duration=_duration(wait),
            )
            page = render_template("staff/sign_in.html", problem=problem, name=name, next=wanted)
            return page, 429, {"Retry-After": str(wait)}
        person = self._accounts.verify(name, request.form.get("password", ""))
        if person is None:
            self._throttle.wrong(address)
            self._record_failure(name)
            problem = _("That name and password don't belong together. Check both and try again.")
            page = render_template("staff/sign_in.html", problem=problem, name=name, next=wanted)
            return page, 401
        self._throttle.right(address)
        session.sign_in(person)
        self._recorder.record(SIGNED_IN, person.name, person.name)
        return redirect(wanted)

    def sign_out(self) -> ResponseReturnValue:
        """Sign the person out."""
        person = session.person_or_none()
        if person is not None:
            self._recorder.record(SIGNED_OUT, person.name, person.name)
        session.sign_out()
        return redirect(url_for("staff.sign_in_page"))

    def people(self) -> ResponseReturnValue:
        """Show all who may sign in."""
        return self._people()

    def add_person(self) -> ResponseReturnValue:
        """Make an account, and show its password this once."""
        name, role = request.form.get("name", ""), request.form.get("role", "")
        password = new_password()
        try:
            if role not in list(Role):
                raise AccountError(_("Choose what this person does."))
            made = self._accounts.create(name, password, Role(role), session.person().name)
        except AccountError as error:
            return self._people(problem=str(error), typed=request.form), 422
        return self._people(told=(made.name, password))

    def set_password(self, name: str) -> ResponseReturnValue:
        """Give an account a new password, one's own or, for a manager, anybody's, and show it this once."""
        me = session.person()
        if name != me.name and me.role is not Role.MANAGER:
            return redirect(url_for("staff.people"))
        password = new_password()
        try:
            changed = self._accounts.set_password(name, password, me.name)
        except KeyError:
            return redirect(url_for("staff.people"))
        if name == me.name:
            session.sign_in(changed)
        return self._people(told=(name, password))

    def remove(self, name: str) -> ResponseReturnValue:
        """Remove an account."""
        try:
            self._accounts.remove(name, session.person().name)
        except AccountError as error:
            return self._people(problem=str(error)), 422
        return redirect(url_for("staff.people"))

    def _people(self, **said: Any) -> str:
        everyone = self._accounts.everyone()
        return render_template("staff/people.html", people=everyone, roles=list(Role), **said)

    def _record_failure(self, name: str) -> None:
        """Note: what was typed as a name may be a password, so only the name of an account is recorded."""
        account = self._accounts.find(name.strip())
        known = "" if account is None else account.name
        self._recorder.record(SIGN_IN_FAILED, known, known)

    def _load_person(self) -> None:
        if request.path == "/desk" or request.path.startswith("/desk/"):
            session.load(self._accounts)


def _desk_page(target: str | None) -> str:
    """Returns where to go after the sign-in: a page of the desk, never another site's."""
    home = url_for("desk.today")
    if target and (target == home or target.startswith(f"{home}/")) and "\\" not in target:
        return target
    return home


def _duration(seconds: int) -> str:
    if seconds < 90:
        return ngettext("{number} second", "{number} seconds", seconds)
    return ngettext("{number} minute", "{number} minutes", math.ceil(seconds / 60))
