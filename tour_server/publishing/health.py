"""What publishing tells `/health`: whether a release is being made, and how far it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tour_server.publishing.publisher import Publisher
from tour_server.publishing.releases import Releases


def health(publisher: Publisher) -> Mapping[str, Callable[[], object]]:
    """Returns the names and the functions that return their values. All are about the server, not about people.

    They ask the database; `lasting_health` does not.

    Note: anybody may read them. Why a publish failed stands on the page Publish, for staff.
    """

    def ready() -> bool:
        job = publisher.job
        return job is None or job.ended

    return {
        "ready": ready,
        "doing": lambda: "" if publisher.job is None else publisher.job.doing,
        "done": lambda: 0 if publisher.job is None else publisher.job.done,
        "of": lambda: 0 if publisher.job is None else publisher.job.of,
    }


def lasting_health(publisher: Publisher, releases: Releases) -> Mapping[str, Callable[[], object]]:
    """Returns what is also told while the database is away."""
    return {
        "release": lambda: releases.newest_number() or None,
        "speech_to_come": lambda: publisher.to_speak,
    }
