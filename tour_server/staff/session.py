"""Who is signed in on this request, and the decorators that state what a view needs.

The sign-in stands in the database; the browser holds a random token in a cookie under /desk, which visitors' pages
neither see nor set. Flask's own signed cookie holds the form token alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec

from flask import Response, abort, after_this_request, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from tour_server.recorder import Recorder
from tour_server.staff import send_again
from tour_server.staff.accounts import Person
from tour_server.staff.events import SIGNED_IN
from tour_server.staff.known_browsers import KNOWN_SECONDS, KnownBrowsers
from tour_server.staff.permissions import Permission, role_names, who_may
from tour_server.staff.send_again import NAME_FIELD, PASSWORD_FIELD, WHO_FIELD
from tour_server.staff.sign_in_attempts import Refusal, SignInAttempts
from tour_server.staff.sign_in_store import NO_SIGN_IN, FoundSignIn, SignInState, SignInStore
from web.translations import gettext as _

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]

_PERMISSION = "permission"  # the attribute of a decorated view
COOKIE_PATH = "/desk"
SECURE_PREFIX = "__Secure-"  # browsers take a cookie of such a name over https alone
DESK_LANGUAGE = "language"  # in Flask's cookie: the language of the desk that a person chose
SIGN_IN_COOKIE = "zaalgids_sign_in"
KNOWN_COOKIE = "zaalgids_known"


@dataclass(frozen=True)
class SignIns:
    """What a request needs to find out who is signed in, and to sign somebody in."""

    store: SignInStore
    attempts: SignInAttempts
    known: KnownBrowsers
    recorder: Recorder
    secure: bool
    """Whether cookies are sent over https alone."""

    @property
    def sign_in_cookie(self) -> str:
        """Returns the name of the cookie with the token of the sign-in."""
        return cookie_name(SIGN_IN_COOKIE, secure=self.secure)

    @property
    def known_cookie(self) -> str:
        """Returns the name of the cookie of a known browser."""
        return cookie_name(KNOWN_COOKIE, secure=self.secure)


def cookie_name(name: str, *, secure: bool) -> str:
    """Returns the name under which a cookie is set."""
    return SECURE_PREFIX + name if secure else name


def load(sign_ins: SignIns) -> None:
    """Find out who is signed in; to be called before each request under /desk, before its body is read."""
    token = request.cookies.get(sign_ins.sign_in_cookie, "")
    found = sign_ins.store.find(token, used=_by_a_person()) if token else NO_SIGN_IN
    g.sign_ins, g.token, g.found, g.person = sign_ins, token, found, found.person
    known = sign_ins.known.knows(request.cookies.get(sign_ins.known_cookie))
    # Who was signed in a moment ago may send as much as who is: the words are returned to them.
    g.may_upload = known or found.state is not SignInState.UNKNOWN


def attempt(name: str, password: str) -> Person | Refusal:
    """Returns the person whose name and password these are, or why not."""
    sign_ins = _sign_ins()
    known = request.cookies.get(sign_ins.known_cookie)
    return sign_ins.attempts.attempt(name, password, request.remote_addr or "", known)


def sign_in(person: Person) -> None:
    """Begin a sign-in, and end the one that this browser had.

    What Flask's cookie held before is dropped, so that it can't be planted (session fixation), but for the language
    that was chosen on the page of the sign-in.
    """
    sign_ins = _sign_ins()
    if g.token:
        sign_ins.store.end(g.token)
    language = session.get(DESK_LANGUAGE)
    session.clear()
    if language is not None:
        session[DESK_LANGUAGE] = language
    g.pop("csrf_token", None)
    session.permanent = True
    token = sign_ins.store.begin(person)
    before = request.cookies.get(sign_ins.known_cookie)
    known = sign_ins.known.cookie_for(person.name, before)
    g.token, g.person, g.found = token, person, sign_ins.store.find(token)

    @after_this_request
    def give_cookies(response: Response) -> Response:
        _set_cookie(response, sign_ins.sign_in_cookie, token, sign_ins.store.longest)
        _set_cookie(response, sign_ins.known_cookie, known, dt.timedelta(seconds=KNOWN_SECONDS))
        return response


def sign_in_recorded(person: Person) -> None:
    """Begin a sign-in of somebody who has typed their password, and record it."""
    sign_in(person)
    _sign_ins().recorder.record(SIGNED_IN, person.name, person.name)


def sign_out() -> None:
    """End the sign-in, also for a copy of its cookie. The form token stays: other windows may hold typed text."""
    sign_ins = _sign_ins()
    if g.token:
        sign_ins.store.end(g.token)


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


def still_signed_in() -> Callable[[], bool]:
    """Returns a function that says whether the sign-in of this request still holds, for a stream that outlives it."""
    store, token = _sign_ins().store, g.token
    return lambda: store.find(token, used=False).state is SignInState.VALID


def ended_sign_in() -> str:
    """Returns whose sign-in in this browser has ended, empty where there was none."""
    found: FoundSignIn = g.found
    return "" if found.state is SignInState.VALID else found.name


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

    Requests without a sign-in are asked for one (`ask_to_sign_in`), and go on from there. Others without the permission
    get status 403 and a sentence. `permission_of` returns the permission of a decorated view.
    """

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            if person_or_none() is None and (asked := ask_to_sign_in()) is not None:
                return asked
            require(permission)
            return view(*args, **kwargs)

        setattr(guarded, _PERMISSION, permission)
        return guarded

    return decorate


