"""The staff pages of kiosks' settings: the groups, one group with its history, and taking a change back."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from msgspec import Struct

from contract.kiosk_settings import (
    EFFECTS,
    NAMES,
    SECRET,
    SettingScope,
    scopes_of,
)
from contract.museum import Level, Museum
from tour_server.devices.registry import DeviceKey
from tour_server.fleet.rooms import room_names
from tour_server.kiosk_settings.kiosk_answers import KioskAnswers
from tour_server.kiosk_settings.setting_groups import (
    NOT_KNOWN,
    SettingGroup,
    SettingGroups,
    SettingsRefusedError,
)
from tour_server.kiosk_settings.words import EFFECT_WORDS, LABELS, STATE_WORDS
from tour_server.staff.permissions import Permission
from tour_server.staff.session import allowed, person
from web.translations import gettext as _

PLACEMENTS = ("held-up", "facing-a-wall", "carried")  # contract.kiosk_settings
HISTORY = 50  # changes that a page shows
SITE_SUBJECT = "all"  # in place of a subject in an address; no kiosk has this name


class SettingField(Struct, frozen=True):
    """A setting in the form of a group. `text`: as it was typed or is set; `broader`: what holds without it.

    `choices`: value -> what staff read, where there are few; empty where anything may be typed.
    """

    name: str
    label: str
    text: str
    broader: str
    choices: dict[str, str]
    effect: str
    wrong: str


class KioskSettingsPages:
    """The pages under `/desk/kiosk-settings`."""

    def __init__(
        self,
        groups: SettingGroups,
        answers: KioskAnswers,
        museum: Callable[[], Museum | None],
        keys: Callable[[], Mapping[str, DeviceKey]],
    ) -> None:
        """`keys`: of the registered kiosks."""
        self._groups, self._answers = groups, answers
        self._museum, self._keys = museum, keys

    def blueprint(self) -> Blueprint:
        """Return the blueprint."""
        blueprint = Blueprint(
            "kiosk_settings",
            __name__,
            template_folder="templates",
            url_prefix="/desk/kiosk-settings",
        )
        add = blueprint.add_url_rule
        devices, read = allowed(Permission.DEVICES), allowed(Permission.READ)
        add("", "page", read(self.page))
        add("/<scope>/<subject>", "group", read(self.group))
        add("/<scope>/<subject>", "change", devices(self.change), methods=["POST"])
        add("/<scope>/<subject>/undo/<int:number>", "undo", devices(self.undo), methods=["POST"])
        return blueprint

    def page(self) -> ResponseReturnValue:
        """List the groups, with how many settings each has."""
        groups = self._groups.all()
        rooms = room_names(self._museum())
        site = SettingGroup(SettingScope.SITE)
        of_rooms = [(SettingGroup(SettingScope.ROOM, key), name) for key, name in rooms.items()]
        of_kiosks = [
            (SettingGroup(SettingScope.KIOSK, name), name) for name in sorted(self._keys())
        ]
        known = {one for one, _name in (*of_rooms, *of_kiosks)} | {site}
        gone = [(one, one.subject) for one in groups if one not in known]
        return render_template(
            "kiosk_settings/groups.html",
            site=site,
            rooms=of_rooms,
            kiosks=of_kiosks,
            gone=gone,
            settings=groups,
            address=self._address,
        )

    def group(self, scope: str, subject: str) -> ResponseReturnValue:
        """Show a group's settings, their history and, of one kiosk, what holds for it."""
        return self._render(self._group(scope, subject), {}, {})

    def change(self, scope: str, subject: str) -> ResponseReturnValue:
        """Store what was changed in the form. An empty field takes the setting away; an empty password keeps it."""
        group = self._group(scope, subject)
        typed = {name: request.form[name].strip() for name in NAMES if name in request.form}
        before = {name: request.form.get(f"before-{name}", "") for name in typed}
        changes: dict[str, str | None] = {
            name: text or None
            for name, text in typed.items()
            if text != before[name] and not (name == SECRET and not text)
        }
        try:
            self._groups.change(group, changes, person().name)
        except SettingsRefusedError as error:
            return self._render(group, typed, error.reasons), 422
        return redirect(self._address(group))

    def undo(self, scope: str, subject: str, number: int) -> ResponseReturnValue:
        """Take a change back."""
        group = self._group(scope, subject)
        try:
            self._groups.undo(group, number, person().name)
        except LookupError:
            abort(404, _("There is no such change."))
        except SettingsRefusedError as error:
            return self._render(group, {}, {"": str(error)}), 422
        return redirect(self._address(group))

    def _group(self, scope: str, subject: str) -> SettingGroup:
        """Returns the group of an address. Aborts with 404 for one that is not there and has no history."""
        if scope == SettingScope.SITE and subject == SITE_SUBJECT:
            return SettingGroup(SettingScope.SITE)
        known: Mapping[str, object] = {}
        if scope == SettingScope.ROOM:
            known = room_names(self._museum())
        elif scope == SettingScope.KIOSK:
            known = self._keys()
        if scope not in (SettingScope.ROOM, SettingScope.KIOSK):
            abort(404, _("There are no kiosks of this kind."))
        group = SettingGroup(SettingScope(scope), subject)
        if subject not in known and not self._groups.history(group):
            abort(404, _("There are no kiosks of this kind."))
        return group

    def _render(
        self, group: SettingGroup, typed: Mapping[str, str], wrong: Mapping[str, str]
    ) -> str:
        stored = self._groups.of(group)
        broader = self._broader(group)
        fields = [
            SettingField(
                name,
                _(LABELS[name]),
                "" if name == SECRET else typed.get(name, stored.get(name, "")),
                broader.get(name, ""),
                self._choices(name, stored.get(name, "")),
                _(EFFECT_WORDS[EFFECTS[name]]),
                wrong.get(name, ""),
            )
            for name in NAMES
            if group.scope in scopes_of(name)
        ]
        is_kiosk = group.scope is SettingScope.KIOSK
        return render_template(
            "kiosk_settings/group.html",
            group=group,
            title=self._title(group),
            fields=fields,
            stored={name: text for name, text in stored.items() if name != SECRET},
            secret=SECRET,
            has_secret=SECRET in stored,
            secret_lost=stored.get(SECRET) == NOT_KNOWN,
            problem=wrong.get("", ""),
            refused=bool(wrong),
            history=self._groups.history(group)[:HISTORY],
            answers=self._answers.of(group.subject) if is_kiosk else [],
            labels=LABELS,
            states=STATE_WORDS,
            title_of=self._title,
            address=self._address,
            rooms=room_names(self._museum()),
        )

    def _choices(self, name: str, stored: str) -> dict[str, str]:
        """Returns what a setting may be, and what is set, which the museum may have no more."""
        museum = self._museum()
        found: dict[str, str] = {}
        if name == "room":
            found = room_names(museum)
        elif name == "language" and museum is not None:
            found = {tag: tag for tag in museum.site.languages}
        elif name == "level":
            found = {level.value: level.value for level in Level}
        elif name == "placement":
            found = {place: place for place in PLACEMENTS}
        return found | {stored: stored} if found and stored and stored not in found else found

    def _broader(self, group: SettingGroup) -> dict[str, str]:
        """Returns what holds for the group where it sets nothing itself, as far as the desk knows."""
        if group.scope is SettingScope.SITE:
            return {}
        if group.scope is SettingScope.ROOM:
            return self._groups.of(SettingGroup(SettingScope.SITE))
        own = {one.name: one.text for one in self._answers.of(group.subject) if one.group != group}
        return {name: text for name, text in own.items() if name != SECRET}

    def _title(self, group: SettingGroup | None) -> str:
        if group is None:
            return _("its own settings file")
        if group.scope is SettingScope.SITE:
            return _("All kiosks")
        if group.scope is SettingScope.ROOM:
            name = room_names(self._museum()).get(group.subject, group.subject)
            return _("Kiosks of {room}", room=name)
        return group.subject

    def _address(self, group: SettingGroup) -> str:
        return url_for(
            "kiosk_settings.group", scope=group.scope.value, subject=group.subject or SITE_SUBJECT
        )
