"""What stands between the parts of the server: visitors' pages and the rooms, every answer and its browser.

What a newcomer would get wrong: nothing is built here. `app` gives the parts.
"""

from __future__ import annotations

import secrets
from pathlib import Path

from flask import Response, jsonify

from contract.bundle import Release
from tour_server.crowd.rooms_now import RoomsNow
from tour_server.publishing.publisher import Publisher
from tour_server.publishing.releases import Releases
from tour_server.visit.sources import RoomNow


class VisitSources:
    """What the visitor's pages see of the rest of the server."""

    def __init__(self, rooms: RoomsNow, releases: Releases, publisher: Publisher) -> None:
        self._rooms, self._releases, self._publisher = rooms, releases, publisher

    def occupancy(self) -> dict[str, RoomNow]:
        """People in each room now, where that is known."""
        return {
            state.room.key: RoomNow(state.now.people, state.room.capacity)
            for state in self._rooms.rooms()
        }

    def sound_follows(self, block: str) -> bool:
        """True while the speech of a block of that release is being made."""
        return self._publisher.sound_follows(block)

    def release(self) -> Release | None:
        """What visitors see."""
        return self._releases.release()

    def file(self, target: str) -> Path | None:
        """Where a target of that release lies."""
        return self._releases.file(target)


def health(publisher: Publisher, releases: Releases) -> Response:
    """For whoever watches the server, and for the demo's progress: about the machine alone."""
    job = publisher.job
    busy = job is not None and not job.ended
    return jsonify(
        ready=not busy,
        release=releases.newest_number() or None,
        doing=job.doing if job else "",
        done=job.done if job else 0,
        of=job.of if job else 0,
        problems=list(job.problems) if job else [],
        speech_to_come=publisher.to_say,
    )


def secret(file: Path) -> bytes:
    """The key that signs sign-ins: made once, readable by the server alone. Raises OSError."""
    if not file.exists():
        file.touch(mode=0o600)
        file.write_bytes(secrets.token_bytes(32))
    return file.read_bytes()


def guarded(response: Response) -> Response:
    """Everything is served by us: no script, style, font or picture from elsewhere, and no embedding."""
    response.headers.setdefault(
        "Content-Security-Policy",
        "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; "
        "style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    )
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    return response
