"""The kiosks: each one's last report, and the announcement of new releases to them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tour_server.capability import (
    Capability,
    Command,
    Context,
    Contribution,
    LatePart,
    NavigationEntry,
)

if TYPE_CHECKING:
    from tour_server.fleet.device_notices import DeviceNotices
    from tour_server.fleet.kiosk_notice import KioskNotice
    from tour_server.fleet.overview import KioskOverview
    from tour_server.fleet.silence import KioskSilence
    from tour_server.publishing.kiosk_releases import KioskRelease

NAVIGATION = (
    NavigationEntry("Kiosks", "kiosks.page", 80),
    NavigationEntry("All kiosks", "kiosks.page", 10, "Kiosks"),
)


def build(context: Context) -> Contribution:
    """Build the page of kiosks, the handlers of their reports, and the announcements."""
    from tour_server.broker.service import BrokerService, broker_authority
    from tour_server.broker.settings import BrokerChoice
    from tour_server.catalogue.current_museum import CurrentMuseum
    from tour_server.devices.registry import DeviceRegistry
    from tour_server.fleet.events import FLEET_EVENTS, DeviceEvents
    from tour_server.fleet.messages import store_health, store_presence
    from tour_server.fleet.overview import KioskOverview
    from tour_server.fleet.pages import FleetParts, KioskPages
    from tour_server.fleet.release_announcements import ReleaseAnnouncements
    from tour_server.fleet.room_speech import RoomSpeechRelay
    from tour_server.fleet.rooms import kiosk_rooms
    from tour_server.fleet.round_trip_page import RoundTripPage
    from tour_server.fleet.silence import KioskSilence
    from tour_server.publishing.publisher import Publisher
    from tour_server.publishing.releases import Releases
    from tour_server.recorder import EventRecorder

    museum, releases = context.get(CurrentMuseum), context.get(Releases)
    registry, recorder = context.get(DeviceRegistry), context.get(EventRecorder)
    broker = context.get(BrokerService)
    announcements = ReleaseAnnouncements(
        broker, museum, registry, releases.newest, releases.newest_hash
    )
    relay = RoomSpeechRelay(
        lambda: broker.address,
        museum.site,
        lambda: kiosk_rooms(context.database, context.now().timestamp()),
        registry.keys,
    )
    notices = _device_notices(context)
    context.get(Publisher).announce_to(announcements.announce)
    devices = context.provide(DeviceEvents(recorder))
    overview = context.provide(
        KioskOverview(
            context.database, registry, releases.newest, context.now, releases.newest_hash
        )
    )
    _tell_publishing(context, overview)
    choice = context.settings(BrokerChoice)
    silence = context.provide(KioskSilence(context.database, context.now, recorder))
    authority = partial(broker_authority, choice, context.data)
    parts = FleetParts(overview, registry, recorder, museum.site, authority, silence)
    pages = KioskPages(parts, museum, releases.newest, context.now)
    health = devices.of_conflicts(devices.around(store_health), announcements.say_conflict)
    return Contribution(
        pages=(pages.blueprint(),),
        cookieless_pages=(RoundTripPage(notices).blueprint(),),
        navigation=NAVIGATION,
        message_handlers={"health": health, "presence": devices.around(store_presence)},
        events=FLEET_EVENTS,
        parts=(announcements, relay, notices, LatePart(lambda: _kiosk_silence(context, silence))),
        warnings=(partial(_silence_warning, silence),),
    )


def _device_notices(context: Context) -> DeviceNotices:
    """Build what tells each kiosk what is for it alone; other capabilities add what that is."""
    from tour_server.broker.service import BrokerService
    from tour_server.catalogue.current_museum import CurrentMuseum
    from tour_server.devices.registry import DeviceRegistry
    from tour_server.fleet.device_notices import DeviceNotices

    broker, registry = context.get(BrokerService), context.get(DeviceRegistry)
    site = context.get(CurrentMuseum).site
    return context.provide(DeviceNotices(lambda: broker.address, site, registry.keys, context.now))


def _kiosk_silence(context: Context, silence: KioskSilence) -> KioskNotice[bool]:
    import random

    from tour_server.broker.service import BrokerService
    from tour_server.catalogue.current_museum import CurrentMuseum
    from tour_server.fleet.silence import kiosk_silence

    return kiosk_silence(
        context.get(BrokerService).address,
        context.get(CurrentMuseum).site(),
        silence,
        context.now,
        random.Random(),  # noqa: S311 - scatters pauses, guards nothing
    )


def _silence_warning(silence: KioskSilence) -> str | None:
    """Return the sentence that stands above each page of the desk while the kiosks are silenced."""
    from web.translations import gettext as _

    if silence.now() is None:
        return None
    return _("All kiosks are silenced. Let them speak again under Kiosks.")


def _tell_publishing(context: Context, overview: KioskOverview) -> None:
    """Let the page Publish show which kiosk has the newest release."""
    from tour_server.catalogue.current_museum import CurrentMuseum
    from tour_server.fleet.kiosk_list import with_room_names
    from tour_server.fleet.release_by_hash import kiosk_releases
    from tour_server.fleet.rooms import room_names
    from tour_server.publishing.kiosk_releases import KioskReleases
    from tour_server.publishing.releases import Releases

    museum, releases = context.get(CurrentMuseum), context.get(Releases)

    def read() -> list[KioskRelease]:
        kiosks = with_room_names(room_names(museum()), overview.kiosks())
        return kiosk_releases(kiosks, releases.newest_hash())

    context.get(KioskReleases).read_from(read)


FLEET = Capability(
    "fleet",
    build,
    device_commands=tuple(
        Command(name, f"tour_server.fleet.commands:{name}_device", summary)
        for name, summary in (
            ("add", "On the server: register a kiosk, write its credentials."),
            ("list", "On the server: list the registered kiosks."),
            ("renew", "On the server: give a kiosk a new key."),
            ("revoke", "On the server: take a kiosk's rights."),
            ("remove", "On the server: take a kiosk out of the registry."),
        )
    ),
)
