"""What the visitor's pages see of a preview: the drafts, and the house as it is now. It counts and keeps nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from contract.bundle import Release
from contract.messages import VisitorNote
from contract.museum import Museum, Offer
from tour_server.crowd.room_now import RoomNow
from tour_server.offers.codes import IssuedCode
from tour_server.preview.draft_release import DraftRelease
from tour_server.publishing.picture_sizes import PictureSizes
from tour_server.visit.sources import Sources


class PreviewSources:
    """The drafts in the place of the release (`visit.sources.Sources`)."""

    def __init__(self, drafts: DraftRelease, house: Sources, *, approved_only: bool) -> None:
        """`house`: what visitors' pages see, for the people in rooms and the rooms that are closed."""
        self._drafts, self._house, self._approved_only = drafts, house, approved_only
        self.regret_cap, self.public_url = house.regret_cap, house.public_url
        self.note_days = house.note_days
        self.picture_sizes: PictureSizes = house.picture_sizes

    def occupancy(self) -> Mapping[str, RoomNow]:
        """Returns every room where people are counted, by its key."""
        return self._house.occupancy()

    def closed_rooms(self) -> Mapping[str, dt.datetime | None]:
        """Returns the rooms that staff have closed, and until when."""
        return self._house.closed_rooms()

    def usual_people(self, museum: Museum, now: dt.datetime) -> NDArray[np.float64] | None:
        """Returns the people in each room on a usual day; None where that is not known."""
        return self._house.usual_people(museum, now)

    def offers(self) -> list[Offer]:
        """Returns all offers of the drafts, at whatever hour they hold."""
        release = self.release()
        return [] if release is None else list(release.museum.offers)

    def take_offer(self, key: str) -> tuple[Offer, IssuedCode | None] | None:
        """Returns the offer without a code: nobody can use it."""
        offer = next((one for one in self.offers() if one.key == key), None)
        return None if offer is None else (offer, None)

    def give_back_offer(self, code: str) -> None:
        """Does nothing: no code was given."""

    def count_shown(self, key: str) -> None:
        """Does nothing: staff are no visitors."""

    def take_note(self, note: VisitorNote) -> bool:
        """Returns False: what staff write here is kept nowhere."""
        return False

    def sound_follows(self, block: str) -> bool:
        """Returns False: the speech of a work is made before its page."""
        return False

    def release(self) -> Release | None:
        """Returns the release that the drafts would be; None until it is prepared."""
        return self._drafts.release(approved_only=self._approved_only)

    def likeness(self, museum: Museum) -> None:
        """Returns None: vectors are made of what was published."""

    def file(self, target: str) -> Path | None:
        """Returns the path of a target of that release, None where it has no such target."""
        return self._drafts.file(target, approved_only=self._approved_only)
