"""Who is signed in on this request, and decorators for views that need a sign-in.

The sign-in is a signed cookie under /desk: visitors' pages neither see nor set it. Note: a cookie with a valid
signature may belong to a colleague who has left or has a new password, so each request asks the accounts again and
compares the stamp.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import abort, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from tour_server.staff.accounts import Accounts, Person, Role
from web.translations import gettext as _

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]

ANYONE_WHO_APPROVES = (Role.CURATOR, Role.MANAGER)


def sign_in(person: Person) -> None:
    """Begin a sign-in. What the cookie held before is dropped, so that it can't be planted (session fixation)."""
    session.clear()
    session.permanent = True
    session["name"] = person.name
    session["stamp"] = person.stamp


def sign_out() -> None:
    """End the sign-in."""
    session.clear()


def load(accounts: Accounts) -> None:
    """Find out who is signed in; to be called before each request under /desk."""
    name = session.get("name")
    person = accounts.find(name) if isinstance(name, str) else None
    g.person = person if person is not None and person.stamp == session.get("stamp") else None


def person_or_none() -> Person | None:
    """Returns the person who is signed in, None without a sign-in."""
    found: Person | None = g.get("person")
    return found


def person() -> Person:
    """Returns the person who is signed in. Raises LookupError in a view that is not `signed_in`."""
    found = person_or_none()
    if found is None:
        raise LookupError("this request has no sign-in")
    return found


def may_approve() -> bool:
    """Returns whether the person who is signed in may approve words and publish them."""
    return person().role in ANYONE_WHO_APPROVES


def signed_in(view: View[P]) -> View[P]:
    """Redirect requests without a sign-in to the sign-in page, and from there back to this one."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if g.get("person") is None:
            wanted = request.full_path.rstrip("?") if request.method == "GET" else None
            return redirect(url_for("staff.sign_in_page", next=wanted))
        return view(*args, **kwargs)

    return guarded


def signed_in_as(*roles: Role) -> Callable[[View[P]], View[P]]:
    """Do as `signed_in`, for these roles only; others get status 403 and a sentence."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            if person().role not in roles:
                abort(
                    403,
                    _(
                        "This is for a {roles}; you are signed in as {role}.",
                        roles=_(" or a ").join(map(_, roles)),
                        role=_(person().role),
                    ),
                )
            return view(*args, **kwargs)

        return signed_in(guarded)

    return decorate
