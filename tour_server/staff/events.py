"""The events about staff: sign-ins and accounts."""

from __future__ import annotations

from tour_server.recorder import EventKind

SIGNED_IN = EventKind("signed-in", "Somebody signed in.")
SIGN_IN_FAILED = EventKind(
    "sign-in-failed",
    "Somebody typed a wrong password. The account is named when there is one of that name.",
)
SIGNED_OUT = EventKind("signed-out", "Somebody signed out.")
ACCOUNT_CREATED = EventKind("account-created", "An account was made.")
ACCOUNT_REMOVED = EventKind("account-removed", "An account was removed.")
ROLES_CHANGED = EventKind("roles-changed", "An account got other roles.")
ACCOUNT_RESCUED = EventKind(
    "account-rescued",
    "An account was made an administrator's, with a new password, on the server's machine.",
)
NAME_TAKEN_OFF = EventKind(
    "name-taken-off", "The name of somebody who has left was taken off all that is kept."
)
PASSWORD_CHANGED = EventKind("password-changed", "An account got a new password.")

STAFF_EVENTS = (
    SIGNED_IN,
    SIGN_IN_FAILED,
    SIGNED_OUT,
    ACCOUNT_CREATED,
    ACCOUNT_REMOVED,
    ROLES_CHANGED,
    ACCOUNT_RESCUED,
    PASSWORD_CHANGED,
    NAME_TAKEN_OFF,
)
