"""The desk's pages of offers: one offer as visitors see it, all offers now, the codes, the counts, the rain."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from msgspec import Struct

from contract.museum import Museum, Offer, worded
from contract.offer_picture import picture_of
from contract.opening import closing
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.offers import when_shown
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.snapshot import CatalogueSnapshot, take_snapshot
from tour_server.database import Database
from tour_server.fleet.kiosk_list import KioskStatus
from tour_server.offers.codes import OfferCodes
from tour_server.offers.counts import counting_kiosks, counts_between
from tour_server.offers.effect import LEAST_HOURS, effect_of
from tour_server.offers.effect_plot import effect_plot
from tour_server.offers.effect_words import effect_sentence
from tour_server.offers.events import RAIN_SAID
from tour_server.offers.export import as_csv
from tour_server.offers.held_back import is_held_back
from tour_server.offers.offer_board import OfferBoard
from tour_server.offers.offers import why_not
from tour_server.offers.rain import RAIN_HOURS, SENSOR_MINUTES
from tour_server.offers.why_words import why_words
from tour_server.recorder import Recorder
from tour_server.staff.permissions import Permission
from tour_server.staff.session import allowed, person

COUNT_DAYS = 31  # on a page


class OfferRow(Struct, frozen=True):
    """An offer in the list. `reasons`: why it is not shown now; none when it is, unless it is held back."""

    offer: Offer
    name: str
    when: str
    reasons: list[str]
    held_back: bool


class OfferPages:
    """The pages, under `/desk`."""

    def __init__(
        self,
        database: Database,
        drafts: Drafts,
        published: Callable[[], Museum | None],
        board: OfferBoard,
        codes: OfferCodes,
        recorder: Recorder,
        kiosks: Callable[[], list[KioskStatus]],
        now: Callable[[], dt.datetime],
        share: float,
    ) -> None:
        """`now` is time-zone aware. `share`: see OfferSettings."""
        self._database, self._drafts, self._published = database, drafts, published
        self._board, self._codes, self._recorder = board, codes, recorder
        self._kiosks, self._now, self._share = kiosks, now, share

    def blueprint(self) -> Blueprint:
        """Returns the pages, to be registered once."""
        pages = Blueprint(
            "offers",
            __name__,
            url_prefix="/desk",
            template_folder="templates",
            static_folder="static",
            static_url_path="/offer-files",
        )
        add, read = pages.add_url_rule, allowed(Permission.READ)
        add("/offers-now", "now_page", read(self.now_page))
        add("/offers/<key>/now", "offer_page", read(self.offer_page))
        add("/offers-now/counts.csv", "counts_csv", allowed(Permission.ROOMS)(self.counts_csv))
        add("/offers-now/rain", "rain", allowed(Permission.ROOMS)(self.rain), methods=["POST"])
        add("/codes", "codes", read(self.codes))
        add("/codes", "use_code", read(self.use_code), methods=["POST"])
        return pages

    def now_page(self) -> ResponseReturnValue:
        """Show which of the published offers are shown now, the rain, and the counts of the last days."""
        museum, snapshot = self._published(), take_snapshot(self._drafts)
        today = self._codes.today()
        first = today - dt.timedelta(days=COUNT_DAYS - 1)
        counts = counts_between(self._database, first, today, self._codes.tz())
        names = {
            part.key: snapshot.name(part.body.title) for part in self._drafts.all(PartKind.OFFER)
        }
        return render_template(
            "offers/now.html",
            museum=museum,
            rows=[] if museum is None else self._rows(museum, snapshot),
            counts=counts,
            names=names,
            rain=self._board.rain.state(),
            not_counting=self._not_counting(first),
            local=lambda moment: self._local(moment, snapshot),
            rain_hours=RAIN_HOURS,
            sensor_minutes=SENSOR_MINUTES,
        )

    def offer_page(self, key: str) -> ResponseReturnValue:
        """Show one offer in each language as a visitor will see it, whether it is shown now, and what it did."""
        snapshot = take_snapshot(self._drafts)
        try:
            draft: Offer = self._drafts.get(PartKind.OFFER, key).body
        except KeyError:
            abort(404)
        museum = self._published()
        live = None
        if museum is not None:
            live = next((one for one in museum.offers if one.key == key), None)
        row = None if museum is None or live is None else self._row(museum, snapshot, live)
        today = self._codes.today()
        first = today - dt.timedelta(days=COUNT_DAYS - 1)
        counts = counts_between(self._database, first, today, self._codes.tz())
        effect = effect_of(self._database, key)
        return render_template(
            "offers/offer.html",
            offer=draft,
            picture=picture_of(draft, self._drafts.museum(without_newer=True)),
            live=live,
            row=row,
            snapshot=snapshot,
            when=when_shown(snapshot, draft),
            languages=snapshot.languages,
            worded=worded,
            room_name=self._room_name(snapshot, draft),
            counts=[one for one in counts if one.offer == key],
            not_counting=self._not_counting(first),
            effect=effect,
            effect_sentence=effect_sentence(effect),
            plot=effect_plot(effect),
            least_hours=LEAST_HOURS,
            share=self._share,
        )

    def counts_csv(self) -> ResponseReturnValue:
        """Answer with the counts of all days that are over, small counts withheld."""
        yesterday = self._codes.today() - dt.timedelta(days=1)
        counts = counts_between(self._database, dt.date.min, yesterday, self._codes.tz())
        response = Response(as_csv(counts), mimetype="text/csv")
        response.headers["Content-Disposition"] = 'attachment; filename="offers.csv"'
        return response

    def rain(self) -> ResponseReturnValue:
        """Say that it rains, or that it does not."""
        rains = request.form.get("rains") == "yes"
        self._board.rain.say(rains=rains)
        self._recorder.record(RAIN_SAID, person().name, "", "yes" if rains else "no")
        return redirect(url_for("offers.now_page"))

    def codes(self) -> ResponseReturnValue:
        """Show the page that checks codes. It goes on checking while the network is away."""
        return self._codes_page("")

    def use_code(self) -> ResponseReturnValue:
        """Check a code and use it up. Answers a script with JSON, a form with the page."""
        text = request.form.get("code", "")[:80]
        checked = self._codes.redeem(text, late=request.form.get("late") == "1")
        title = "" if checked.offer is None else self._titles().get(checked.offer, checked.offer)
        if request.headers.get("Accept", "").startswith("application/json"):
            return jsonify(result=checked.result.value, offer=title)
        return self._codes_page(checked.result.value, title)

    def _codes_page(self, result: str, title: str = "") -> ResponseReturnValue:
        titles = self._titles()
        numbers = {number: titles.get(key, key) for number, key in self._codes.numbers().items()}
        snapshot = take_snapshot(self._drafts)
        now = self._now()
        response = Response(
            render_template(
                "offers/codes.html",
                result=result,
                title_of_code=title,
                facts={
                    "day": self._codes.today().isoformat(),
                    "key": self._codes.key_of_today().hex(),
                    "numbers": numbers,
                    "zone": snapshot.site.time_zone,
                },
                is_open=closing(snapshot.site, now) is not None,
            )
        )
        response.headers["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=()"
        return response

    def _titles(self) -> dict[str, str]:
        museum = self._published()
        if museum is None:
            return {}
        languages = museum.site.languages
        return {offer.key: worded(offer.title, languages)[0] for offer in museum.offers}

    def _rows(self, museum: Museum, snapshot: CatalogueSnapshot) -> list[OfferRow]:
        return [self._row(museum, snapshot, offer) for offer in museum.offers]

    def _row(self, museum: Museum, snapshot: CatalogueSnapshot, offer: Offer) -> OfferRow:
        facts = self._board.facts(museum)
        reasons = [
            why_words(one, offer, museum, facts.now) for one in why_not(offer, museum.site, facts)
        ]
        return OfferRow(
            offer,
            snapshot.name(offer.title),
            when_shown(snapshot, offer),
            reasons,
            is_held_back(offer, museum.site.key, facts.now, self._share),
        )

    def _not_counting(self, first: dt.date) -> list[str]:
        """Returns the kiosks that have sent no count of an offer since that day."""
        counting = counting_kiosks(self._database, first, self._codes.tz())
        return sorted(kiosk.name for kiosk in self._kiosks() if kiosk.name not in counting)

    def _room_name(self, snapshot: CatalogueSnapshot, offer: Offer) -> dict[str, str]:
        names = {room.key: room.name for room in snapshot.rooms}
        return {} if offer.target is None else names.get(offer.target, {})

    def _local(self, moment: dt.datetime | None, snapshot: CatalogueSnapshot) -> str:
        if moment is None:
            return ""
        return f"{moment.astimezone(ZoneInfo(snapshot.site.time_zone)):%H:%M}"
