"""The desk's page Software: bundles, the rollout that goes on, what happens next, and one kiosk at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import IO, cast

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from msgspec import Struct
from sqlalchemy.orm import Session

from contract.museum import Museum
from tour_server.database import Database
from tour_server.fleet.kiosk_list import with_room_names
from tour_server.fleet.overview import KioskOverview
from tour_server.fleet.rooms import room_names
from tour_server.staff.permissions import Permission
from tour_server.staff.session import allowed, person
from tour_server.updates.bundle_file import SoftwareBundleError
from tour_server.updates.bundle_store import BundleStore, SoftwareBundle
from tour_server.updates.kiosk_views import KioskSoftware, kiosk_software, running_newer
from tour_server.updates.nights import Night
from tour_server.updates.rollout import RolloutRules, RolloutState
from tour_server.updates.rollout_rows import rollouts_of, watched_rollouts
from tour_server.updates.rollout_view import RolloutView, ViewParts, rollout_view
from tour_server.updates.rollouts import Rollouts
from tour_server.updates.software_orders import SoftwareOrders, SoftwareRefusedError
from tour_server.updates.tables import RolloutRecord
from tour_server.updates.words import STATE_WORDS, order_words, reason_words
from web.translations import gettext as _

NO_STORE = {"Cache-Control": "no-store"}
UPLOAD_ENDPOINT = "updates.upload"
RAW = "application/octet-stream"  # how the page's script sends a file: it needs no room in a temporary folder
SHOWN_ROLLOUTS = 20


class SoftwarePageParts(Struct, frozen=True):
    """What the pages are made of. `door`: whether there is a device door, by which kiosks fetch. `now`: in UTC."""

    database: Database
    bundles: BundleStore
    rollouts: Rollouts
    orders: SoftwareOrders
    overview: KioskOverview
    museum: Callable[[], Museum | None]
    night: Callable[[], Night | None]
    now: Callable[[], dt.datetime]
    rules: RolloutRules
    door: bool


class SoftwareOverview(Struct, frozen=True):
    """What the page shows. `unable`: kiosks that can't be updated from here."""

    rollouts: list[RolloutView]
    going: bool
    bundles: list[SoftwareBundle]
    runs: dict[str, int]
    kiosks: list[KioskSoftware]
    unable: list[str]
    past: list[RolloutRecord]


