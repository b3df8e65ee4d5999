"""Who may see and use the kiosk's screen: its own browser, and another machine's with the screen's token.

What comes from the kiosk itself needs no token. Elsewhere the page is opened by an address with the token in its
fragment, which no request and no log contains; the page exchanges it for a cookie. The camera's picture is for the
kiosk itself alone.

Note: a proxy on the kiosk would make every request look like the kiosk's own.
"""

from __future__ import annotations

import hmac
import logging
import secrets
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, render_template, request
from msgspec import Struct

from device.screen.settings import ScreenSettings
from runtime.durable_files import READABLE_BY_OWNER, write_durably
from runtime.hosts import (
    EVERY_ADDRESS,
    address_of,
    in_url,
    on_this_machine,
    own_addresses,
    own_names,
)
from web import CONTENT_SECURITY_POLICY
from web.json_pages import json_body

log = logging.getLogger(__name__)

FOLDER = "screen"  # in the kiosk's data folder
TOKEN = "token"  # noqa: S105 - a file's name
ADDRESSES = "addresses"
COOKIE = "zaalgids-screen"
COOKIE_SECONDS = 365 * 24 * 3600
MIN_TOKEN_LETTERS = 32
STRANGER_REQUESTS = 12  # under way at a time, of all other machines together; each takes a thread
OPEN_TO_ALL = ("static", "web.static", "web.as_of_now", "web.icon", "enter")
CAMERA_REFUSED = "The camera's picture is shown on the kiosk itself alone."
NOT_ITS_NAME = (
    "This kiosk does not go by that name. Use its address, or add the name to screen.names."
)
FOREIGN = "Another site may not act on this screen."
NO_TOKEN = (
    "This needs the token of the screen: open the address that `zaalgids device screen` prints."  # noqa: S105
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class ScreenToken(Struct, frozen=True, forbid_unknown_fields=True):
    """The token, as the page sends it for a cookie."""

    token: str


class ScreenDoor:
    """Decides on each request to the screen's application."""

    def __init__(self, settings: ScreenSettings, token: str = "") -> None:
        """`token`: of other machines' browsers; with an empty one no other machine gets in."""
        self._token = token.encode()
        self._host = settings.host
        self._names = {*own_names(), *(name.lower() for name in (settings.host, *settings.names))}

    def hang_in(self, app: Flask) -> None:
        """Guard every page of `app`, and limit what strangers can occupy of its threads."""
        app.before_request(self._guard)
        app.after_request(_add_headers)
        app.add_url_rule("/enter", "enter", self._enter, methods=["POST"])
        app.wsgi_app = _StrangersTakeTurns(app.wsgi_app, self.is_own)  # type: ignore[method-assign]

    def is_own(self, peer: str) -> bool:
        """Returns whether a request from this address comes from the kiosk itself."""
        address = address_of(peer)
        return address is not None and (address.is_loopback or address == address_of(self._host))

    def _guard(self) -> Response | None:
        if not self._is_a_name_of_ours(request.host):
            return _refuse(421, NOT_ITS_NAME)
        foreign = request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none")
        if request.method == "POST" and foreign:
            return _refuse(403, FOREIGN)
        if self.is_own(request.remote_addr or "") or request.endpoint in OPEN_TO_ALL:
            return None
        if request.endpoint == "viewfinder":
            return _refuse(403, CAMERA_REFUSED)
        if self._has_token(_sent_token()):
            return None
        if request.path == "/":
            return Response(render_template("door.html"), 401)
        return _refuse(401, NO_TOKEN)

    def _enter(self) -> Response:
        """Give a cookie for the token."""
        sent = json_body(ScreenToken).token
        if not self._has_token(sent):
            return _refuse(403, NO_TOKEN)
        answer = Response(status=204)
        # Not `secure`: the page is served without TLS, or by a proxy in front of it.
        answer.set_cookie(
            COOKIE, sent, max_age=COOKIE_SECONDS, httponly=True, samesite="Strict", path="/"
        )
        return answer

    def _has_token(self, sent: str) -> bool:
        return bool(self._token) and hmac.compare_digest(sent.encode(errors="replace"), self._token)

    def _is_a_name_of_ours(self, host: str) -> bool:
        """Returns whether the request was sent to this kiosk and not to a name that someone else points at it.

        An address can't be pointed elsewhere, a name can (DNS rebinding).
        """
        try:
            name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
        except ValueError:
            return False
        return address_of(name) is not None or on_this_machine(name) or name in self._names


class _StrangersTakeTurns:
    """Answers few requests of other machines at a time, so that the kiosk's own browser always finds a thread."""

    def __init__(self, app: Callable[..., Iterable[bytes]], is_own: Callable[[str], bool]) -> None:
        self._app, self._is_own = app, is_own
        self._places = threading.BoundedSemaphore(STRANGER_REQUESTS)

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        if self._is_own(environ.get("REMOTE_ADDR", "")):
            return self._app(environ, start_response)
        if not self._places.acquire(blocking=False):
            start_response(
                "503 Service Unavailable", [("Content-Type", "text/plain"), ("Retry-After", "1")]
            )
            return [b"Too many requests at a time. Try again.\n"]
        try:
            body = self._app(environ, start_response)
        except BaseException:
            self._places.release()
            raise
        return _Body(body, self._places.release)


class _Body:
    """A body of an answer that calls `done` once, when it is closed. The server closes every body."""

    def __init__(self, body: Iterable[bytes], done: Callable[[], object]) -> None:
        self._body, self._done = body, done

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._body)

    def close(self) -> None:
        done, self._done = self._done, lambda: None
        try:
            close = getattr(self._body, "close", None)
            if close is not None:
                close()
        finally:
            done()


