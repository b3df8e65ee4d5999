"""The staff pages that open a look through a kiosk's camera, and lead to the kiosk's own address.

Nothing of the picture passes this server: the kiosk serves it, encrypted, to the browser of the person who asked. This
server passes on a code that is good once, which the kiosk has encrypted for it.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from flask import Blueprint, Response, abort, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from contract.kiosk_messages import LookInvitation, OrderKind
from tour_server.fleet.kiosk_list import KioskStatus
from tour_server.kiosk_care.order_book import AnsweredLook, OrderBook, OrderRefusedError
from tour_server.staff.permissions import Permission
from tour_server.staff.session import allowed, person
from web.translations import gettext as _

PAIRS_A_LINE = 8
NO_STORE = {"Cache-Control": "no-store"}


class CameraLookPages:
    """The pages under `/desk/kiosks/look-after/<name>/look`."""

    def __init__(self, orders: OrderBook, kiosk: Callable[[str], KioskStatus]) -> None:
        """`kiosk` returns a kiosk by its name, or aborts with 404."""
        self._orders, self._kiosk = orders, kiosk

    def hang_in(self, blueprint: Blueprint) -> None:
        """Add the pages."""
        add, devices = blueprint.add_url_rule, allowed(Permission.DEVICES)
        add("/<name>/look", "look_question", devices(self.question))
        add("/<name>/look", "look", devices(self.look), methods=["POST"])
        add("/<name>/look/<order>", "look_answer", devices(self.answer))
        add("/<name>/look/<order>/part", "look_part", devices(self.part))

    def question(self, name: str) -> ResponseReturnValue:
        """Ask whether to open the look, and say what happens then."""
        return self._question(self._kiosk(name), "")

    def look(self, name: str) -> ResponseReturnValue:
        """Ask the kiosk to open the look."""
        kiosk = self._kiosk(name)
        if not kiosk.online:
            words = _(
                "{name} is offline, so it can't open its camera. Its port stays closed.", name=name
            )
            return self._question(kiosk, words), 409
        try:
            order = self._orders.ask(name, OrderKind.LOOK, person().name)
        except OrderRefusedError as error:
            return self._question(kiosk, str(error)), 409
        return redirect(url_for("kiosk_care.look_answer", name=name, order=order), 303)

    def answer(self, name: str, order: str) -> ResponseReturnValue:
        """Show what became of it: the kiosk's address, and what the browser will say there."""
        return self._answered("kiosk_care/look_answer.html", name, order)

    def part(self, name: str, order: str) -> ResponseReturnValue:
        """Send the part of that page that changes."""
        return self._answered("kiosk_care/look_part.html", name, order)

    @staticmethod
    def _question(kiosk: KioskStatus, problem: str) -> str:
        return render_template("kiosk_care/look_question.html", kiosk=kiosk, problem=problem)

    def _answered(self, template: str, name: str, order: str) -> Response:
        """Render a page on an order of the person who is signed in. Aborts with 404 for another's."""
        self._kiosk(name)
        look = self._orders.look(name, order, person().name)
        if look is None:
            abort(404, _("You have opened no look of this kiosk here."))
        page = render_template(
            template,
            name=name,
            order=order,
            look=look,
            waits=look.result is None and not look.late,
            links=_links(look),
            fingerprint=_lines(look.invitation),
        )
        answer = make_response(page)
        answer.headers.update(NO_STORE)
        return answer


def _links(look: AnsweredLook) -> list[str]:
    """Returns the kiosk's addresses with the code behind `#`, which browsers send to no server."""
    if look.invitation is None:
        return []
    return [f"{address}#{quote(look.code, safe='')}" for address in look.invitation.addresses]


def _lines(invitation: LookInvitation | None) -> list[str]:
    """Returns the fingerprint in lines that fit a narrow screen."""
    if invitation is None or not invitation.fingerprint:
        return []
    pairs = invitation.fingerprint.split(":")
    starts = range(0, len(pairs), PAIRS_A_LINE)
    return [" ".join(pairs[start : start + PAIRS_A_LINE]) for start in starts]
