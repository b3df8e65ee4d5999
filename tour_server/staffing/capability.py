"""Staffing: how many people the house needs, the roster of each week, and colleagues' own links."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from tour_server.capability import Capability, Context, Contribution, NavigationEntry
from tour_server.root_settings import RootSettings
from tour_server.staffing.settings import StaffingSettings

if TYPE_CHECKING:
    from flask import Blueprint


def build(context: Context) -> Contribution:
    """Build the rosters, their pages, the job that computes one, and what deletes old ones."""
    from tour_server.catalogue.current_museum import CurrentMuseum
    from tour_server.forecast.day_view import DayViews
    from tour_server.forecast.forecast_store import ForecastStore
    from tour_server.forecast.known_days import KnownDays
    from tour_server.jobs.jobs import Jobs
    from tour_server.periodic import DAY_SECONDS, PeriodicTask
    from tour_server.staff.accounts import Accounts
    from tour_server.staffing.colleagues import Colleagues
    from tour_server.staffing.events import STAFFING_EVENTS
    from tour_server.staffing.forecast_arrivals import ForecastArrivals
    from tour_server.staffing.house_rules import HouseRules
    from tour_server.staffing.jobs import RosterJobs
    from tour_server.staffing.own_pages import OwnRosterPages
    from tour_server.staffing.past_arrivals import PastArrivals
    from tour_server.staffing.roster_weeks import RosterWeeks
    from tour_server.staffing.rosters import Rosters

    settings, museum = context.settings(StaffingSettings), context.get(CurrentMuseum)
    database, now = context.database, context.now
    colleagues = context.provide(Colleagues(database))
    rosters = context.provide(Rosters(database, now))
    rules = context.provide(HouseRules(database))
    past = PastArrivals(database, museum, now)
    forecast = ForecastArrivals(context.get(ForecastStore), past)
    limits = settings.limits()
    weeks = context.provide(
        RosterWeeks(
            *(museum, colleagues, rosters, rules, forecast),
            context.get(KnownDays),
            limits,
            now,
            context.get(DayViews).holidays,
        )
    )
    jobs = context.provide(RosterJobs(context.get(Jobs), weeks, rosters, settings.roster_seconds))
    context.get(Accounts).on_removed(colleagues.remove_named)

    def forget() -> None:
        oldest = weeks.today() - dt.timedelta(weeks=settings.roster_keep_weeks)
        colleagues.forget_before(oldest)
        rules.forget_tours_before(oldest)

    public_url = context.settings(RootSettings).public_url
    own = OwnRosterPages(colleagues, rosters, museum, now, weeks.today, public_url)
    return Contribution(
        pages=(_desk_pages(context),),
        cookieless_pages=(own.blueprint(),),
        navigation=(
            NavigationEntry("Roster", "staffing.page", 75),
            NavigationEntry("The week", "staffing.page", 10, "Roster"),
            NavigationEntry("Colleagues", "staffing.colleagues", 20, "Roster"),
            NavigationEntry("Rules", "staffing.rules", 30, "Roster"),
        ),
        jobs=(jobs.kind,),
        events=STAFFING_EVENTS,
        parts=(PeriodicTask("old-rosters", DAY_SECONDS, forget, at_once=True),),
    )


def _desk_pages(context: Context) -> Blueprint:
    """Returns the pages of the desk."""
    from flask import Blueprint

    from tour_server.catalogue.current_museum import CurrentMuseum
    from tour_server.recorder import EventRecorder
    from tour_server.staffing.colleague_pages import ColleaguePages
    from tour_server.staffing.colleagues import Colleagues
    from tour_server.staffing.house_rules import HouseRules
    from tour_server.staffing.jobs import RosterJobs
    from tour_server.staffing.roster_weeks import RosterWeeks
    from tour_server.staffing.rosters import Rosters
    from tour_server.staffing.rule_pages import RulePages
    from tour_server.staffing.week_pages import WeekPages
    from web.translations import day_in_words

    pages = Blueprint(
        "staffing",
        __name__,
        url_prefix="/desk",
        template_folder="templates",
        static_folder="static",
        static_url_path="/roster-files",
    )
    pages.context_processor(lambda: {"day_in_words": day_in_words})
    get, recorder = context.get, context.get(EventRecorder)
    weeks, rosters, colleagues = get(RosterWeeks), get(Rosters), get(Colleagues)
    public_url = context.settings(RootSettings).public_url
    limits = context.settings(StaffingSettings).limits()
    WeekPages(weeks, rosters, colleagues, get(RosterJobs), recorder).add_to(pages)
    ColleaguePages(colleagues, rosters, recorder, public_url).add_to(pages)
    RulePages(get(HouseRules), get(CurrentMuseum), recorder, limits, weeks.today).add_to(pages)
    return pages


STAFFING = Capability("staffing", build, StaffingSettings)
