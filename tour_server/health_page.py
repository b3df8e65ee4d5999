"""`/health`: the state of the server, for monitoring and for the demo's progress."""

from __future__ import annotations

from flask import Response, jsonify

from tour_server.publishing.publisher import Publisher
from tour_server.publishing.releases import Releases


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
