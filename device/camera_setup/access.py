"""The code that opens a set-up session, and the session that it opened.

A code is for signing in, once. The session then depends on a token that is kept in memory only, so a restart of the
kiosk ends every session. One session is open at a time: a new sign-in ends the one before.
"""

from __future__ import annotations

import hmac
import secrets
import threading
from collections.abc import Callable

from web.translations import gettext as _
from web.translations import ngettext

CODE_SECONDS = 10 * 60.0
SESSION_SECONDS = 15 * 60.0
TRIES = 5  # wrong codes, from any client, that void the code: of 30^8 codes, five can be tried
LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # without those that are mistaken for another on a small screen
LENGTH = 8


class SignInRefusedError(Exception):
    """The code does not open a session. The message is a sentence for the person who typed it."""


class SetupAccess:
    """The code on offer and the session that is open. Safe to use from any thread."""

    def __init__(
        self,
        clock: Callable[[], float],
        choose: Callable[[str], str] = secrets.choice,
        token: Callable[[], str] = lambda: secrets.token_urlsafe(32),
    ) -> None:
        """`clock`: monotonic seconds. `choose`, `token`: unguessable; a test may give its own."""
        self._clock, self._choose, self._new_token = clock, choose, token
        self._lock = threading.Lock()
        self._code = ""
        self._code_until = 0.0
        self._wrong = 0
        self._token = ""
        self._session_until = 0.0

    def make_code(self) -> str:
        """Make a new code and void an earlier one; an open session goes on. Returns the code in two groups."""
        with self._lock:
            self._code = "".join(self._choose(LETTERS) for _ in range(LENGTH))
            self._code_until = self._clock() + CODE_SECONDS
            self._wrong = 0
            return f"{self._code[: LENGTH // 2]}-{self._code[LENGTH // 2 :]}"

    def sign_in(self, typed: str) -> str:
        """Open a session. Returns its token. Raises SignInRefusedError; after TRIES wrong codes the code is void."""
        plain = "".join(letter for letter in typed.upper() if letter.isalnum())
        with self._lock:
            if not self._code or self._clock() >= self._code_until:
                self._code = ""
                raise SignInRefusedError(
                    _("There is no code now, or it is too old. Ask for a new one.")
                )
            if not hmac.compare_digest(plain.encode(), self._code.encode()):
                self._wrong += 1
                if self._wrong >= TRIES:
                    self._code = ""
                    raise SignInRefusedError(
                        _(
                            "Not the code, for the {number}th time. It is void now; ask for a new one.",
                            number=TRIES,
                        )
                    )
                left = TRIES - self._wrong
                raise SignInRefusedError(
                    ngettext(
                        "This is not the code. {number} more try.",
                        "This is not the code. {number} more tries.",
                        left,
                    )
                )
            self._code = ""
            self._token = self._new_token()
            self._session_until = self._clock() + SESSION_SECONDS
            return self._token

    def seconds_left(self, token: str) -> float | None:
        """Returns the seconds left of the session of `token`; None when it is over or never was."""
        with self._lock:
            matches = bool(self._token) and hmac.compare_digest(
                token.encode(), self._token.encode()
            )
            left = self._session_until - self._clock()
            return left if matches and left > 0 else None

    def end(self) -> None:
        """End the session and void the code."""
        with self._lock:
            self._code = self._token = ""

    @property
    def session_open(self) -> bool:
        """Whether a session is open now."""
        with self._lock:
            return bool(self._token) and self._clock() < self._session_until

    @property
    def code_offered(self) -> bool:
        """Whether a code waits to be typed."""
        with self._lock:
            return bool(self._code) and self._clock() < self._code_until
