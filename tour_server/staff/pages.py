"""Sign in, sign out, and the page of people."""

from __future__ import annotations

import math

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tour_server.recorder import NoRecorder, Recorder
from tour_server.staff import session
from tour_server.staff.accounts import Accounts
from tour_server.staff.events import SIGN_IN_FAILED, SIGNED_IN, SIGNED_OUT
from tour_server.staff.people_pages import PeoplePages
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
        self._people = PeoplePages(accounts)

    def blueprint(self) -> Blueprint:
        """Returns the pages, to be registered once."""
        pages = Blueprint("staff", __name__, template_folder="templates", url_prefix="/desk")
        pages.before_app_request(self._load_person)
        add = pages.add_url_rule
        add("/sign-in", "sign_in_page", self.sign_in_page)
        add("/sign-in", "sign_in", self.sign_in, methods=["POST"])
        add("/sign-out", "sign_out", self.sign_out, methods=["POST"])
        self._people.add_to(pages)
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
