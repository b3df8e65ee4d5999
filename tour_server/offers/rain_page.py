"""`POST /rain`, by which the museum's own sensor says whether it rains. Off until a token is set."""

from __future__ import annotations

import hmac
import math

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue

from tour_server.offers.rain import Rain

MOST_BYTES = 100  # of what a sensor sends
WORDS = {"rain": True, "on": True, "true": True, "yes": True}
WORDS |= {"dry": False, "off": False, "false": False, "no": False}


class RainPage:
    """Takes in what a sensor says: it needs the token, and no cookie gives it any right."""

    def __init__(self, rain: Rain, token: str) -> None:
        """`token`: what follows `Bearer` in the request's Authorization. Empty: there is no such page."""
        self._rain, self._token = rain, token

    def blueprint(self) -> Blueprint:
        """Returns the blueprint with `/rain`."""
        blueprint = Blueprint("rain", __name__)
        blueprint.add_url_rule("/rain", "said", self.said, methods=["POST"])
        return blueprint

    def said(self) -> ResponseReturnValue:
        """Take in one word of WORDS, or a number of millimetres: above 0 it rains."""
        if not self._token:
            abort(404)
        given = request.headers.get("Authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {self._token}".encode()):
            refused = Response("This page asks for its token.\n", 401, mimetype="text/plain")
            refused.headers["WWW-Authenticate"] = "Bearer"
            return refused
        if (request.content_length or 0) > MOST_BYTES:
            return Response(f"{MOST_BYTES} bytes at most\n", 413, mimetype="text/plain")
        rains = read_rain(request.get_data(cache=False).decode(errors="replace"))
        if rains is None:
            words = ", ".join(WORDS)
            return Response(f"One of {words}, or millimetres\n", 400, mimetype="text/plain")
        self._rain.sensor_says(rains=rains)
        return Response(status=204)


def read_rain(text: str) -> bool | None:
    """Returns whether it rains by what a sensor sent; None for what is neither a word of WORDS nor a number."""
    word = text.strip().strip('"').lower()
    if word in WORDS:
        return WORDS[word]
    try:
        millimetres = float(word)
    except ValueError:
        return None
    return millimetres > 0 if math.isfinite(millimetres) and millimetres >= 0 else None
