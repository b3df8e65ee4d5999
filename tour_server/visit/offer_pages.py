"""Takes in that a phone showed an offer, that its visitor takes one, and that they give its code back. No request
says anything but the offer and its code.

There is no form token, because the page has no cookie to hold its like; a request that another site made the browser
send is known by its origin and refused.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated
from urllib.parse import quote

import msgspec
from flask import Response, abort, request
from limits import RateLimitItemPerHour, RateLimitItemPerMinute
from msgspec import Meta, Struct
from werkzeug.wrappers import Response as AnyResponse

from tour_server.attempt_counts import AttemptCounts, Wait, network_of
from tour_server.offers.code_format import typed_code
from tour_server.offers.offer_board import OfferGoneError
from tour_server.own_address import own_address
from tour_server.request_limits import from_this_site
from tour_server.visit.sources import Sources
from web.qr_code import qr_svg

# A museum's visitors share one address on its Wi-Fi. Who wants to empty a limit of twelve is slowed down, not stopped:
# a code that is not used within the hour is free again.
TAKEN_PER_NETWORK = (RateLimitItemPerMinute(30), RateLimitItemPerHour(300))
SHOWN_PER_NETWORK = (RateLimitItemPerMinute(300),)


MOST_BYTES = 200  # of what gives a code back


class GivenBack(Struct, frozen=True):
    """A code that its visitor does not use."""

    code: Annotated[str, Meta(max_length=80)]


class OfferRequests:
    """What takes in the three requests."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._taken, self._shown = AttemptCounts(), AttemptCounts()

    def take(self, key: str) -> AnyResponse | tuple[AnyResponse, int]:
        """Take an offer. Answers with its code, where it has one, as digits and as a drawing to scan."""
        if not from_this_site():
            abort(403)
        names = (network_of(request.remote_addr or ""),)
        counted = self._taken.reserve([(limit, names) for limit in TAKEN_PER_NETWORK])
        if isinstance(counted, Wait):
            return _json({"gone": False}, str(counted.seconds)), 429
        try:
            taken = self._sources.take_offer(key)
        except OfferGoneError:
            return _json({"gone": True}), 409
        if taken is None:
            return _json({"gone": False}), 503
        _offer, issued = taken
        if issued is None:
            return _json({})
        desk = f"{own_address(self._sources.public_url)}/desk/codes"
        return _json(
            {
                "number": typed_code(issued.code),
                "svg": qr_svg(f"{desk}#{quote(issued.code)}"),
                "expires": issued.expires.timestamp(),
                "until": f"{issued.expires:%H:%M}",
            }
        )

    def give_back(self, key: str) -> AnyResponse:
        """Take back the code of an offer, so that somebody else can have it. What was counted stays counted."""
        if not from_this_site():
            abort(403)
        names = (network_of(request.remote_addr or ""),)
        counted = self._taken.reserve([(limit, names) for limit in TAKEN_PER_NETWORK])
        if isinstance(counted, Wait):
            return _json({}, str(counted.seconds))
        try:
            body = request.get_data(cache=False)[:MOST_BYTES]
            self._sources.give_back_offer(msgspec.json.decode(body, type=GivenBack).code)
        except (msgspec.DecodeError, UnicodeDecodeError):
            abort(400)
        return Response(status=204, headers={"Cache-Control": "no-store"})

    def shown(self, key: str) -> AnyResponse:
        """Count that a phone showed an offer."""
        if not from_this_site():
            abort(403)
        names = (network_of(request.remote_addr or ""),)
        counted = self._shown.reserve([(limit, names) for limit in SHOWN_PER_NETWORK])
        if not isinstance(counted, Wait):
            self._sources.count_shown(key)
        return Response(status=204, headers={"Cache-Control": "no-store"})


def add_offer_requests(add: Callable[..., object], sources: Sources) -> None:
    """Add the three addresses to a blueprint of the visit by its `add_url_rule`."""
    requests = OfferRequests(sources)
    add("/offers/<key>/take", "take_offer", requests.take, methods=["POST"])
    add("/offers/<key>/give-back", "give_back_offer", requests.give_back, methods=["POST"])
    add("/offers/<key>/shown", "offer_shown", requests.shown, methods=["POST"])


def _json(facts: dict[str, object], seconds: str = "") -> AnyResponse:
    headers = {"Cache-Control": "no-store"} | ({"Retry-After": seconds} if seconds else {})
    return Response(msgspec.json.encode(facts), mimetype="application/json", headers=headers)
