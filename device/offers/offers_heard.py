"""What the server says of offers: which hold now, by public facts, for as long as that can be trusted.

Which of them a visitor is shown is decided here, by what they chose at this kiosk (narration.offer_choice). A kiosk
issues no codes: an offer is taken on a phone, which gets the visit with its profile and so chooses the same one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from contract.messages import OffersNow
from contract.museum import Key

FRESH_SECONDS = 180.0
"""What is older holds no more: the server says it again each minute, so two messages may be lost."""


class OffersHeard:
    """The newest message about offers. May be called from any thread."""

    def __init__(
        self,
        connected: Callable[[], bool],
        monotonic: Callable[[], float],
        wall_clock: Callable[[], float | None],
    ) -> None:
        """`connected`: to the broker. `wall_clock`: Unix seconds, None while the clock is not trusted.

        Without a trusted clock a kept message can't be told from a new one, so there are no offers then.
        """
        self._connected, self._monotonic, self._wall_clock = connected, monotonic, wall_clock
        self._lock = threading.Lock()
        self._newest: OffersNow | None = None
        self._heard_at = 0.0

    def heard(self, message: OffersNow) -> bool:
        """Take in what the server says. Returns whether other offers hold than before."""
        with self._lock:
            before = self._newest
            self._newest, self._heard_at = message, self._monotonic()
        return before is None or before.offers != message.offers

    def now(self) -> Sequence[Key]:
        """Returns the offers that hold now, none where that is not known."""
        with self._lock:
            newest, heard_at = self._newest, self._heard_at
        wall = self._wall_clock()
        if newest is None or wall is None or not self._connected():
            return ()
        old = self._monotonic() - heard_at > FRESH_SECONDS
        return () if old or abs(wall - newest.sent) > FRESH_SECONDS else newest.offers