def permission_of(view: Callable[..., object]) -> Permission | None:
    """Returns the permission that a view was decorated with, None for a view that anyone may call."""
    found: Permission | None = getattr(view, _PERMISSION, None)
    return found


def ask_to_sign_in() -> ResponseReturnValue | None:
    """Returns the answer to a request without a sign-in, or None when the request signs in by itself.

    A page leads to the sign-in and back. A form is answered with a page that holds what was typed, asks for name and
    password, and sends both to the same address.
    """
    if request.method in ("GET", "HEAD"):
        return redirect(
            url_for("staff.sign_in_page", next=request.full_path.rstrip("?")),
        )
    if PASSWORD_FIELD not in request.form:
        return send_again.sign_in_page(ended_sign_in())
    name, who = request.form.get(NAME_FIELD, ""), request.form.get(WHO_FIELD, "")
    outcome = attempt(name, request.form[PASSWORD_FIELD])
    if isinstance(outcome, Refusal):
        return send_again.sign_in_page(who, name, outcome)
    sign_in_recorded(outcome)
    if who and outcome.name != who:
        return send_again.somebody_elses_page(who)
    return None


def password_again(view: View[P]) -> View[P]:
    """Ask for the password before the view, unless it was typed a short time ago; what was typed is carried on.

    For views that change passwords, people, roles, devices and keys. Stands inside `allowed`:
    `allowed(Permission.ADMINISTER)(password_again(view))`.
    """

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        sign_ins, found = _sign_ins(), g.found
        if not sign_ins.store.password_holds(found):
            if PASSWORD_FIELD not in request.form:
                return send_again.password_page()
            outcome = attempt(person().name, request.form[PASSWORD_FIELD])
            if isinstance(outcome, Refusal):
                return send_again.password_page(outcome)
            sign_ins.store.password_typed(g.token)
        return view(*args, **kwargs)

    return guarded


def _sign_ins() -> SignIns:
    found: SignIns = g.sign_ins
    return found


def _by_a_person() -> bool:
    """Returns whether a page was asked for, and not by a script that keeps an open page up to date."""
    return request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"


def _set_cookie(response: Response, name: str, value: str, longest: dt.timedelta) -> None:
    response.set_cookie(
        name,
        value,
        max_age=longest,
        path=COOKIE_PATH,
        secure=_sign_ins().secure,
        httponly=True,
        samesite="Lax",
    )
