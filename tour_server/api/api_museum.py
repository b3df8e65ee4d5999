"""A museum as the API shows it: published, with addresses, or drafted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from urllib.parse import quote

from contract.bundle import Release
from contract.museum import Museum, Tour, Work
from tour_server.api.replies import (
    MediumAddress,
    MuseumFacts,
    RoomList,
    TourFacts,
    TourList,
    WorkFacts,
    WorkList,
)


class ApiMuseum:
    """One museum. `release`: what it was published as, None for drafts. `server`: before the addresses of pages."""

    def __init__(self, museum: Museum, release: Release | None, server: str) -> None:
        self._museum, self._release, self._server = museum, release, server.rstrip("/")

    def facts(self) -> MuseumFacts:
        """Returns the museum without its works, tours and rooms."""
        release, museum = self._release, self._museum
        published = (
            None if release is None else dt.datetime.fromtimestamp(release.published_at, dt.UTC)
        )
        return MuseumFacts(
            release=None if release is None else release.number,
            published_at=published,
            site=museum.site,
            themes=museum.themes,
            works=len(museum.works),
            tours=len(museum.tours),
            rooms=len(museum.rooms),
        )

    def works(self, after: int, limit: int) -> WorkList:
        """Returns the `limit` works whose numbers come after one."""
        found = sorted(
            (work for work in self._museum.works if work.number > after),
            key=lambda work: work.number,
        )
        shown: Sequence[Work] = found[:limit]
        more = str(shown[-1].number) if len(found) > limit else None
        return WorkList([self._work(work) for work in shown], more)

    def work(self, number: int) -> WorkFacts | None:
        """Returns a work, None where none has this number."""
        work = next((work for work in self._museum.works if work.number == number), None)
        return None if work is None else self._work(work)

    def tours(self) -> TourList:
        """Returns all tours."""
        return TourList([self._tour(tour) for tour in self._museum.tours])

    def tour(self, key: str) -> TourFacts | None:
        """Returns a tour, None where none has this key."""
        tour = next((tour for tour in self._museum.tours if tour.key == key), None)
        return None if tour is None else self._tour(tour)

    def rooms(self) -> RoomList:
        """Returns all rooms."""
        return RoomList(self._museum.rooms)

    def _work(self, work: Work) -> WorkFacts:
        return WorkFacts(
            work=work,
            page=self._page(f"work/{work.number}"),
            media=[MediumAddress(file, self._file(file)) for file in work.files],
        )

    def _tour(self, tour: Tour) -> TourFacts:
        return TourFacts(tour, self._page(f"tour/{quote(tour.key)}"))

    def _page(self, path: str) -> str | None:
        return None if self._release is None else f"{self._server}/visit/{path}"

    def _file(self, file: str) -> str | None:
        """Returns the address of a picture or a video of the release."""
        if self._release is None:
            return None
        target = self._release.pictures.get(file) or self._release.videos.get(file)
        if target is None:
            return None
        return f"{self._server}/visit/media/{quote(target)}?r={self._release.number}"
