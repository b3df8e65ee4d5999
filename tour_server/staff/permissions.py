"""Who may do what: the roles of staff, what each permits, and the sentences that say so.

`ROLE_PERMISSIONS` is the only table. Each view of the desk states one permission (tour_server.staff.session.allowed);
a person may do what any of their roles permits.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from enum import StrEnum

from web.translations import gettext as _
from web.translations import mark


class Role(StrEnum):
    """What a person does at the museum. The value is how the role is stored and typed."""

    AUTHOR = "author"
    EDITOR = "editor"
    PUBLISHER = "publisher"
    DUTY_MANAGER = "duty-manager"
    TECHNICIAN = "technician"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    """What a view needs: one row of the table."""

    READ = "read"
    """Read the desk."""
    WRITE = "write"
    """Write drafts."""
    APPROVE = "approve"
    """Approve words and offers."""
    PUBLISH = "publish"
    """Publish, go back to an earlier release, schedule a release."""
    ROOMS = "rooms"
    """Change rooms and wall screens, take footfall out, silence all kiosks."""
    DEVICES = "devices"
    """Change devices, cameras and certificates."""
    HOUSE = "house"
    """Change the house, its hours and its languages."""
    ROSTER = "roster"
    """Make rosters: see who works when, and change it."""
    ADMINISTER = "administer"
    """Change people and roles, read events, renew signing keys, restore a back-up."""


ROLE_PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.AUTHOR: frozenset({Permission.READ, Permission.WRITE}),
    Role.EDITOR: frozenset(
        {Permission.READ, Permission.WRITE, Permission.APPROVE, Permission.HOUSE}
    ),
    Role.PUBLISHER: frozenset({Permission.READ, Permission.PUBLISH}),
    Role.DUTY_MANAGER: frozenset({Permission.READ, Permission.ROOMS, Permission.ROSTER}),
    Role.TECHNICIAN: frozenset({Permission.READ, Permission.ROOMS, Permission.DEVICES}),
    Role.ADMINISTRATOR: frozenset(Permission),
}

ROLE_NAMES: Mapping[Role, str] = {
    Role.AUTHOR: mark("author"),
    Role.EDITOR: mark("editor"),
    Role.PUBLISHER: mark("publisher"),
    Role.DUTY_MANAGER: mark("duty manager"),
    Role.TECHNICIAN: mark("technician"),
    Role.ADMINISTRATOR: mark("administrator"),
}

ROLE_TASKS: Mapping[Role, str] = {
    Role.AUTHOR: mark("Author: writes drafts"),
    Role.EDITOR: mark("Editor: writes and approves; changes the house, its hours and languages"),
    Role.PUBLISHER: mark("Publisher: publishes and goes back"),
    Role.DUTY_MANAGER: mark(
        "Duty manager: looks after rooms and wall screens, takes footfall out, and makes rosters"
    ),
    Role.TECHNICIAN: mark("Technician: looks after kiosks, cameras, rooms and wall screens"),
    Role.ADMINISTRATOR: mark("Administrator: may do everything, and looks after people"),
}

WHO_MAY: Mapping[Permission, str] = {
    Permission.READ: mark(
        "Authors, editors, publishers, duty managers, technicians and administrators read the desk."
    ),
    Permission.WRITE: mark("Authors, editors and administrators write drafts."),
    Permission.APPROVE: mark("Editors and administrators approve words and offers."),
    Permission.PUBLISH: mark("Publishers and administrators publish and go back."),
    Permission.ROOMS: mark(
        "Duty managers, technicians and administrators change rooms and wall screens, and take footfall out."
    ),
    Permission.DEVICES: mark(
        "Technicians and administrators change devices, cameras and certificates."
    ),
    Permission.HOUSE: mark("Editors and administrators change the house, its hours and languages."),
    Permission.ROSTER: mark("Duty managers and administrators make rosters."),
    Permission.ADMINISTER: mark(
        "Administrators look after people, roles, events and signing keys."
    ),
}


def permissions_of(roles: AbstractSet[Role]) -> frozenset[Permission]:
    """Returns what a person with these roles may do."""
    return frozenset().union(*(ROLE_PERMISSIONS[role] for role in roles))


def in_order(roles: AbstractSet[Role]) -> list[Role]:
    """Returns roles in the order of the table."""
    return [role for role in Role if role in roles]


def role_names(roles: AbstractSet[Role]) -> str:
    """Returns the names of roles as staff read them: `author, duty manager`."""
    return ", ".join(_(ROLE_NAMES[role]) for role in in_order(roles))


def who_may(permission: Permission) -> str:
    """Returns a sentence that says who may do it."""
    return _(WHO_MAY[permission])
