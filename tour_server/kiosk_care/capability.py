"""The care of kiosks: a page for each, its history, orders to it, and alarms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tour_server.capability import Capability, Context, Contribution
from tour_server.kiosk_care.settings import KioskAlarmSettings

if TYPE_CHECKING:
    from tour_server.kiosk_care.alarm_watch import AlarmWatch
    from tour_server.kiosk_care.order_book import OrderBook

LOOK_SECONDS = 15.0


def build(context: Context) -> Contribution:
    """Build the page of a kiosk, its orders, what samples its state, and the alarms."""
    from tour_server.catalogue.current_museum import CurrentMuseum
    from tour_server.fleet.overview import KioskOverview
    from tour_server.kiosk_care.events import KIOSK_CARE_EVENTS
    from tour_server.kiosk_care.pages import CareParts, KioskCarePages
    from tour_server.kiosk_care.samples import SAMPLE_SECONDS, KioskSamples
    from tour_server.kiosk_settings.setting_groups import SettingGroups
    from tour_server.periodic import DAY_SECONDS, PeriodicTask

    samples = context.provide(KioskSamples(context.database, context.now))
    orders = _orders(context)
    alarms = _alarms(context)
    pages = KioskCarePages(
        CareParts(
            context.get(KioskOverview),
            context.get(CurrentMuseum),
            samples,
            orders,
            alarms,
            context.get(SettingGroups),
            context.now,
        )
    )
    return Contribution(
        pages=(pages.blueprint(),),
        message_handlers={"order-outcome": orders.store},
        events=KIOSK_CARE_EVENTS,
        parts=(
            PeriodicTask("kiosk-samples", SAMPLE_SECONDS, samples.take, at_once=True),
            PeriodicTask("kiosk-alarms", LOOK_SECONDS, alarms.look),
            PeriodicTask("old-kiosk-logs", DAY_SECONDS, orders.delete_old_lines, at_once=True),
        ),
        warnings=(lambda: alarms.problem,),
    )


def _orders(context: Context) -> OrderBook:
    from tour_server.devices.registry import DeviceRegistry
    from tour_server.fleet.device_notices import DeviceNotices
    from tour_server.kiosk_care.order_book import OrderBook
    from tour_server.recorder import EventRecorder

    orders = context.provide(
        OrderBook(
            context.database,
            context.now,
            context.get(EventRecorder),
            context.get(DeviceRegistry).keys,
        )
    )
    context.get(DeviceNotices).add_source("order", orders.wanted)
    return orders


def _alarms(context: Context) -> AlarmWatch:
    from contract.opening import closing, states_hours
    from tour_server.asked_language import museum_language
    from tour_server.catalogue.current_museum import CurrentMuseum
    from tour_server.fleet.overview import KioskOverview
    from tour_server.kiosk_care.alarm_message import StaffMessages
    from tour_server.kiosk_care.alarm_watch import AlarmParts, AlarmWatch
    from tour_server.outbound.outbound_fetch import OutboundFetch
    from tour_server.recorder import EventRecorder
    from tour_server.root_settings import RootSettings

    settings, museum = context.settings(KioskAlarmSettings), context.get(CurrentMuseum)

    def open_now() -> bool | None:
        current = museum()
        if current is None or not states_hours(current.site):
            return None
        return closing(current.site, context.now()) is not None

    tells = bool(settings.alarm_mail_host or settings.alarm_webhook)
    address = f"{context.settings(RootSettings).public_url.rstrip('/')}/desk/kiosks"
    messages = StaffMessages(
        settings,
        context.get(OutboundFetch),
        museum.name,
        museum.zone,
        address,
        language=lambda: museum_language(museum.languages()),
    )
    return context.provide(
        AlarmWatch(
            AlarmParts(
                context.database,
                context.get(KioskOverview).kiosks,
                context.now,
                open_now,
                context.get(EventRecorder),
                messages if tells else None,
                settings.alarm_minutes * 60.0,
            )
        )
    )


KIOSK_CARE = Capability("kiosk_care", build, KioskAlarmSettings)
