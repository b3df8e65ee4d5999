"""What the kiosks played: counts of each work and language, per hour."""

from __future__ import annotations

from tour_server.capability import Capability, Context, Contribution


def build(_context: Context) -> Contribution:
    """Build the handler of playback counts."""
    from tour_server.usage.playback_counts import keep_told

    return Contribution(message_handlers={"told": keep_told})


USAGE = Capability("usage", build)
