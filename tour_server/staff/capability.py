"""Accounts: who may sign in at the desk, and what they may do there."""

from __future__ import annotations

from tour_server.capability import Capability, Command, Context, Contribution, NavigationEntry
from tour_server.staff.settings import StaffSettings


def build(context: Context) -> Contribution:
    """Build the accounts, the sign-in and the page of people."""
    import time

    from argon2 import PasswordHasher

    from tour_server.recorder import EventRecorder
    from tour_server.staff.accounts import Accounts
    from tour_server.staff.events import STAFF_EVENTS
    from tour_server.staff.first_account import FirstAccount
    from tour_server.staff.pages import StaffPages
    from tour_server.staff.throttle import Throttle

    hasher = context.provide(PasswordHasher())
    recorder = context.get(EventRecorder)
    accounts = context.provide(Accounts(context.database, context.now, hasher, recorder))
    first = FirstAccount(accounts, context.settings(StaffSettings).first_password)
    return Contribution(
        pages=(StaffPages(accounts, Throttle(time.monotonic), recorder).blueprint(),),
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
