"""Adapts the crowd and the published release to what the visitor's pages ask for (`visit.sources.Sources`)."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from contract.bundle import Release
from contract.messages import VisitorNote
from contract.museum import Museum, Offer
from narration.answers.likeness import Likeness
from tour_server.crowd.room_closures import RoomClosures
from tour_server.crowd.room_now import RoomNow
from tour_server.crowd.rooms_now import RoomsNow
from tour_server.crowd.usual_day import UsualDay
from tour_server.database import DATABASE_AWAY, Database
from tour_server.offers.codes import IssuedCode
from tour_server.offers.offer_board import OfferBoard
from tour_server.publishing.passage_likeness import PassageLikeness
from tour_server.publishing.picture_sizes import PictureSizes
from tour_server.publishing.publisher import Publisher
from tour_server.publishing.releases import Releases
from tour_server.visitor_notes.visitor_notes import VisitorNotes


class ServerSources:
    """What the visitor's pages see of the rest of the server."""

    def __init__(
        self,
        database: Database,
        rooms: RoomsNow,
        releases: Releases,
        publisher: Publisher,
        notes: VisitorNotes,
        offers: OfferBoard,
        public_url: str,
        picture_sizes: PictureSizes,
        closures: RoomClosures,
        usual_day: UsualDay,
        regret_cap: float,
        likeness: PassageLikeness,
    ) -> None:
        """`public_url`: see RootSettings."""
        self._closures, self._likeness = closures, likeness
        self._usual_day, self.regret_cap = usual_day, regret_cap
        self._database, self._notes, self._offers = database, notes, offers
        self.public_url, self.picture_sizes = public_url, picture_sizes
        self.note_days = notes.keep_days
        self._rooms, self._releases, self._publisher = rooms, releases, publisher

    def occupancy(self) -> dict[str, RoomNow]:
        """People in each room now, where that is known; nowhere while the database is away."""
        if not self._database.is_there():
            return {}
        try:
            states = self._rooms.rooms()
        except DATABASE_AWAY:
            return {}
        return {state.room.key: RoomNow(state.now.people, state.room.capacity) for state in states}

    def closed_rooms(self) -> dict[str, dt.datetime | None]:
        """Returns the rooms that staff have closed, and until when; None is until they open it."""
        return self._closures.closed()

    def usual_people(self, museum: Museum, now: dt.datetime) -> NDArray[np.float64] | None:
        """Returns the people in each room on a usual day; None where that is not known, or the database is away."""
        if not self._database.is_there():
            return None
        try:
            return self._usual_day.people(museum, now)
        except DATABASE_AWAY:
            return None

    def offers(self) -> list[Offer]:
        """Returns the offers that hold now."""
        return self._offers.shown()

    def take_offer(self, key: str) -> tuple[Offer, IssuedCode | None] | None:
        """Take an offer. Returns None while the database is away. Raises OfferGoneError."""
        if not self._database.is_there():
            return None
        try:
            return self._offers.take(key)
        except DATABASE_AWAY:
            return None

    def give_back_offer(self, code: str) -> None:
        """Take a code back; while the database is away it expires by itself."""
        if self._database.is_there():
            with suppress(*DATABASE_AWAY):
                self._offers.give_back(code)

    def count_shown(self, key: str) -> None:
        """Count that a phone showed an offer, not while the database is away."""
        if self._database.is_there():
            with suppress(*DATABASE_AWAY):
                self._offers.count_shown(key)

    def take_note(self, note: VisitorNote) -> bool:
        """Store what a visitor sent. Returns False while the database is away, and when too many notes are kept."""
        if not self._database.is_there():
            return False
        try:
            return self._notes.add(note)
        except DATABASE_AWAY:
            return False

    def sound_follows(self, block: str) -> bool:
        """Returns whether the speech of a block of that release is still being made."""
        return self._publisher.sound_follows(block)

    def release(self) -> Release | None:
        """Returns the release that visitors see; None before the first."""
        return self._releases.release()

    def likeness(self, museum: Museum) -> Likeness | None:
        """Returns what finds answers by their meaning, once all texts of the museum have their vectors."""
        return self._likeness.of(museum)

    def file(self, target: str) -> Path | None:
        """Returns the path of a target of that release; None where it has no such target."""
        return self._releases.file(target)
