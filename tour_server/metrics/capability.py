"""Metrics: the server's figures, for Prometheus."""

from __future__ import annotations

from tour_server.capability import Capability, Context, Contribution
from tour_server.metrics.settings import MetricsSettings


def build(context: Context) -> Contribution:
    """Build `/metrics`."""
    from tour_server.crowd.events import Streams
    from tour_server.ingest.workers import IngestWorkers
    from tour_server.metrics.metrics import Meters
    from tour_server.metrics.pages import pages
    from tour_server.publishing.publisher import Publisher
    from tour_server.publishing.releases import Releases

    meters = Meters(
        context.database,
        context.get(IngestWorkers).running,
        context.get(Streams),
        context.get(Publisher),
        context.get(Releases).newest,
        context.now,
    )
    return Contribution(pages=(pages(meters, context.settings(MetricsSettings).metrics_token),))


METRICS = Capability("metrics", build, MetricsSettings)
