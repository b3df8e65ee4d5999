"""The security headers of every answer."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, request

from tour_server.request_limits import at_the_desk
from web import CONTENT_SECURITY_POLICY, PICTURE_POLICY

HSTS_SECONDS = 365 * 24 * 3600
# What no page of staff needs, so that no script that got into one has it.
NO_PERMISSIONS = (
    "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), hid=(), bluetooth=()"
)
WITH_MICROPHONE = NO_PERMISSIONS.replace("microphone=()", "microphone=(self)")
"""Of a page on which staff record."""


def security_headers(*, https: bool) -> Callable[[Response], Response]:
    """Returns the function to call after each request. `https`: the server is reached by https alone."""

    def add(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", _policy(response))
        headers.setdefault("X-Content-Type-Options", "nosniff")
        if https:
            headers.setdefault("Strict-Transport-Security", f"max-age={HSTS_SECONDS}")
        if at_the_desk():
            _add_for_staff(response)
        headers.setdefault("Referrer-Policy", "no-referrer")
        return response

    return add


def _policy(response: Response) -> str:
    if response.mimetype == "image/svg+xml":
        return PICTURE_POLICY
    return CONTENT_SECURITY_POLICY


def _add_for_staff(response: Response) -> None:
    """Add what holds for pages of the desk.

    Note: a form of a page with "no-referrer" comes with "Origin: null", like one of another site; the desk has to tell
    them apart (tour_server.staff.send_again).
    """
    headers = response.headers
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", NO_PERMISSIONS)
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    if (request.endpoint or "").endswith((".static", ".as_of_now")):
        return
    if response.cache_control.max_age and (response.mimetype or "").startswith("image/"):
        response.cache_control.private = True
        response.cache_control.public = False
    else:  # the Back button after signing out shows nothing
        headers["Cache-Control"] = "no-store"
