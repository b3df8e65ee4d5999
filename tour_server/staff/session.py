"""Who is signed in on this request, and the decorator that states what a view needs.

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

from tour_server.staff.accounts import Accounts, Person
from tour_server.staff.permissions import Permission, role_names, who_may
from web.translations import gettext as _

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]

_PERMISSION = "permission"  # the attribute of a decorated view


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
    """Returns the person who is signed in. Raises LookupError in a view that is not `allowed`."""
    found = person_or_none()
    if found is None:
        raise LookupError("this request has no sign-in")
    return found


def may(permission: Permission) -> bool:
    """Returns whether the person who is signed in may do it; without a sign-in, False."""
    found = person_or_none()
    return found is not None and found.may(permission)


def require(permission: Permission) -> None:
    """Abort with status 403 and a sentence, unless the person who is signed in may do it."""
    if not may(permission):
        roles = role_names(person().roles)
        abort(403, _("{who} Your roles: {roles}.", who=who_may(permission), roles=roles))


def allowed(permission: Permission) -> Callable[[View[P]], View[P]]:
    """Decorate a view of the desk with the permission that it needs.

    Requests without a sign-in are redirected to the sign-in page, and from there back to this one. Others without the
    permission get status 403 and a sentence. `permission_of` returns the permission of a decorated view.
    """

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            if person_or_none() is None:
                wanted = request.full_path.rstrip("?") if request.method == "GET" else None
                return redirect(url_for("staff.sign_in_page", next=wanted))
            require(permission)
            return view(*args, **kwargs)

        setattr(guarded, _PERMISSION, permission)
        return guarded

    return decorate


def permission_of(view: Callable[..., object]) -> Permission | None:
    """Returns the permission that a view was decorated with, None for a view that anyone may call."""
    found: Permission | None = getattr(view, _PERMISSION, None)
    return found
