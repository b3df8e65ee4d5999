"""The offers of this moment: which hold, which are held back, which can be taken. For visitors and for the desk."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Mapping

from contract.museum import Museum, Offer
from contract.opening import closing
from tour_server.crowd.room_closures import RoomClosures
from tour_server.crowd.room_now import RoomNow
from tour_server.crowd.rooms_now import RoomsNow
from tour_server.database import DATABASE_AWAY, Database
from tour_server.offers.codes import CodeError, IssuedCode, OfferCodes
from tour_server.offers.counts import add_to_counts
from tour_server.offers.held_back import is_held_back, note_minute
from tour_server.offers.offers import PublicFacts, offers_now
from tour_server.offers.rain import Rain

FACTS_SECONDS = (
    2.0  # that facts are used again: every phone polls, and the limits are counted in the database
)
GRACE_SECONDS = (
    300.0  # an offer that a visitor still sees can be taken so long after it ceased to hold
)


class OfferGoneError(Exception):
    """An offer can't be taken any more."""


class OfferBoard:
    """The offers of this moment. May be called from any thread."""

    def __init__(
        self,
        database: Database,
        museum: Callable[[], Museum | None],
        rooms: RoomsNow,
        closures: RoomClosures,
        codes: OfferCodes,
        rain: Rain,
        now: Callable[[], dt.datetime],
        share: float,
    ) -> None:
        """`museum`: as published. `now` is time-zone aware. `share`: see OfferSettings."""
        self._database, self._museum = database, museum
        self._rooms, self._closures = rooms, closures
        self._codes, self.rain, self._now, self._share = codes, rain, now, share
        self._lock = threading.Lock()
        self._facts: PublicFacts | None = None
        self._held_at: dict[str, dt.datetime] = {}  # offer -> when it was shown to visitors last

    def shown(self) -> list[Offer]:
        """Returns the offers that visitors may see now; those with a code only while the database is there."""
        museum = self._museum()
        if museum is None or not museum.offers:
            return []
        facts = self._facts_now(museum)
        if facts is None:
            facts = PublicFacts(self._now(), closed=self._closures.closed())
            return [offer for offer in offers_now(museum, facts) if not offer.needs_code]
        found = [
            offer
            for offer in offers_now(museum, facts)
            if not is_held_back(offer, museum.site.key, facts.now, self._share)
        ]
        with self._lock:
            self._held_at |= dict.fromkeys((offer.key for offer in found), facts.now)
        return found

    def take(self, key: str) -> tuple[Offer, IssuedCode | None]:
        """Take an offer for a visitor. Returns it, with its code where it has one.

        Raises OfferGoneError when it can't be had any more.
        """
        museum = self._museum()
        self.shown()  # notes what holds at this moment
        offer = next((one for one in museum.offers if one.key == key), None) if museum else None
        if museum is None or offer is None or closing(museum.site, self._now()) is None:
            raise OfferGoneError(key)
        with self._lock:
            seen = self._held_at.get(key)
        if seen is None or (self._now() - seen).total_seconds() > GRACE_SECONDS:
            raise OfferGoneError(key)
        if not offer.needs_code:
            with self._database.writing() as session:
                add_to_counts(session, key, self._codes.today(), taken=1)
            return offer, None
        try:
            return offer, self._codes.issue(offer)
        except CodeError as error:
            with self._lock:
                self._facts = None  # another phone need not be offered what is gone
            raise OfferGoneError(key) from error

    def give_back(self, text: str) -> None:
        """Take a code back that its visitor does not use."""
        if self._codes.give_back(text):
            with self._lock:
                self._facts = None  # another phone may have it at once

    def count_shown(self, key: str) -> None:
        """Count that a phone showed an offer of this moment."""
        with self._lock:
            is_known = key in self._held_at
        if is_known:
            with self._database.writing() as session:
                add_to_counts(session, key, self._codes.today(), shown=1)

    def facts(self, museum: Museum) -> PublicFacts:
        """Returns the facts of this moment. `museum`: whose limits are counted, as published or drafted."""
        states = self._rooms.rooms()
        rooms: Mapping[str, RoomNow] = {
            state.room.key: RoomNow(state.now.people, state.room.capacity) for state in states
        }
        taken = self._codes.taken_of(museum.offers)
        closed = self._closures.closed()
        return PublicFacts(self._now(), rooms, self.rain.state().rains, taken, closed)

    def note_minute(self) -> None:
        """Count the minute for the hours of the offers that hold. Called once a minute."""
        museum = self._museum()
        if museum is None or closing(museum.site, self._now()) is None:
            return
        facts = self.facts(museum)
        holding = offers_now(museum, facts)
        note_minute(self._database, museum.site.key, holding, facts, self._share)

    def _facts_now(self, museum: Museum) -> PublicFacts | None:
        """Returns facts of the last two seconds, None while the database is away."""
        with self._lock:
            facts, now = self._facts, self._now()
            if facts is not None and 0 <= (now - facts.now).total_seconds() < FACTS_SECONDS:
                return facts
        if not self._database.is_there():
            return None
        try:
            facts = self.facts(museum)
        except DATABASE_AWAY:
            return None
        with self._lock:
            self._facts = facts
        return facts
