"""The interface through which the visitor's pages see the rest of the server."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from contract.bundle import Release
from contract.messages import VisitorNote
from contract.museum import Museum, Offer
from narration.answers.likeness import Likeness
from tour_server.crowd.room_now import RoomNow
from tour_server.offers.codes import IssuedCode
from tour_server.publishing.picture_sizes import PictureSizes


class Sources(Protocol):
    """The occupancy of rooms and the published release, as they are now. Called on each request, from any thread."""

    def occupancy(self) -> Mapping[str, RoomNow]:
        """Returns every room where people are counted, by its key."""

    def closed_rooms(self) -> Mapping[str, dt.datetime | None]:
        """Returns the rooms that staff have closed, and until when; None is until they open it."""

    regret_cap: float
    """See CrowdSettings."""

    def usual_people(self, museum: Museum, now: dt.datetime) -> NDArray[np.float64] | None:
        """Returns the people in each room on a usual day (see UsualDay); None where that is not known."""

    def offers(self) -> Sequence[Offer]:
        """Returns the offers that hold now, in staff's order."""

    def take_offer(self, key: str) -> tuple[Offer, IssuedCode | None] | None:
        """Take an offer, with its code where it has one. Returns None where that can't be done now.

        Raises OfferGoneError when it can't be had any more.
        """

    def give_back_offer(self, code: str) -> None:
        """Take back a code that its visitor does not use."""

    def count_shown(self, key: str) -> None:
        """Count that a phone showed an offer."""

    public_url: str
    """The address by which phones reach the server; empty where no setting says it."""

    def release(self) -> Release | None:
        """Returns the release that was published last, or None before the first one."""

    def sound_follows(self, block: str) -> bool:
        """Returns whether the speech of a block of that release is being made."""

    note_days: int
    """For how many days a visitor's note is kept."""

    def take_note(self, note: VisitorNote) -> bool:
        """Store what a visitor sent. Returns False where it can't be taken now."""

    picture_sizes: PictureSizes
    """The pictures of releases in several widths."""

    def likeness(self, museum: Museum) -> Likeness | None:
        """Returns what finds answers by their meaning; None where words alone find, for now or for good."""

    def file(self, target: str) -> Path | None:
        """Returns the path of a target of the release, or None when the release has no such target."""
