"""The desk's pages about claims: add kiosks, claim one that waits, revoke one, replace one by a spare."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from msgspec import Struct

from contract.claims import WaitReason
from contract.museum import Museum
from contract.prepared_kiosk import PreparedWifi
from tour_server.broker.certificates import BrokerCertificateError
from tour_server.claims.claiming import Claiming, WaitingKiosk
from tour_server.claims.prepared_files import (
    DAYS,
    MOST_DAYS,
    MOST_FILES,
    PreparedFiles,
    PreparedOrder,
    as_archive,
)
from tour_server.devices.registry import DeviceError, DeviceRegistry, RegisteredDevice
from tour_server.fleet.overview import KioskOverview
from tour_server.fleet.rooms import room_names
from tour_server.staff.permissions import Permission
from tour_server.staff.session import allowed, password_again, person
from web.translations import gettext as _
from web.translations import mark

NO_STORE = {"Cache-Control": "no-store"}
REASONS = {
    WaitReason.NO_TOKEN: mark("It came without a token."),
    WaitReason.TOKEN_UNKNOWN: mark("Its token is not one of this server’s."),
    WaitReason.TOKEN_USED: mark("Its token was used by another kiosk: is its card a copy?"),
    WaitReason.TOKEN_ENDED: mark("Its token has ended."),
    WaitReason.NAME_TAKEN: mark("Another kiosk has the name that was prepared for it."),
    WaitReason.EXPIRED: mark("Its certificate has ended: it was off for long."),
    WaitReason.REVOKED: mark("Its certificate was revoked."),
}


class ClaimParts(Struct, frozen=True):
    """What the pages are made of. `door`: the address of the device door for a prepared file; empty without a door."""

    claiming: Claiming
    prepared: PreparedFiles
    registry: DeviceRegistry
    overview: KioskOverview
    museum: Callable[[], Museum | None]
    door: Callable[[], str]


class Replacement(Struct, frozen=True):
    """A kiosk that may take another's place, as the page offers it."""

    fingerprint: str
    words: str


