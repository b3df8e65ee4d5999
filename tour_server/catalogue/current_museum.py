"""The museum as the server's other parts see it: as published, or before the first release as drafted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

from contract.museum import Museum
from tour_server.catalogue.drafts import Drafts

SITE_WITHOUT_MUSEUM = "museum"


class PublishedMuseum:
    """The museum that visitors have. Publishing stands above the catalogue and says where it is read from."""

    def __init__(self) -> None:
        self._read: Callable[[], Museum | None] = lambda: None

    def read_from(self, read: Callable[[], Museum | None]) -> None:
        """Read the museum by calling `read` from now on."""
        self._read = read

    def __call__(self) -> Museum | None:
        """Returns the museum of the newest release, None before the first."""
        return self._read()


class CurrentMuseum:
    """The published museum, or before the first release the drafts."""

    def __init__(self, drafts: Drafts, published: PublishedMuseum, site: str = "") -> None:
        """`site`: the key of the site whose kiosks report here; empty is the museum's own."""
        self._drafts, self._published, self._site = drafts, published, site

    def __call__(self) -> Museum | None:
        """Returns the museum, None where there is none yet.

        Raises DocumentVersionError when newer software wrote the release, or the site where there is no release.
        """
        published = self._published()
        if published is not None or self._drafts.empty():
            return published
        return self._drafts.museum(without_newer=True)

    def zone(self) -> dt.tzinfo:
        """Returns the time zone of the site; UTC while there is no site."""
        museum = self()
        return dt.UTC if museum is None else ZoneInfo(museum.site.time_zone)

    def name(self) -> str:
        """Returns the museum's name in its first language, `Zaalgids` while there is no museum."""
        museum = self()
        names = [] if museum is None else list(museum.site.name.values())
        return names[0] if names else "Zaalgids"

    def site(self) -> str:
        """Returns the key of the site, as it stands in the topics of its kiosks."""
        if self._site:
            return self._site
        museum = self()
        return SITE_WITHOUT_MUSEUM if museum is None else museum.site.key