def screen_token(data: Path) -> str:
    """Returns the token in the kiosk's data folder, made where there is none. Raises OSError."""
    file = data / FOLDER / TOKEN
    try:
        found = file.read_text(encoding="ascii").strip()
    except (FileNotFoundError, UnicodeDecodeError):
        found = ""
    if len(found) < MIN_TOKEN_LETTERS:
        found = secrets.token_urlsafe(32)
        write_durably(file, found.encode(), READABLE_BY_OWNER)
    return found


def addresses_for_others(settings: ScreenSettings, port: int, token: str) -> list[str]:
    """Returns the addresses by which another machine's browser opens the screen, with the token."""
    hosts = [settings.host]
    if settings.host in EVERY_ADDRESS:
        hosts = [*settings.names, *own_addresses()] or own_names()[:1]
    return [f"http://{in_url(host)}:{port}/#{token}" for host in hosts]


def keep_addresses(data: Path, addresses: Iterable[str]) -> None:
    """Write the addresses into the kiosk's data folder, for its owner alone; without any, delete them.

    A disk that is full is logged: the kiosk starts without.
    """
    file = data / FOLDER / ADDRESSES
    text = "".join(f"{one}\n" for one in addresses)
    try:
        if not text:
            file.unlink(missing_ok=True)
            return
        write_durably(file, text.encode(), READABLE_BY_OWNER)
        log.info("Another machine's browser opens the screen by an address in %s.", file)
    except OSError as error:
        log.warning("The screen's addresses can't be written: %s", error)


def _sent_token() -> str:
    """Returns the token of this request: of a browser in its cookie, of a program in the header Authorization."""
    kind, _, sent = request.headers.get("Authorization", "").partition(" ")
    return sent if kind == "Bearer" else request.cookies.get(COOKIE, "")


def _refuse(status: int, words: str) -> Response:
    return Response(f"{words}\n", status, mimetype="text/plain")


def _add_headers(answer: Response) -> Response:
    for name, value in HEADERS.items():
        answer.headers.setdefault(name, value)
    return answer
