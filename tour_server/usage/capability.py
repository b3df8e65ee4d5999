"""What the kiosks played: counts of each work and language, per hour."""

from __future__ import annotations

from tour_server.capability import Capability, Context, Contribution


def build(context: Context) -> Contribution:
    """Build the handler of playback counts."""
    from tour_server.fleet.overview import KioskOverview
    from tour_server.usage.differing_counts import differing_counts
    from tour_server.usage.messages import store_playback_counts

    context.get(KioskOverview).add_source(differing_counts)
    return Contribution(message_handlers={"told": store_playback_counts})


USAGE = Capability("usage", build)