class ClaimPages:
    """The pages under `/desk/claims`."""

    def __init__(self, parts: ClaimParts) -> None:
        self._parts = parts

    def blueprint(self) -> Blueprint:
        """Returns the pages, to be registered once."""
        pages = Blueprint(
            "claims", __name__, template_folder="templates", url_prefix="/desk/claims"
        )
        add, devices = pages.add_url_rule, allowed(Permission.DEVICES)
        add("", "page", devices(self.page))
        add("/prepare", "prepare", devices(self.prepare), methods=["POST"])
        add("/find", "find", devices(self.find))
        add("/screen/<code>", "ask", devices(self.ask))
        claim = devices(password_again(self.claim))
        add("/screen/<code>", "claim", claim, methods=["POST"])
        add("/revoke/<name>", "ask_to_revoke", devices(self.ask_to_revoke))
        revoke = devices(password_again(self.revoke))
        add("/revoke/<name>", "revoke", revoke, methods=["POST"])
        add("/replace/<name>", "ask_to_replace", devices(self.ask_to_replace))
        replace = devices(password_again(self.replace))
        add("/replace/<name>", "replace", replace, methods=["POST"])
        return pages

    def page(self) -> ResponseReturnValue:
        """Show the kiosks that wait, and the form that prepares new ones."""
        return self._page()

    def find(self) -> ResponseReturnValue:
        """Lead to the kiosk whose code was typed."""
        found = self._parts.claiming.find(request.args.get("code", ""))
        if found is None:
            problem = _(
                "No screen with this code waits. Compare it with the screen once more; a screen that is switched"
                " off leaves the list after an hour."
            )
            return self._page(problem), 404
        return redirect(url_for("claims.ask", code=found.code))

    def prepare(self) -> ResponseReturnValue:
        """Answer with the file for one kiosk, or an archive of files, which is given this once."""
        try:
            order = self._order()
            files = self._parts.prepared.make(order, person().name)
        except (ValueError, OSError, BrokerCertificateError) as error:
            return self._page(str(error)), 422
        body: str | bytes = files[0].text if len(files) == 1 else as_archive(files)
        name = files[0].path if len(files) == 1 else "zaalgids-devices.zip"
        kind = "application/toml" if len(files) == 1 else "application/zip"
        disposition = f'attachment; filename="{name}"'
        return Response(
            body, mimetype=kind, headers={"Content-Disposition": disposition, **NO_STORE}
        )

    def ask(self, code: str) -> ResponseReturnValue:
        """Ask which kiosk a screen is to be."""
        return self._ask(self._waiting(code))

    def claim(self, code: str) -> ResponseReturnValue:
        """Claim a screen: it gets its name and its certificate within seconds."""
        kiosk = self._waiting(code)
        name, room = request.form.get("name", "").strip(), request.form.get("room", "")
        try:
            name = self._parts.claiming.accept(kiosk, name, room or None, person().name)
        except DeviceError as error:
            return self._ask(kiosk, str(error)), 422
        flash(_("{name} is claimed. Its screen changes within seconds.", name=name))
        return redirect(url_for("kiosks.page"))

    def ask_to_revoke(self, name: str) -> ResponseReturnValue:
        """Ask whether a kiosk's rights are to be taken."""
        self._registered(name)
        return render_template("claims/revoke.html", name=name)

    def revoke(self, name: str) -> ResponseReturnValue:
        """Take a kiosk's rights, for good."""
        self._registered(name)
        self._parts.claiming.revoke(name, person().name)
        flash(_("{name} is revoked. Broker and server refuse it within a minute.", name=name))
        return redirect(url_for("kiosks.page"))

    def ask_to_replace(self, name: str) -> ResponseReturnValue:
        """Ask which kiosk takes the place of another."""
        return self._ask_to_replace(self._registered(name))

    def replace(self, name: str) -> ResponseReturnValue:
        """Let another kiosk take this one's name, room, lines and content."""
        device = self._registered(name)
        chosen = request.form.get("spare", "")
        if chosen not in {one.fingerprint for one in self._spares(name)}:
            return self._ask_to_replace(device, _("Choose the kiosk that takes its place.")), 422
        try:
            self._parts.claiming.replace(name, chosen, person().name)
        except DeviceError as error:
            return self._ask_to_replace(device, str(error)), 422
        flash(_("Another kiosk takes the place of {name} within a minute.", name=name))
        return redirect(url_for("kiosks.page"))

    def _page(self, problem: str = "") -> str:
        return render_template(
            "claims/claims.html",
            waiting=self._parts.claiming.waiting(),
            reason=lambda kiosk: _(REASONS[kiosk.reason]),
            door=self._parts.door(),
            rooms=sorted(self._rooms().items(), key=lambda one: one[1]),
            days=DAYS,
            most_days=MOST_DAYS,
            most_files=MOST_FILES,
            problem=problem,
        )

    def _ask(self, kiosk: WaitingKiosk, problem: str = "") -> str:
        known = {one.name: one.room for one in self._parts.registry.devices()}
        return render_template(
            "claims/claim.html",
            kiosk=kiosk,
            reason=_(REASONS[kiosk.reason]),
            rooms=sorted(self._rooms().items(), key=lambda one: one[1]),
            name=request.form.get("name", kiosk.known_as),
            room=request.form.get("room", known.get(kiosk.known_as) or ""),
            problem=problem,
        )

    def _ask_to_replace(self, device: RegisteredDevice, problem: str = "") -> str:
        return render_template(
            "claims/replace.html",
            name=device.name,
            room=self._rooms().get(device.room or "", device.room),
            spares=self._spares(device.name),
            problem=problem,
        )

    def _spares(self, name: str) -> list[Replacement]:
        """Returns who may take a kiosk's place: those that wait, then other claimed ones."""
        online = {one.name for one in self._parts.overview.kiosks() if one.online}
        waiting = [
            Replacement(one.fingerprint, _("the screen that shows {code}", code=one.code))
            for one in self._parts.claiming.waiting()
        ]
        claimed = [
            Replacement(
                fingerprint,
                _("{name}, which is online", name=other)
                if other in online
                else _("{name}, which is offline", name=other),
            )
            for other, fingerprint in self._parts.claiming.claimed()
            if other != name
        ]
        return waiting + claimed

    def _order(self) -> PreparedOrder:
        """Returns what the form asks for. Raises ValueError in a sentence for staff."""
        door = self._parts.door()
        if not door:
            raise ValueError(
                _("This server has no device door; the technician’s guide says how to open it.")
            )
        form = request.form
        room = form.get("room", "")
        if room and room not in self._rooms():
            raise ValueError(_("There is no such room."))
        network = form.get("wifi", "").strip()
        fields = {"name": network, "password": form.get("wifi_password", "")}
        museum = self._parts.museum()
        try:
            wifi = msgspec.convert(fields, PreparedWifi) if network else None
        except msgspec.ValidationError as error:
            raise ValueError(
                _("A Wi-Fi’s name has 32 letters at most, its password 64.")
            ) from error
        return PreparedOrder(
            server=door,
            count=_number(form.get("count", ""), MOST_FILES),
            days=_number(form.get("days", ""), MOST_DAYS),
            room=room or None,
            language="en" if museum is None else museum.site.languages[0],
            wifi=wifi,
        )

    def _rooms(self) -> dict[str, str]:
        return room_names(self._parts.museum())

    def _waiting(self, code: str) -> WaitingKiosk:
        """Returns the kiosk that waits with this code. Aborts with 404 when there is none."""
        found = self._parts.claiming.find(code)
        if found is None:
            abort(404, _("No screen with this code waits. Perhaps it was claimed already."))
        return found

    def _registered(self, name: str) -> RegisteredDevice:
        """Returns a registered kiosk. Aborts with 404 when there is none."""
        for one in self._parts.registry.devices():
            if one.name == name:
                return one
        return abort(404, _("There is no kiosk called {name} in the registry.", name=name))


def _number(text: str, most: int) -> int:
    """Returns the number of a field. Raises ValueError in a sentence for staff."""
    if not text.isdecimal() or len(text) > 4 or not 1 <= int(text) <= most:
        raise ValueError(_("Write a number from 1 to {most}.", most=most))
    return int(text)
