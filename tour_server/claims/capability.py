"""Claims: a kiosk proves who it is, gets a certificate, and loses it when it is revoked or replaced."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tour_server.capability import Capability, Command, Context, Contribution, NavigationEntry
from tour_server.claims.settings import DeviceDoorSettings
from tour_server.root_settings import RootSettings

if TYPE_CHECKING:
    from tour_server.claims.claiming import Claiming
    from tour_server.claims.device_door import DeviceDoor
    from tour_server.claims.identities import ServerFacts
    from tour_server.claims.kiosk_certificates import KioskCertificates

REFRESH_SECONDS = 5.0  # within this a command of another process takes effect


def build(context: Context) -> Contribution:
    """Build the device door, the pages of claims, and what keeps the broker's list up to date."""
    from tour_server.catalogue.current_museum import CurrentMuseum
    from tour_server.claims.claim_tokens import ClaimTokens
    from tour_server.claims.claiming import Claiming
    from tour_server.claims.events import CLAIM_EVENTS
    from tour_server.claims.fleet_actions import fleet_actions
    from tour_server.claims.pages import ClaimPages, ClaimParts
    from tour_server.claims.prepared_files import PreparedFiles, door_address
    from tour_server.claims.public_bundles import close_public_bundles
    from tour_server.devices.registry import DeviceRegistry
    from tour_server.fleet.overview import KioskOverview
    from tour_server.periodic import PeriodicTask
    from tour_server.recorder import EventRecorder

    settings, root = context.settings(DeviceDoorSettings), context.settings(RootSettings)
    recorder, registry = context.get(EventRecorder), context.get(DeviceRegistry)
    museum, overview = context.get(CurrentMuseum), context.get(KioskOverview)
    certificates = _certificates(context)
    tokens = ClaimTokens(context.database, context.now)
    claiming = context.provide(
        Claiming(
            context.database,
            context.now,
            registry,
            certificates,
            tokens,
            _facts(context),
            recorder,
        )
    )
    door = _door(context, claiming, certificates)
    prepared = PreparedFiles(tokens, lambda: certificates.authority, recorder, context.now)
    parts = ClaimParts(
        claiming,
        prepared,
        registry,
        overview,
        museum,
        lambda: door_address(settings, root.public_url, door.port) if settings.device_host else "",
    )
    overview.add_actions(fleet_actions)
    refreshing = PeriodicTask("claims", REFRESH_SECONDS, claiming.refresh, at_once=True)
    return Contribution(
        pages=(ClaimPages(parts).blueprint(),),
        before_request=() if settings.public_bundles else (close_public_bundles,),
        navigation=(NavigationEntry("Add kiosks", "claims.page", 20, "Kiosks"),),
        events=CLAIM_EVENTS,
        parts=(refreshing, context.provide(door)) if settings.device_host else (refreshing,),
    )


def _authority_folder(context: Context) -> Path:
    from tour_server.broker.service import FOLDER

    return context.data / FOLDER


def _door(context: Context, claiming: Claiming, certificates: KioskCertificates) -> DeviceDoor:
    from tour_server.attempt_counts import AttemptCounts
    from tour_server.claims.device_door import DeviceDoor
    from tour_server.claims.device_pages import DevicePages
    from tour_server.publishing.repository import Repository

    settings, root = context.settings(DeviceDoorSettings), context.settings(RootSettings)
    claim_page = f"{root.public_url.rstrip('/')}/desk/claims" if root.public_url else ""
    pages = DevicePages(
        claiming, certificates, context.get(Repository), lambda: claim_page, AttemptCounts()
    )
    doors = context.provide(pages.pages())
    return DeviceDoor(
        doors.app,
        settings.device_host,
        settings.device_port,
        _authority_folder(context),
        root.upload_bytes,
    )


def _certificates(context: Context) -> KioskCertificates:
    import datetime as dt

    from tour_server.claims.kiosk_certificates import FOLDER, KioskCertificates

    settings = context.settings(DeviceDoorSettings)
    return context.provide(
        KioskCertificates(
            context.database,
            context.now,
            _authority_folder(context),
            context.data / FOLDER,
            dt.timedelta(days=settings.device_certificate_days),
            at_once=bool(settings.device_host),
        )
    )


def _facts(context: Context) -> ServerFacts:
    from tour_server.broker.service import BrokerService, broker_authority
    from tour_server.broker.settings import BrokerChoice
    from tour_server.catalogue.current_museum import CurrentMuseum
    from tour_server.claims.identities import ServerFacts
    from tour_server.publishing.repository import Repository

    settings, root = context.settings(DeviceDoorSettings), context.settings(RootSettings)
    choice, broker = context.settings(BrokerChoice), context.get(BrokerService)
    first_root = context.get(Repository).metadata / "1.root.json"

    def trusted_root() -> str:
        try:
            return first_root.read_text(encoding="utf-8")
        except FileNotFoundError:
            return ""

    return ServerFacts(
        site=context.get(CurrentMuseum).site,
        public_url=root.public_url.rstrip("/"),
        pages_port=root.port,
        broker=lambda: settings.device_broker or broker.address_for_devices,
        broker_authority=lambda: broker_authority(choice, context.data),
        trusted_root=trusted_root,
    )


CLAIMS = Capability(
    "claims",
    build,
    DeviceDoorSettings,
    device_commands=(
        Command(
            "prepare",
            "tour_server.claims.commands:prepare_device",
            "On the server: write the files for new kiosks.",
        ),
    ),
)
