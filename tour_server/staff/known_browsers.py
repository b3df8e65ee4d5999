"""The cookie of a browser in which somebody has signed in before.

It opens nothing. It tells the throttle that an attempt comes from a browser of the account's owner and not from any
stranger's: OWASP's device cookie.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from itsdangerous import BadData, URLSafeTimedSerializer

KNOWN_SECONDS = 180 * 24 * 3600
ACCOUNTS = 8  # of one browser; a computer that colleagues share has several


class KnownBrowsers:
    """Writes and reads the cookie."""

    def __init__(self, key: bytes) -> None:
        """`key`: a secret of this server."""
        self._key = key
        self._serializer = URLSafeTimedSerializer(key, salt="known browser")

    def cookie_for(self, name: str, before: str | None) -> str:
        """Returns the cookie of a browser in which `name` has just signed in. `before`: the cookie it had."""
        browser, accounts = self._read(before) or (secrets.token_hex(16), [])
        account = self._account(name)
        accounts = [account, *(one for one in accounts if one != account)][:ACCOUNTS]
        written: str = self._serializer.dumps([browser, accounts])
        return written

    def browser(self, name: str, cookie: str | None) -> str:
        """Returns the identity of the browser when `name` has signed in there, otherwise an empty text."""
        browser, accounts = self._read(cookie) or ("", [])
        return browser if self._account(name) in accounts else ""

    def knows(self, cookie: str | None) -> bool:
        """Returns whether anybody has signed in in this browser."""
        return self._read(cookie) is not None

    def _read(self, cookie: str | None) -> tuple[str, list[str]] | None:
        if not cookie:
            return None
        try:
            browser, accounts = self._serializer.loads(cookie, max_age=KNOWN_SECONDS)
        except (BadData, ValueError, TypeError):
            return None
        return browser, accounts

    def _account(self, name: str) -> str:
        """Note: not the name, which whoever uses the computer could read."""
        return hmac.new(self._key, name.encode(), hashlib.sha256).hexdigest()[:16]
