"""The broker that kiosks and server talk through: the embedded one, or another by its address."""

from __future__ import annotations

from tour_server.broker.settings import BrokerChoice
from tour_server.capability import Capability, Context, Contribution
from tour_server.root_settings import RootSettings


def build(context: Context) -> Contribution:
    """Build the broker; it starts before everything that connects to it."""
    from tour_server.broker.service import BrokerService

    settings, host = context.settings(BrokerChoice), context.settings(RootSettings).host
    broker = context.provide(BrokerService(settings, host, context.data / "broker"))
    return Contribution(parts=(broker,))


BROKER = Capability("broker", build, BrokerChoice)
