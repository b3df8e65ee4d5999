"""The staff pages about kiosks: when each was last seen, what it shows, what is wrong; register and take off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from flask import Blueprint, Response, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from msgspec import Struct

from contract.credentials import credentials_of, credentials_text
from contract.museum import Museum
from tour_server.devices.registry import DeviceError, DeviceRegistry
from tour_server.fleet.kiosk_list import with_room_names
from tour_server.fleet.overview import KioskOverview
from tour_server.fleet.rooms import room_names
from tour_server.fleet.screen_words import screen_words
from tour_server.fleet.silence import KioskSilence
from tour_server.recorder import Recorder
from tour_server.staff.permissions import Permission
from tour_server.staff.session import allowed, password_again, person
from web.translations import gettext as _

NO_STORE = {"Cache-Control": "no-store"}


class FleetParts(Struct, frozen=True):
    """What the pages of the kiosks are made of.

    `site`: the key of the site. `broker_authority`: the PEM text by which a kiosk knows the broker, "" where it needs
    none; raises OSError.
    """

    overview: KioskOverview
    registry: DeviceRegistry
    recorder: Recorder
    site: Callable[[], str]
    broker_authority: Callable[[], str]
    silence: KioskSilence


class KioskPages:
    """The pages under `/desk/kiosks`."""

    def __init__(
        self,
        parts: FleetParts,
        museum: Callable[[], Museum | None],
        newest_release: Callable[[], int | None],
        now: Callable[[], dt.datetime],
    ) -> None:
        """`newest_release`: None before the first one. `now`: in UTC."""
        self._parts, self._museum = parts, museum
        self._newest_release, self._now = newest_release, now

    def blueprint(self) -> Blueprint:
        """Return the blueprint with the page, its fragment, and what a technician may do."""
        blueprint = Blueprint(
            "kiosks",
            __name__,
            template_folder="templates",
            static_folder="static",
            static_url_path="/static",
            url_prefix="/desk/kiosks",
        )
        add = blueprint.add_url_rule
        devices, read = allowed(Permission.DEVICES), allowed(Permission.READ)
        add("", "page", read(self.page))
        add("/table", "fragment", read(self.fragment))
        rooms = allowed(Permission.ROOMS)
        add("/silence", "silence", rooms(self.silence), methods=["POST"])
        add("/speak", "speak", rooms(self.speak), methods=["POST"])
        add("/<name>/take-off", "ask_to_take_off", devices(self.ask_to_take_off))
        add("/<name>/take-off", "take_off", devices(self.take_off), methods=["POST"])
        add("/<name>/register", "ask_to_register", devices(self.ask_to_register))
        register = devices(password_again(self.register))
        add("/<name>/register", "register", register, methods=["POST"])
        return blueprint

    def page(self) -> ResponseReturnValue:
        """Show all kiosks; a script replaces the fragment every half minute."""
        return self._render("fleet/kiosks.html")

    def fragment(self) -> ResponseReturnValue:
        """Answer with the table of kiosks alone."""
        return self._render("fleet/kiosk_table.html"), NO_STORE

    def silence(self) -> ResponseReturnValue:
        """Silence all kiosks at once."""
        self._parts.silence.begin(person().name)
        return redirect(url_for("kiosks.page"))

    def speak(self) -> ResponseReturnValue:
        """Let all kiosks speak again."""
        self._parts.silence.end(person().name)
        return redirect(url_for("kiosks.page"))

    def ask_to_take_off(self, name: str) -> ResponseReturnValue:
        """Ask whether a kiosk is to be taken off the list."""
        self._listed(name)
        return render_template("fleet/take_off.html", name=name)

    def take_off(self, name: str) -> ResponseReturnValue:
        """Take a kiosk off the list; it comes back when it is heard again."""
        self._parts.overview.take_off(name, person().name, self._parts.recorder)
        return redirect(url_for("kiosks.page"))

    def ask_to_register(self, name: str) -> ResponseReturnValue:
        """Say what it means to register a kiosk that was heard, and ask for it."""
        self._listed(name)
        return render_template("fleet/register.html", name=name)

    def register(self, name: str) -> ResponseReturnValue:
        """Register a kiosk and answer with the file of its credentials, which is given this once."""
        self._listed(name)
        try:
            authority = self._parts.broker_authority()
            key = self._parts.registry.add(name, person().name)
        except (DeviceError, OSError) as error:
            return render_template("fleet/register.html", name=name, problem=str(error)), 409
        text = credentials_text(credentials_of(self._parts.site(), name, key, authority))
        return Response(
            text,
            mimetype="application/toml",
            headers={
                "Content-Disposition": f'attachment; filename="{name}-credentials.toml"',
                **NO_STORE,
            },
        )

    def _listed(self, name: str) -> None:
        """Abort with 404 when no kiosk of this name is on the list."""
        if all(one.name != name for one in self._parts.overview.kiosks()):
            abort(404, _("There is no kiosk called {name} on the list.", name=name))

    def _render(self, template: str) -> str:
        kiosks = with_room_names(room_names(self._museum()), self._parts.overview.kiosks())
        return render_template(
            template,
            kiosks=kiosks,
            actions=self._parts.overview.actions,
            newest=self._newest_release(),
            now=self._now(),
            silenced=self._parts.silence.now(),
            screen_words=screen_words,
        )
