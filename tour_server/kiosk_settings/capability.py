"""Kiosks' settings from the desk."""

from __future__ import annotations

from tour_server.capability import Capability, Context, Contribution, NavigationEntry
from tour_server.kiosk_settings.settings import KioskTrialSettings

NAVIGATION = (NavigationEntry("Settings", "kiosk_settings.page", 30, "Kiosks"),)


def build(context: Context) -> Contribution:
    """Build the groups, what tells the kiosks, and the pages."""
    from tour_server.catalogue.current_museum import CurrentMuseum
    from tour_server.devices.registry import DeviceRegistry
    from tour_server.fleet.device_notices import DeviceNotices
    from tour_server.kiosk_settings.events import KIOSK_SETTINGS_EVENTS
    from tour_server.kiosk_settings.kiosk_answers import KioskAnswers
    from tour_server.kiosk_settings.pages import KioskSettingsPages
    from tour_server.kiosk_settings.setting_groups import KEY_FILE, SettingGroups
    from tour_server.recorder import EventRecorder
    from tour_server.session_key import session_key

    museum, registry = context.get(CurrentMuseum), context.get(DeviceRegistry)
    groups = context.provide(
        SettingGroups(
            context.database,
            context.now,
            context.get(EventRecorder),
            museum,
            session_key(context.data / KEY_FILE),
        )
    )
    minutes = context.settings(KioskTrialSettings).kiosk_trial_minutes
    answers = context.provide(KioskAnswers(context.database, groups, registry.keys, minutes))
    context.get(DeviceNotices).add_source("settings", answers.wanted)
    return Contribution(
        pages=(KioskSettingsPages(groups, answers, museum, registry.keys).blueprint(),),
        navigation=NAVIGATION,
        events=KIOSK_SETTINGS_EVENTS,
    )


KIOSK_SETTINGS = Capability("kiosk_settings", build, KioskTrialSettings)
