"""Home Assistant: rooms and kiosks as sensors, on the same broker."""

from __future__ import annotations

from tour_server.capability import Capability, Context, Contribution
from tour_server.home_assistant.settings import HomeAssistantSettings


def build(context: Context) -> Contribution:
    """Build the link, where the settings name a discovery prefix."""
    import random

    from tour_server.broker.service import BrokerService
    from tour_server.capability import LatePart
    from tour_server.catalogue.current_museum import CurrentMuseum, PublishedMuseum
    from tour_server.crowd.rooms_now import RoomsNow
    from tour_server.home_assistant.publisher import HomeAssistantPublisher
    from tour_server.publishing.releases import Releases

    prefix = context.settings(HomeAssistantSettings).home_assistant
    if not prefix:
        return Contribution()
    broker, current = context.get(BrokerService), context.get(CurrentMuseum)
    rooms, published = context.get(RoomsNow), context.get(PublishedMuseum)
    releases = context.get(Releases)

    def connect() -> HomeAssistantPublisher:
        return HomeAssistantPublisher(
            broker.address,
            current.site(),
            prefix,
            rooms,
            context.database,
            published,
            releases.newest,
            context.now,
            random.Random(),  # noqa: S311 - scatters pauses, guards nothing
            releases.newest_hash,
        )

    return Contribution(parts=(LatePart(connect),))


HOME_ASSISTANT = Capability("home_assistant", build, HomeAssistantSettings)
