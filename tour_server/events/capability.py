"""The log of events: who did what, when."""

from __future__ import annotations

from tour_server.capability import Capability, Context, Contribution, NavigationEntry
from tour_server.events.settings import EventSettings


def build(context: Context) -> Contribution:
    """Build the log, its page, and the deletion of old events."""
    import datetime as dt

    from tour_server.events.event_log import EventLog
    from tour_server.events.pages import EventPages
    from tour_server.events.settings_event import SETTINGS_CHANGED, SettingsEvent
    from tour_server.periodic import DAY_SECONDS, PeriodicTask
    from tour_server.recorder import EventRecorder

    log = context.provide(EventLog(context.database, context.now, context.event_kinds))
    context.provide(EventRecorder(log))
    kept = dt.timedelta(days=context.settings(EventSettings).event_days)
    retention = PeriodicTask(
        "event-retention", DAY_SECONDS, lambda: log.forget(context.now() - kept)
    )
    settings = SettingsEvent(log, context.recorded_settings())
    return Contribution(
        pages=(EventPages(log, context.event_kinds).blueprint(),),
        navigation=(NavigationEntry("Events", "events.page", 20, "People"),),
        events=(SETTINGS_CHANGED,),
        parts=(settings, retention),
    )


EVENTS = Capability("events", build, EventSettings)
