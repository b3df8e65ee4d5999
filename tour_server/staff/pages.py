"""Sign in, sign out, and the page of people."""

from __future__ import annotations

import math

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tour_server.staff import session
from tour_server.staff.accounts import AccountError, Accounts, Role, new_password
from tour_server.staff.session import signed_in, signed_in_as
from tour_server.staff.throttle import Throttle


def pages(accounts: Accounts, throttle: Throttle) -> Blueprint:
    """`/desk/sign-in`, `/desk/sign-out`, `/desk/people`."""
    blueprint = Blueprint("staff", __name__, template_folder="templates", url_prefix="/desk")

    @blueprint.before_app_request
    def who() -> None:
        if request.path == "/desk" or request.path.startswith("/desk/"):
            session.load(accounts)

    @blueprint.get("/sign-in")
    def sign_in_page() -> ResponseReturnValue:
        return render_template("staff/sign_in.html", next=_ours(request.args.get("next")))

    @blueprint.post("/sign-in")
    def sign_in() -> ResponseReturnValue:
        address = request.remote_addr or "unknown"
        name = request.form.get("name", "")
        wanted = _ours(request.form.get("next"))
        wait = math.ceil(throttle.wait(address))
        if wait:
            problem = f"Too many wrong passwords from here. Try again in {_span(wait)}."
            page = render_template("staff/sign_in.html", problem=problem, name=name, next=wanted)
            return page, 429, {"Retry-After": str(wait)}
        person = accounts.verify(name, request.form.get("password", ""))
        if person is None:
            throttle.wrong(address)
            problem = "That name and password don't belong together. Check both and try again."
            page = render_template("staff/sign_in.html", problem=problem, name=name, next=wanted)
            return page, 401
        throttle.right(address)
        session.sign_in(person)
        return redirect(wanted)

    @blueprint.post("/sign-out")
    def sign_out() -> ResponseReturnValue:
        session.sign_out()
        return redirect(url_for("staff.sign_in_page"))

    @blueprint.get("/people")
    @signed_in
    def people() -> ResponseReturnValue:
        return render_template("staff/people.html", people=accounts.everyone(), roles=list(Role))

    @blueprint.post("/people")
    @signed_in_as(Role.MANAGER)
    def add_person() -> ResponseReturnValue:
        name, role = request.form.get("name", ""), request.form.get("role", "")
        password = new_password()
        try:
            if role not in list(Role):
                raise AccountError("Choose what this person does.")
            made = accounts.create(name, password, Role(role))
        except AccountError as error:
            page = render_template(
                "staff/people.html",
                people=accounts.everyone(),
                roles=list(Role),
                problem=str(error),
                typed=request.form,
            )
            return page, 422
        return _people_with(made.name, password)

    @blueprint.post("/people/<name>/password")
    @signed_in
    def set_password(name: str) -> ResponseReturnValue:
        me = session.person()
        if name != me.name and me.role is not Role.MANAGER:
            return redirect(url_for("staff.people"))
        password = new_password()
        try:
            changed = accounts.set_password(name, password)
        except KeyError:
            return redirect(url_for("staff.people"))
        if name == me.name:
            session.sign_in(changed)
        return _people_with(name, password)

    @blueprint.post("/people/<name>/remove")
    @signed_in_as(Role.MANAGER)
    def remove(name: str) -> ResponseReturnValue:
        try:
            accounts.remove(name)
        except AccountError as error:
            page = render_template(
                "staff/people.html",
                people=accounts.everyone(),
                roles=list(Role),
                problem=str(error),
            )
            return page, 422
        return redirect(url_for("staff.people"))

    def _people_with(name: str, password: str) -> str:
        return render_template(
            "staff/people.html",
            people=accounts.everyone(),
            roles=list(Role),
            told=(name, password),
        )

    return blueprint


def _ours(target: str | None) -> str:
    """Where to go after signing in: a page of the desk, never another site's."""
    if target and (target == "/desk" or target.startswith("/desk/")) and "\\" not in target:
        return target
    return "/desk"


def _span(seconds: int) -> str:
    if seconds < 90:
        return f"{seconds} seconds"
    return f"{math.ceil(seconds / 60)} minutes"
