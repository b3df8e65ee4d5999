"""The broker that kiosks and server talk through: the embedded one, or another by its address."""

from __future__ import annotations

from tour_server.broker.settings import BrokerChoice
from tour_server.capability import Capability, Context, Contribution


def build(context: Context) -> Contribution:
    """Build the broker; it starts before everything that connects to it."""
    from tour_server.broker.service import FOLDER, BrokerService
    from tour_server.devices.registry import DeviceRegistry

    broker = context.provide(BrokerService(context.settings(BrokerChoice), context.data / FOLDER))
    registry = context.get(DeviceRegistry)
    broker.let_in(lambda: dict(registry.broker_users()))
    return Contribution(parts=(broker,), warnings=(broker.warning,))


BROKER = Capability("broker", build, BrokerChoice)
