"""Pages that hold what was typed into a form which could not be taken as it was, and send it again.

They are shown when a sign-in has ended, when the password is asked again, and when a form had been open for too long.
The page's form goes to the address of the request itself, so no view needs to know of it. What was typed stands in
fields of the page, never in a URL and nowhere on the server.

Note: a page of another site could send a form here and hope that somebody presses the button. So the button is
there only for what came from a page of ours: with the right form token, or from the same origin.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import render_template, request
from flask.typing import ResponseReturnValue
from msgspec import Struct

from tour_server.staff.sign_in_attempts import Refusal
from web.translations import gettext as _

PASSWORD_FIELD = "_password"  # noqa: S105 - the name of a form's field
NAME_FIELD = "_name"
WHO_FIELD = "_who"  # who had typed it
_NOT_SHOWN = {"csrf_token", "password", "next", "version", "action", "to"}
_NOT_CARRIED = {"csrf_token", "password", PASSWORD_FIELD, NAME_FIELD, WHO_FIELD}
_NOT_FOR = {"staff.sign_in", "staff.sign_out"}  # their forms hold nothing that was typed for long


class TypedForm(Struct, frozen=True):
    """What came with a form."""

    address: str
    carried: list[tuple[str, str]]
    """All fields and their values, in their order, without tokens and passwords."""
    shown: list[tuple[str, str]]
    """Those with words that somebody typed, to read and to copy."""
    files: list[str]
    """The names of the chosen files. A page can't choose them again."""


def typed_form() -> TypedForm:
    """Returns what came with this request's form."""
    fields = [(name, value.replace("\0", "")) for name, value in request.form.items(multi=True)]
    return TypedForm(
        request.full_path.rstrip("?"),
        [(name, value) for name, value in fields if name not in _NOT_CARRIED],
        [
            (name, value)
            for name, value in fields
            if name not in _NOT_CARRIED | _NOT_SHOWN and value.strip()
        ],
        [one.filename for one in request.files.values() if one.filename],
    )


def came_from_our_page() -> bool:
    """Returns whether a browser says that this form stood on a page of ours."""
    if request.endpoint in _NOT_FOR or request.method != "POST":
        return False
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return urlsplit(request.headers.get("Origin", "")).netloc == request.host


def sign_in_page(
    who: str, name: str | None = None, refusal: Refusal | None = None
) -> ResponseReturnValue:
    """Ask for name and password, to sign in and send the form. `who`: whose sign-in has ended, or empty."""
    return _page(
        _("You are no longer signed in") if who else _("Sign in first"),
        _("Nothing was changed. Sign in here, and what you typed is sent.")
        if not who
        else _(
            "Nothing was changed: the sign-in of {name} has ended. Sign in here, and what you typed is sent.",
            name=who,
        ),
        _("Sign in and send"),
        refusal,
        name=who if name is None else name,
        who=who,
        asks_name=True,
        asks_password=True,
    )


def password_page(refusal: Refusal | None = None) -> ResponseReturnValue:
    """Ask for the password of who is signed in, to go on with the form."""
    return _page(
        _("Your password, once more"),
        _("This changes who may do what here. Type your own password to go on."),
        _("Go on"),
        refusal,
        asks_password=True,
    )


def token_page(status: int) -> ResponseReturnValue:
    """Offer to send a form again that had been open for too long."""
    return _page(
        _("This form had been open too long"),
        _("Nothing was changed. Look through what you typed, and send it again."),
        _("Send it again"),
        status=status,
    )


def somebody_elses_page(who: str) -> ResponseReturnValue:
    """Show what somebody else had typed, to copy. It is not sent under another name."""
    return _page(
        _("You are signed in, under another name"),
        _("Nothing was changed: this was typed by {name}. Copy what you need.", name=who),
        None,
        status=409,
    )


def _page(
    title: str,
    sentence: str,
    button: str | None,
    refusal: Refusal | None = None,
    *,
    status: int = 401,
    **asked: object,
) -> ResponseReturnValue:
    page = render_template(
        "staff/send_again.html",
        title=title,
        sentence=sentence,
        button=button,
        problem=refusal.sentence if refusal else None,
        form=typed_form(),
        password_field=PASSWORD_FIELD,
        name_field=NAME_FIELD,
        who_field=WHO_FIELD,
        **asked,
    )
    if refusal is None:
        return page, status
    return page, refusal.status, refusal.headers
