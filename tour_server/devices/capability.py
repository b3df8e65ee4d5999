"""The registry of devices, which broker and ingest ask who a device is."""

from __future__ import annotations

from tour_server.capability import Capability, Context, Contribution


def build(context: Context) -> Contribution:
    """Build the registry, and read it again and again: a command changes it beside the server."""
    from tour_server.devices.events import DEVICE_EVENTS
    from tour_server.devices.registry import REFRESH_SECONDS, DeviceRegistry
    from tour_server.periodic import PeriodicTask
    from tour_server.recorder import EventRecorder

    registry = context.provide(
        DeviceRegistry(context.database, context.now, context.get(EventRecorder))
    )
    return Contribution(
        events=DEVICE_EVENTS,
        parts=(PeriodicTask("devices", REFRESH_SECONDS, registry.refresh),),
    )


DEVICES = Capability("devices", build)
