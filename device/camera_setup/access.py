"""Who may look: nobody, until a code was made on the device; then whoever types it first, for a while.

What a newcomer would get wrong: the code is for signing in, once. What a page shows afterwards depends on a token
that only memory holds, so a kiosk that starts again has forgotten every look. One look at a time: a new sign-in
ends the one before.
"""

from __future__ import annotations

import hmac
import secrets
import threading
from collections.abc import Callable

CODE_SECONDS = 10 * 60.0
LOOK_SECONDS = 15 * 60.0
TRIES = 5  # wrong codes, from whomever, that void the code: 30^8 codes can't be tried out by fives
LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # none that is taken for another on a small screen
LENGTH = 8


class RefusedError(Exception):
    """No look with this code. The message is a sentence for the person who typed it."""


class Access:
    """The code on offer and the look that is open. Any thread may ask."""

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
        self._look_until = 0.0

    def make_code(self) -> str:
        """A new code as it is shown, in two groups; an earlier one is void. An open look goes on."""
        with self._lock:
            self._code = "".join(self._choose(LETTERS) for _ in range(LENGTH))
            self._code_until = self._clock() + CODE_SECONDS
            self._wrong = 0
            return f"{self._code[: LENGTH // 2]}-{self._code[LENGTH // 2 :]}"

    def sign_in(self, typed: str) -> str:
        """The token of a new look. Raises RefusedError; the code is used up either way after enough tries."""
        plain = "".join(letter for letter in typed.upper() if letter.isalnum())
        with self._lock:
            if not self._code or self._clock() >= self._code_until:
                self._code = ""
                raise RefusedError("There is no code now, or it is too old. Ask for a new one.")
            if not hmac.compare_digest(plain.encode(), self._code.encode()):
                self._wrong += 1
                if self._wrong >= TRIES:
                    self._code = ""
                    raise RefusedError(
                        f"Not the code, for the {TRIES}th time. It is void now; ask for a new one."
                    )
                left = TRIES - self._wrong
                raise RefusedError(
                    f"This is not the code. {left} more {'try' if left == 1 else 'tries'}."
                )
            self._code = ""
            self._token = self._new_token()
            self._look_until = self._clock() + LOOK_SECONDS
            return self._token

    def seconds_left(self, token: str) -> float | None:
        """Of the look that `token` opened; None where it is over, or never was."""
        with self._lock:
            mine = bool(self._token) and hmac.compare_digest(token.encode(), self._token.encode())
            left = self._look_until - self._clock()
            return left if mine and left > 0 else None

    def end(self) -> None:
        """No look and no code any more."""
        with self._lock:
            self._code = self._token = ""

    @property
    def looking(self) -> bool:
        """A look is open now."""
        with self._lock:
            return bool(self._token) and self._clock() < self._look_until

    @property
    def offered(self) -> bool:
        """A code waits to be typed."""
        with self._lock:
            return bool(self._code) and self._clock() < self._code_until
