"""Tomorrow: forecasts of visitors, what they rest on, and how right they were."""

from __future__ import annotations

from tour_server.capability import Capability, Context, Contribution, NavigationEntry
from tour_server.forecast.settings import ForecastSettings

LOOK_SECONDS = 300.0
UPLOAD_BYTES = 50_000_000


def build(context: Context) -> Contribution:
    """Build the pages, the two jobs, and what asks for them."""
    from tour_server.catalogue.current_museum import CurrentMuseum
    from tour_server.crowd.room_courses import RoomCourses
    from tour_server.forecast.count_imports import CountImports
    from tour_server.forecast.day_view import DayViews
    from tour_server.forecast.events import FORECAST_EVENTS
    from tour_server.forecast.forecast_store import ForecastStore
    from tour_server.forecast.import_pages import UPLOAD_ENDPOINT, CountImportPages
    from tour_server.forecast.jobs import ForecastJobs
    from tour_server.forecast.known_days import KnownDays
    from tour_server.forecast.known_pages import KnownDayPages
    from tour_server.forecast.pages import ForecastPages
    from tour_server.forecast.today_course import TodayCourse
    from tour_server.jobs.jobs import Jobs
    from tour_server.periodic import PeriodicTask
    from tour_server.recorder import EventRecorder

    museum, recorder = context.get(CurrentMuseum), context.get(EventRecorder)
    store = context.provide(ForecastStore(context.database, context.now))
    known = context.provide(KnownDays(context.database, context.now))
    hour = context.settings(ForecastSettings).forecast_hour
    jobs = context.provide(
        ForecastJobs(context.database, museum, store, known, context.get(Jobs), context.now, hour)
    )
    views = context.provide(DayViews(context.database, store, known, jobs.place))
    imports = CountImports(context.database, context.now)
    pages = ForecastPages(
        views,
        store,
        jobs,
        museum,
        KnownDayPages(known, museum, jobs, recorder, context.now),
        CountImportPages(imports, museum, jobs, recorder, UPLOAD_BYTES, context.now),
        context.now,
    )
    course = TodayCourse(context.database, store)
    context.get(RoomCourses).read_from(course.courses)
    return Contribution(
        pages=(pages.blueprint(),),
        navigation=(
            NavigationEntry("Tomorrow", "forecast.page", 72),
            NavigationEntry("A day", "forecast.page", 10, "Tomorrow"),
            NavigationEntry("28 days", "forecast.days", 20, "Tomorrow"),
            NavigationEntry("How right we were", "forecast.right", 30, "Tomorrow"),
            NavigationEntry("Known of days", "forecast.known", 40, "Tomorrow"),
            NavigationEntry("Counts you have", "forecast.counts", 50, "Tomorrow"),
        ),
        largest_uploads={UPLOAD_ENDPOINT: UPLOAD_BYTES},
        jobs=(jobs.nightly, jobs.weekly),
        events=FORECAST_EVENTS,
        parts=(PeriodicTask("forecasts-due", LOOK_SECONDS, jobs.look, at_once=True),),
    )


FORECAST = Capability("forecast", build, ForecastSettings)
