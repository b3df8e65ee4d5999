"""Metrics: the server's figures, for Prometheus."""

from __future__ import annotations

from tour_server.capability import Capability, Context, Contribution
from tour_server.metrics.settings import MetricsSettings


def build(context: Context) -> Contribution:
    """Build `/metrics`."""
    from tour_server.crowd.stream_slots import StreamSlots
    from tour_server.ingest.workers import IngestWorkers
    from tour_server.metrics.metrics import Metrics
    from tour_server.metrics.pages import MetricsPages
    from tour_server.publishing.publisher import Publisher
    from tour_server.publishing.releases import Releases

    metrics = Metrics(
        context.database,
        context.get(IngestWorkers).running,
        context.get(StreamSlots),
        context.get(Publisher),
        context.get(Releases).newest,
        context.now,
    )
    return Contribution(
        pages=(MetricsPages(metrics, context.settings(MetricsSettings).metrics_token).blueprint(),)
    )


METRICS = Capability("metrics", build, MetricsSettings)
