"""What becomes of pictures whose rights have ended: the museum decides whether the next release leaves them out.

A release that is out stays as it is: nothing is taken from visitors by a clock.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from contract.museum import Museum, Offer, Work
from tour_server.database import Database
from tour_server.inserting import insert_into
from tour_server.media.events import ENDED_RIGHTS_DECIDED
from tour_server.media.tables import EndedRightsChoice
from tour_server.recorder import Recorder

_ROW = 1


class EndedRights:
    """Reads and records the museum's choice, and follows it. Safe to call from many threads."""

    def __init__(
        self, database: Database, now: Callable[[], dt.datetime], recorder: Recorder
    ) -> None:
        """`now` returns the time in UTC."""
        self._database, self._now, self._recorder = database, now, recorder

    @property
    def leaves_out(self) -> bool:
        """Whether the next release leaves out pictures whose rights have ended; not until the museum says so."""
        with self._database.reading() as session:
            row = session.get(EndedRightsChoice, _ROW)
            return row is not None and row.leaves_out

    def decide(self, leaves_out: bool, by: str) -> None:
        """Record what the museum decided."""
        if leaves_out == self.leaves_out:
            return
        values = {"leaves_out": leaves_out, "changed_at": self._now(), "changed_by": by}
        with self._database.writing() as session:
            adding = insert_into(session, EndedRightsChoice).values(number=_ROW, **values)
            session.execute(adding.on_conflict_do_update(index_elements=["number"], set_=values))
            detail = "left out of the next release" if leaves_out else "shown until staff decide"
            self._recorder.record(ENDED_RIGHTS_DECIDED, by, detail=detail, session=session)

    def today(self, museum: Museum) -> dt.date:
        """Return the day that it is in the museum."""
        return self._now().astimezone(ZoneInfo(museum.site.time_zone)).date()

    def leave_out(self, museum: Museum) -> Museum:
        """Return what may go out of a museum: all of it, unless the museum decided otherwise."""
        if not self.leaves_out:
            return museum
        return without_ended(museum, self.today(museum))


def without_ended(museum: Museum, today: dt.date) -> Museum:
    """Return the museum without the pictures and videos whose rights have ended.

    With a picture go the parts that were cut out of it, and where an offer shows it, the offer has no picture.
    """
    works = [_work(work, today) for work in museum.works]
    if works == museum.works and not any(_own_ended(one, today) for one in museum.offers):
        return museum
    left = {medium.file for work in works for medium in work.media}
    offers = [_offer(one, left, today) for one in museum.offers]
    return replace(museum, works=works, offers=offers)


def _work(work: Work, today: dt.date) -> Work:
    gone = {one.file for one in work.media if one.rights.ended(today)}
    media = [
        one
        for one in work.media
        if one.file not in gone and (one.detail is None or one.detail.of not in gone)
    ]
    videos = [one for one in work.sign_videos if not one.rights.ended(today)]
    if len(media) == len(work.media) and len(videos) == len(work.sign_videos):
        return work
    return replace(work, media=media, sign_videos=videos)


def _offer(offer: Offer, left: Collection[str], today: dt.date) -> Offer:
    if _own_ended(offer, today):
        offer = replace(offer, own_picture=None)
    if offer.picture is not None and offer.picture not in left:
        offer = replace(offer, picture=None)
    return offer


def _own_ended(offer: Offer, today: dt.date) -> bool:
    return offer.own_picture is not None and offer.own_picture.rights.ended(today)
