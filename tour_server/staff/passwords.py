"""Hashes and compares passwords: in one Unicode form, two at a time.

A password is compared in the form NFKC, as NIST SP 800-63B asks: the same key gives `é` as one character on one
keyboard and as two on another.

Note: argon2 takes 64 MiB of memory for each hash. Without a limit on how many run at once, some dozens of guesses that
arrive together take the machine's memory.
"""

from __future__ import annotations

import secrets
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

PASSWORD_LENGTH = 10  # characters at least; NIST SP 800-63B asks for 8 and no rules about signs
PASSWORD_LIMIT = 200  # characters at most: argon2 takes long for a megabyte
HASHES_AT_ONCE = 2
WAITING_FOR_A_HASH = 16  # above it a request is refused at once: each one that waits holds a thread
WAIT_SECONDS = 5.0
TYPED_LIMIT = 4 * PASSWORD_LIMIT  # characters that are brought to NFKC at all


class PasswordsBusyError(RuntimeError):
    """Too many passwords are being hashed at this moment."""


class Passwords:
    """Hashes passwords with argon2id. May be called from any thread."""

    def __init__(
        self,
        hasher: PasswordHasher,
        at_once: int = HASHES_AT_ONCE,
        waiting: int = WAITING_FOR_A_HASH,
        seconds: float = WAIT_SECONDS,
    ) -> None:
        """`at_once`: hashes that run at the same time; `waiting`: requests that wait for one, `seconds` at most."""
        self._hasher, self._seconds = hasher, seconds
        self._running = threading.BoundedSemaphore(at_once)
        self._admitted = threading.BoundedSemaphore(at_once + waiting)
        self._hash_of_no_password = hasher.hash(secrets.token_hex(16))

    def hash(self, password: str) -> str:
        """Returns the hash of a password. Raises PasswordsBusyError."""
        with self._turn():
            return self._hasher.hash(normalized(password))

    def matches(self, stored: str | None, password: str) -> bool:
        """Returns whether a stored hash is that of this password; None takes as long, and is never.

        A hash that was made before passwords were normalized is compared with what was typed, too.
        Raises PasswordsBusyError.
        """
        typed = password[:TYPED_LIMIT]
        found = False
        with self._turn():
            for one in dict.fromkeys((normalized(typed), typed)):
                same = self._same(stored or self._hash_of_no_password, one[:PASSWORD_LIMIT])
                found = found or (same and len(one) <= PASSWORD_LIMIT)
        return found and stored is not None

    def _same(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._admitted.acquire(blocking=False):
            raise PasswordsBusyError
        try:
            if not self._running.acquire(timeout=self._seconds):
                raise PasswordsBusyError
            try:
                yield
            finally:
                self._running.release()
        finally:
            self._admitted.release()


def normalized(password: str) -> str:
    """Returns a password in the form in which it is counted, hashed and compared."""
    return unicodedata.normalize("NFKC", password)
