"""The first release of a new server, asked for when its first museum has been imported."""

from __future__ import annotations

from tour_server.catalogue.first_museum import IMPORTED_BY, FirstMuseum
from tour_server.publishing.publisher import Publisher


class FirstRelease:
    """Asks for the first release when the server starts with a museum that it has just imported."""

    def __init__(self, museum: FirstMuseum, publisher: Publisher) -> None:
        self._museum, self._publisher = museum, publisher

    def start(self) -> None:
        """Ask for the release. It does not wait for its speech: there is no visitor yet who has anything better.

        Nothing stops it: who starts a server with a museum's folder asks for just that, and has no desk yet.
        """
        if self._museum.imported:
            self._publisher.ask(
                IMPORTED_BY, "The first release.", speech_seconds=0.0, unchecked=True
            )

    def stop(self) -> None:
        """Do nothing: the jobs' runner ends the publish."""
