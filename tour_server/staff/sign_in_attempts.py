"""One attempt to sign in: counted, compared, recorded."""

from __future__ import annotations

import math
from pathlib import Path

from msgspec import Struct

from tour_server.attempt_counts import Wait
from tour_server.recorder import NoRecorder, Recorder
from tour_server.staff.accounts import Accounts, Person
from tour_server.staff.events import SIGN_IN_FAILED
from tour_server.staff.first_account import forget_first_password
from tour_server.staff.known_browsers import KnownBrowsers
from tour_server.staff.passwords import WAIT_SECONDS, PasswordsBusyError
from tour_server.staff.throttle import Caller, Throttle
from web.translations import gettext as _
from web.translations import ngettext


class Refusal(Struct, frozen=True):
    """Why an attempt did not succeed."""

    sentence: str
    """For the person at the browser."""
    status: int
    """The status of the answer."""
    seconds: int = 0
    """After which the next attempt may succeed; 0 where that makes no difference."""

    @property
    def headers(self) -> dict[str, str]:
        """Returns the headers of the answer."""
        return {"Retry-After": str(self.seconds)} if self.seconds else {}


class SignInAttempts:
    """Compares a name and a password. May be called from any thread."""

    def __init__(
        self,
        accounts: Accounts,
        throttle: Throttle,
        known: KnownBrowsers,
        data: Path,
        recorder: Recorder | None = None,
    ) -> None:
        """`data`: the server's data folder; `recorder`: where wrong passwords are recorded."""
        self._accounts, self._throttle, self._known = accounts, throttle, known
        self._data, self._recorder = data, recorder or NoRecorder()

    def attempt(
        self, name: str, password: str, address: str, known: str | None
    ) -> Person | Refusal:
        """Returns the person whose name and password these are, or why not.

        `address`: the browser's. `known`: its cookie of KnownBrowsers.
        """
        name = name.strip()
        caller = Caller(address, self._known.browser(name, known))
        reserved = self._throttle.reserve(name, caller, self._accounts.rescued(name))
        if isinstance(reserved, Wait):
            return _too_many(reserved.seconds)
        try:
            person = self._accounts.verify(name, password)
        except PasswordsBusyError:
            self._throttle.take_back(reserved)
            return _busy()
        if person is None:
            self._record_failure(name)
            return Refusal(
                _("That name and password don't belong together. Check both and try again."), 401
            )
        self._throttle.take_back(reserved)
        forget_first_password(self._data, person.name)
        return person

    def _record_failure(self, name: str) -> None:
        """Note: what was typed as a name may be a password, so only the name of an account is recorded."""
        account = self._accounts.find(name)
        known = "" if account is None else account.name
        self._recorder.record(SIGN_IN_FAILED, known, known)


def _too_many(seconds: int) -> Refusal:
    return Refusal(
        _("Too many wrong passwords. Try again in {duration}.", duration=_duration(seconds)),
        429,
        seconds,
    )


def _busy() -> Refusal:
    return Refusal(
        _("Many people are signing in at this moment. Try again in a few seconds."),
        503,
        math.ceil(WAIT_SECONDS),
    )


def _duration(seconds: int) -> str:
    if seconds < 90:
        return ngettext("{number} second", "{number} seconds", seconds)
    return ngettext("{number} minute", "{number} minutes", math.ceil(seconds / 60))
