"""New software for kiosks: bundles, rollouts in stages, and the page Software."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tour_server.capability import Capability, Command, Context, Contribution, NavigationEntry
from tour_server.updates.settings import SoftwareUpdateSettings

if TYPE_CHECKING:
    from tour_server.updates.bundle_store import BundleStore
    from tour_server.updates.nights import Night
    from tour_server.updates.rollout import RolloutRules
    from tour_server.updates.rollouts import Rollouts
    from tour_server.updates.software_orders import SoftwareOrders

LOOK_SECONDS = 15.0
NAVIGATION = (NavigationEntry("Software", "updates.page", 25, "Kiosks"),)


def build(context: Context) -> Contribution:
    """Build the bundles, the orders, the rollouts, their pages at the desk, and the page of the device door."""
    from tour_server.catalogue.current_museum import CurrentMuseum
    from tour_server.claims.door_pages import DoorPages
    from tour_server.claims.settings import DeviceDoorSettings
    from tour_server.fleet.device_notices import DeviceNotices
    from tour_server.fleet.overview import KioskOverview
    from tour_server.periodic import PeriodicTask
    from tour_server.updates.events import UPDATE_EVENTS
    from tour_server.updates.failures import software_failures
    from tour_server.updates.kiosk_views import running_images
    from tour_server.updates.pages import UPLOAD_ENDPOINT, SoftwarePageParts, UpdatePages
    from tour_server.updates.software_pages import MEGABYTE, SharedRate, SoftwarePages

    settings = context.settings(SoftwareUpdateSettings)
    bundles = _bundles(context)
    orders = _orders(context, bundles)
    rollouts = _rollouts(context, bundles)
    overview = context.get(KioskOverview)
    pages = UpdatePages(
        SoftwarePageParts(
            context.database,
            bundles,
            rollouts,
            orders,
            overview,
            context.get(CurrentMuseum),
            lambda: _night(context),
            context.now,
            _rules(settings),
            bool(context.settings(DeviceDoorSettings).device_host),
        )
    )
    overview.add_troubles(software_failures)
    overview.add_facts(pages.facts)
    overview.add_images(running_images)
    context.get(DeviceNotices).add_source("software", orders.wanted)
    rate = SharedRate(settings.software_megabytes_per_second * MEGABYTE)
    context.get(DoorPages).add(SoftwarePages(bundles, rate).blueprint())
    return Contribution(
        pages=(pages.blueprint(),),
        navigation=NAVIGATION,
        largest_uploads={UPLOAD_ENDPOINT: settings.software_bytes},
        message_handlers={"software-state": orders.store},
        events=UPDATE_EVENTS,
        parts=(PeriodicTask("software-rollouts", LOOK_SECONDS, rollouts.look, at_once=True),),
    )


def _bundles(context: Context) -> BundleStore:
    from tour_server.recorder import EventRecorder
    from tour_server.updates.bundle_store import FOLDER, BundleStore

    settings = context.settings(SoftwareUpdateSettings)
    return context.provide(
        BundleStore(
            context.database,
            context.data / FOLDER,
            context.now,
            context.get(EventRecorder),
            settings.software_bytes,
            settings.software_keyring,
        )
    )


def _orders(context: Context, bundles: BundleStore) -> SoftwareOrders:
    from tour_server.devices.registry import DeviceRegistry
    from tour_server.recorder import EventRecorder
    from tour_server.updates.software_orders import SoftwareOrderParts, SoftwareOrders

    return context.provide(
        SoftwareOrders(
            SoftwareOrderParts(
                context.database,
                bundles,
                context.get(DeviceRegistry).keys,
                context.now,
                context.get(EventRecorder),
                context.settings(SoftwareUpdateSettings).software_trial_minutes,
            )
        )
    )


def _rollouts(context: Context, bundles: BundleStore) -> Rollouts:
    from tour_server.fleet.overview import KioskOverview
    from tour_server.recorder import EventRecorder
    from tour_server.updates.rollouts import RolloutParts, Rollouts

    return context.provide(
        Rollouts(
            RolloutParts(
                context.database,
                bundles,
                context.get(KioskOverview).kiosks,
                lambda: _night(context),
                context.now,
                context.get(EventRecorder),
                _rules(context.settings(SoftwareUpdateSettings)),
            )
        )
    )


def _rules(settings: SoftwareUpdateSettings) -> RolloutRules:
    import datetime as dt

    from tour_server.updates.rollout import RolloutRules

    # An hour for a slow card beside the trial itself.
    grace = dt.timedelta(hours=1, minutes=settings.software_trial_minutes)
    return RolloutRules(dt.timedelta(hours=settings.software_good_hours), grace)


def _night(context: Context) -> Night | None:
    """Return the night that it is, or the next; none before there is a museum."""
    import datetime as dt

    from tour_server.catalogue.current_museum import CurrentMuseum
    from tour_server.updates.nights import night_at

    museum = context.get(CurrentMuseum)()
    if museum is None:
        return None
    margin = context.settings(SoftwareUpdateSettings).software_margin_minutes
    return night_at(museum.site, context.now(), dt.timedelta(minutes=margin))


UPDATES = Capability(
    "updates",
    build,
    SoftwareUpdateSettings,
    (
        Command(
            "add-software",
            "tour_server.updates.commands:add_software",
            "On the server: add a bundle of software for kiosks.",
        ),
    ),
)
