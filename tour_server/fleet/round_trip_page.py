"""Answers a kiosk that tries this address, with the code by which it knows its own server."""

from __future__ import annotations

import re

from flask import Blueprint, Response, abort
from flask.typing import ResponseReturnValue

from contract.field_limits import type_limits
from contract.kiosk_messages import OrderId
from contract.messages import encode
from tour_server.fleet.device_notices import DeviceNotices

_NONCE = re.compile(type_limits(OrderId).pattern or "")


class RoundTripPage:
    """The page under `/kiosk-round-trip`, for kiosks."""

    def __init__(self, notices: DeviceNotices) -> None:
        self._notices = notices

    def blueprint(self) -> Blueprint:
        """Return the blueprint."""
        blueprint = Blueprint("round_trip", __name__, url_prefix="/kiosk-round-trip")
        blueprint.add_url_rule("/<device>/<nonce>", "answer", self.answer)
        return blueprint

    def answer(self, device: str, nonce: str) -> ResponseReturnValue:
        """Answer one question of one kiosk; 404 for a kiosk that is not registered."""
        if not _NONCE.match(nonce):
            abort(404)
        answer = self._notices.answer(device, nonce)
        if answer is None:
            abort(404)
        return Response(
            encode(answer), mimetype="application/json", headers={"Cache-Control": "no-store"}
        )
