"""Accounts: who may sign in at the desk, and what they may do there."""

from __future__ import annotations

from tour_server.capability import Capability, Command, Context, Contribution, NavigationEntry
from tour_server.root_settings import RootSettings
from tour_server.staff.settings import StaffSettings


def build(context: Context) -> Contribution:
    """Build the accounts, the sign-in and the page of people."""
    import datetime as dt

    from argon2 import PasswordHasher

    from tour_server.recorder import EventRecorder
    from tour_server.session_key import session_key
    from tour_server.staff.accounts import Accounts
    from tour_server.staff.events import STAFF_EVENTS
    from tour_server.staff.first_account import FirstAccount
    from tour_server.staff.known_browsers import KnownBrowsers
    from tour_server.staff.pages import StaffPages
    from tour_server.staff.person_data import PersonData
    from tour_server.staff.session import SignIns
    from tour_server.staff.sign_in_attempts import SignInAttempts
    from tour_server.staff.sign_in_store import SignInStore
    from tour_server.staff.throttle import Throttle

    hasher = context.provide(PasswordHasher())
    recorder = context.get(EventRecorder)
    accounts = context.provide(Accounts(context.database, context.now, hasher, recorder))
    settings, data = context.settings(StaffSettings), context.data
    known = KnownBrowsers(session_key(data / "session.key"))
    attempts = SignInAttempts(accounts, Throttle(), known, data, recorder)
    longest = dt.timedelta(days=settings.sign_in_days)
    store = context.provide(SignInStore(context.database, accounts, context.now, longest))
    root = context.settings(RootSettings)
    sign_ins = SignIns(store, attempts, known, recorder, root.https or root.secure_cookies)
    pages = StaffPages(sign_ins, accounts, PersonData(context.database, recorder), data)
    first = FirstAccount(accounts, settings.first_password, data)
    return Contribution(
        pages=(pages.blueprint(),),
        before_request=(pages.load,),
        navigation=(
            NavigationEntry("People", "staff.people", 100),
            NavigationEntry("Accounts", "staff.people", 10, "People"),
        ),
        events=STAFF_EVENTS,
        parts=(first,),
    )


STAFF = Capability(
    "staff",
    build,
    StaffSettings,
    (Command("staff", "tour_server.staff.commands:staff", "Add people who may sign in."),),
)
