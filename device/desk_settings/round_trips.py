"""Whether the server hears this kiosk and answers: by the broker, and at its own address."""

from __future__ import annotations

import secrets
import threading
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from urllib.error import URLError

from contract.kiosk_messages import RoundTrip, RoundTripAnswer
from contract.messages import UnknownMessageError, decode
from contract.signed_notices import is_authentic_answer

ANSWER_SECONDS = 10.0
ANSWER_BYTES = 10_000
ASKED_LIMIT = 50  # questions that may still be answered
PATH = "kiosk-round-trip"


class RoundTrips:
    """Asks and listens. `heard` is called by the uplink's thread, the rest by any."""

    def __init__(
        self,
        key: bytes,
        site: str,
        device: str,
        tell: Callable[[RoundTrip], None],
        wall_clock: Callable[[], float],
        heard_time: Callable[[float], None] = lambda _seconds: None,
    ) -> None:
        """`tell` sends a message by the broker, once, where there is a connection.

        `heard_time` is called with the server's time, Unix seconds, of each answer by the broker.
        """
        self._key, self._site, self._device = key, site, device
        self._tell, self._wall_clock, self._heard_time = tell, wall_clock, heard_time
        self._lock = threading.Lock()
        self._asked: set[str] = set()
        self._answered = False
        self._offset: float | None = None

    @property
    def clock_offset(self) -> float | None:
        """The machine's clock minus the server's at the last answer, in seconds; None before the first."""
        return self._offset

    def begin(self) -> None:
        """Count only answers to what is asked from now on."""
        with self._lock:
            self._asked.clear()
            self._answered = False

    def ask_by_broker(self) -> None:
        """Ask once more by the broker."""
        nonce = secrets.token_hex(8)
        with self._lock:
            if len(self._asked) >= ASKED_LIMIT:
                self._asked.clear()
            self._asked.add(nonce)
        self._tell(RoundTrip(nonce))

    @property
    def by_broker(self) -> bool:
        """Whether the server has answered by the broker since `begin`."""
        return self._answered

    def heard(self, answer: RoundTripAnswer) -> None:
        """Take in an answer; one that is not our server's, or to another question, counts for nothing."""
        if not is_authentic_answer(answer, self._key, self._site, self._device):
            return
        with self._lock:
            if answer.nonce in self._asked:
                self._answered = True
                self._offset = self._wall_clock() - answer.now
                self._heard_time(answer.now)

    def by_address(self, server: str) -> bool:
        """Returns whether our server answers at this address."""
        nonce = secrets.token_hex(8)
        address = f"{server.rstrip('/')}/{PATH}/{self._device}/{nonce}"
        with suppress(URLError, OSError, ValueError, UnknownMessageError):
            with urllib.request.urlopen(address, timeout=ANSWER_SECONDS) as response:  # noqa: S310 - http(s) alone: contract.kiosk_settings
                answer = decode(response.read(ANSWER_BYTES), RoundTripAnswer)
            return answer.nonce == nonce and is_authentic_answer(
                answer, self._key, self._site, self._device
            )
        return False
