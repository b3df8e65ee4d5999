"""What a page's script sends and gets as JSON. No browser keeps an answer: what a kiosk knows changes each second."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec
from flask import Response, abort, request

Sent = TypeVar("Sent")


def json_reply(body: Any) -> Response:
    """Returns an answer of what msgspec can encode."""
    return Response(
        msgspec.json.encode(body),
        mimetype="application/json",
        headers={"Cache-Control": "no-store"},
    )


def json_body(kind: type[Sent]) -> Sent:
    """Returns the request's body. Ends the request with 400 and the reason where it is not of this kind."""
    try:
        return msgspec.json.decode(request.get_data(), type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        abort(Response(f"{error}\n", 400, mimetype="text/plain"))
