"""The ingest: from the broker into the database, for every kind of message that a capability handles."""

from __future__ import annotations

from tour_server.capability import Capability, Context, Contribution
from tour_server.ingest.settings import IngestSettings


def build(context: Context) -> Contribution:
    """Build the ingest workers."""
    from tour_server.broker.service import BrokerService
    from tour_server.catalogue.current_museum import CurrentMuseum
    from tour_server.devices.registry import DeviceRegistry
    from tour_server.ingest.workers import IngestWorkers

    workers = context.provide(
        IngestWorkers(
            context.database,
            context.get(BrokerService),
            context.get(CurrentMuseum),
            context.get(DeviceRegistry),
            context.message_handlers,
            context.settings(IngestSettings).workers,
        )
    )
    return Contribution(parts=(workers,))


INGEST = Capability("ingest", build, IngestSettings)
