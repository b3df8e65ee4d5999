"""The museum as the server's other parts see it: as published, or before the first release as drafted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

from contract.museum import Museum, Site
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.parts import PartKind

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
        site = self._site_part()
        return dt.UTC if site is None else ZoneInfo(site.time_zone)

    def name(self) -> str:
        """Returns the museum's name in its first language, `Zaalgids` while there is no museum."""
        site = self._site_part()
        names = [] if site is None else list(site.name.values())
        return names[0] if names else "Zaalgids"

    def languages(self) -> list[str]:
        """Returns the museum's languages, its first one first; none while there is no museum."""
        site = self._site_part()
        return [] if site is None else list(site.languages)

    def site(self) -> str:
        """Returns the key of the site, as it stands in the topics of its kiosks."""
        if self._site:
            return self._site
        site = self._site_part()
        return SITE_WITHOUT_MUSEUM if site is None else site.key

    def _site_part(self) -> Site | None:
        """Returns the site without reading the works: every desk page asks for its name."""
        published = self._published()
        if published is not None:
            return published.site
        return next((part.body for part in self._drafts.all(PartKind.SITE)), None)