class UpdatePages:
    """The pages under `/desk/kiosk-software`."""

    def __init__(self, parts: SoftwarePageParts) -> None:
        self._parts = parts

    def blueprint(self) -> Blueprint:
        """Return the pages, to be registered once."""
        pages = Blueprint(
            "updates",
            __name__,
            template_folder="templates",
            static_folder="static",
            static_url_path="/static",
            url_prefix="/desk/kiosk-software",
        )
        add, post = pages.add_url_rule, ["POST"]
        devices, read = allowed(Permission.DEVICES), allowed(Permission.READ)
        add("", "page", read(self.page))
        add("/state", "fragment", read(self.fragment))
        add("", "upload", devices(self.upload), methods=post)
        add("/pause", "pause", devices(self.pause), methods=post)
        add("/go-on", "go_on", devices(self.go_on), methods=post)
        add("/stop", "ask_to_stop", devices(self.ask_to_stop))
        add("/stop", "stop", devices(self.stop), methods=post)
        add("/kiosk/<name>/note", "note", devices(self.note), methods=post)
        add("/bundle/<sha256>/roll-out", "ask_to_start", devices(self.ask_to_start))
        add("/bundle/<sha256>/roll-out", "start", devices(self.start), methods=post)
        add("/bundle/<sha256>/send", "ask_to_send", devices(self.ask_to_send))
        add("/bundle/<sha256>/send", "send", devices(self.send), methods=post)
        add("/bundle/<sha256>/delete", "delete", devices(self.delete), methods=post)
        return pages

    def page(self) -> ResponseReturnValue:
        """Show the bundles and what goes on; a script replaces the fragment every half minute."""
        return self._page()

    def fragment(self) -> ResponseReturnValue:
        """Answer with what goes on alone."""
        return self._render("updates/state.html"), NO_STORE

    def upload(self) -> ResponseReturnValue:
        """Take a bundle in."""
        is_raw = request.mimetype == RAW
        content: IO[bytes] | None = request.stream if is_raw else None
        sent = request.files.get("file")
        if content is None and sent is not None and sent.filename:
            content = sent.stream
        if content is None:
            return self._page(_("Choose the file of a bundle.")), 422
        try:
            added = self._parts.bundles.add(content, person().name)
        except SoftwareBundleError as error:
            return self._answer(str(error), 422, is_raw=is_raw)
        except OSError as error:
            words = _("The file could not be stored: {error}.", error=error.strerror)
            return self._answer(words, 507, is_raw=is_raw)
        for words in added.remarks:
            flash(words)
        flash(_("Software {version} is here.", version=added.bundle.version))
        return ("", 204) if is_raw else redirect(url_for("updates.page"))

    def pause(self) -> ResponseReturnValue:
        """Pause the rollout."""
        return self._done(lambda: self._parts.rollouts.pause(person().name))

    def go_on(self) -> ResponseReturnValue:
        """Let the rollout go on."""
        return self._done(lambda: self._parts.rollouts.go_on(person().name))

    def ask_to_stop(self) -> ResponseReturnValue:
        """Ask whether the rollout is to be stopped for good."""
        state = self._state()
        if not state.going:
            abort(404, _("No rollout is going on."))
        return render_template("updates/stop.html", one=state.rollouts[0])

    def stop(self) -> ResponseReturnValue:
        """Stop the rollout for good."""
        return self._done(lambda: self._parts.rollouts.stop(person().name))

    def note(self, name: str) -> ResponseReturnValue:
        """Note that staff know of the failure at a kiosk; its alarm ends."""
        self._parts.orders.note(name, person().name)
        return redirect(url_for("updates.page"))

    def ask_to_start(self, sha256: str) -> ResponseReturnValue:
        """Ask how a bundle is to go out."""
        return self._ask_to_start(self._bundle(sha256))

    def start(self, sha256: str) -> ResponseReturnValue:
        """Begin a rollout."""
        bundle, form = self._bundle(sha256), request.form
        try:
            self._parts.rollouts.start(
                sha256, person().name, form.get("first") or None, back="back" in form
            )
        except SoftwareRefusedError as error:
            return self._ask_to_start(bundle, str(error)), 409
        return redirect(url_for("updates.page"))

    def ask_to_send(self, sha256: str) -> ResponseReturnValue:
        """Ask which kiosk gets a bundle at once."""
        return self._ask_to_send(self._bundle(sha256))

    def send(self, sha256: str) -> ResponseReturnValue:
        """Send a bundle to one kiosk at once."""
        bundle, name = self._bundle(sha256), request.form.get("kiosk", "")
        if name not in {one.name for one in self._state().kiosks if one.able}:
            return self._ask_to_send(bundle, _("Choose a kiosk.")), 422
        try:
            self._parts.orders.send(name, sha256, person().name)
        except SoftwareRefusedError as error:
            return self._ask_to_send(bundle, str(error)), 409
        flash(_("{name} gets {version} at once.", name=name, version=bundle.version))
        return redirect(url_for("updates.page"))

    def delete(self, sha256: str) -> ResponseReturnValue:
        """Delete a bundle."""
        try:
            self._parts.bundles.delete(sha256, person().name)
        except SoftwareBundleError as error:
            return self._page(str(error)), 409
        return redirect(url_for("updates.page"))

    def facts(self, name: str) -> list[tuple[str, str]]:
        """Return what a kiosk's own page says of its software."""
        one = next((one for one in self._state().kiosks if one.name == name), None)
        if one is None:
            return []
        if one.said is None:
            return [] if one.able else [(_("Updates"), _("can’t be updated from here"))]
        found = [(_("Software of its image"), one.said.running)]
        if one.said.other:
            found.append((_("Software in the other slot"), one.said.other))
        return found

    def _done(self, act: Callable[[], None]) -> ResponseReturnValue:
        try:
            act()
        except SoftwareRefusedError as error:
            return self._page(str(error)), 409
        return redirect(url_for("updates.page"))

    def _answer(self, words: str, status: int, *, is_raw: bool) -> ResponseReturnValue:
        return (words, status, NO_STORE) if is_raw else (self._page(words), status)

    def _bundle(self, sha256: str) -> SoftwareBundle:
        """Return a bundle. Aborts with 404 when there is none."""
        found = self._parts.bundles.bundle(sha256)
        if found is None:
            abort(404, _("There is no such bundle any more."))
        return found

    def _ask_to_start(self, bundle: SoftwareBundle, problem: str = "") -> str:
        state, night = self._state(), self._parts.night()
        return render_template(
            "updates/start.html",
            bundle=bundle,
            kiosks=[one for one in state.kiosks if one.able],
            newer=running_newer(state.kiosks, bundle.version),
            unable=state.unable,
            night=night,
            hours=round(self._parts.rules.good.total_seconds() / 3600),
            problem=problem,
        )

    def _ask_to_send(self, bundle: SoftwareBundle, problem: str = "") -> str:
        return render_template(
            "updates/send.html",
            bundle=bundle,
            kiosks=[one for one in self._state().kiosks if one.able],
            newer=running_newer(self._state().kiosks, bundle.version),
            chosen=request.form.get("kiosk", request.args.get("kiosk", "")),
            problem=problem,
        )

    def _page(self, problem: str = "") -> str:
        return self._render("updates/software.html", problem)

    def _render(self, template: str, problem: str = "") -> str:
        return render_template(
            template,
            state=self._state(),
            state_words=lambda row: _(STATE_WORDS[RolloutState(row.state)]),
            order_words=order_words,
            reason_words=reason_words,
            door=self._parts.door,
            largest=self._parts.bundles.largest,
            now=self._parts.now(),
            problem=problem,
        )

    def _state(self) -> SoftwareOverview:
        parts = self._parts
        listed = with_room_names(room_names(parts.museum()), parts.overview.kiosks())
        moment = cast("Callable[[dt.datetime], str]", current_app.jinja_env.globals["moment"])
        view = ViewParts(parts.now(), parts.night(), parts.rules, moment)
        bundles = parts.bundles.bundles()
        with parts.database.reading() as session:
            known = kiosk_software(session, listed)
            watched = watched_rollouts(session)
            return SoftwareOverview(
                [rollout_view(session, row, known, view) for row in watched],
                any(row.ended_at is None for row in watched),
                bundles,
                {one.version: sum(k.running == one.version for k in known) for one in bundles},
                known,
                [one.name for one in known if not one.able],
                self._past(session, watched),
            )

    def _past(self, session: Session, watched: list[RolloutRecord]) -> list[RolloutRecord]:
        shown = {one.id for one in watched}
        return [one for one in rollouts_of(session) if one.id not in shown][:SHOWN_ROLLOUTS]
