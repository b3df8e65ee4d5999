"""Who is signed in on this request, and views that ask for it.

The sign-in is a signed cookie under /desk alone: visitors' pages never see or set one. What a newcomer would get
wrong: a cookie that is still signed may belong to someone who has left or changed their password, so each
request asks the accounts again and compares the stamp.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import abort, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from tour_server.staff.accounts import Accounts, Person, Role

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]

ANYONE_WHO_APPROVES = (Role.CURATOR, Role.MANAGER)


def sign_in(person: Person) -> None:
    """Begins a sign-in. Whatever the cookie held before is dropped, so that nobody can plant one beforehand."""
    session.clear()
    session.permanent = True
    session["name"] = person.name
    session["stamp"] = person.stamp


def sign_out() -> None:
    """Ends the sign-in."""
    session.clear()


def load(accounts: Accounts) -> None:
    """Finds out who is asking; to be called before each request under /desk."""
    name = session.get("name")
    person = accounts.find(name) if isinstance(name, str) else None
    g.person = person if person is not None and person.stamp == session.get("stamp") else None


def person() -> Person:
    """Who is signed in. Call it in a view that is `signed_in`; raises LookupError elsewhere."""
    found: Person | None = g.get("person")
    if found is None:
        raise LookupError("nobody is signed in")
    return found


def may_approve() -> bool:
    """Whether whoever is signed in approves words and publishes them."""
    return person().role in ANYONE_WHO_APPROVES


def signed_in(view: View[P]) -> View[P]:
    """Sends whoever is not signed in to the sign-in page, and from there back to this one."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if g.get("person") is None:
            wanted = request.full_path.rstrip("?") if request.method == "GET" else None
            return redirect(url_for("staff.sign_in_page", next=wanted))
        return view(*args, **kwargs)

    return guarded


def signed_in_as(*roles: Role) -> Callable[[View[P]], View[P]]:
    """As `signed_in`, for these roles alone; others get 403 with a plain sentence."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            if person().role not in roles:
                abort(
                    403,
                    f"This is for a {' or a '.join(roles)}; you are signed in as {person().role}.",
                )
            return view(*args, **kwargs)

        return signed_in(guarded)

    return decorate
