"""What a page's script sends is taken in, or refused with a reason: whatever it is, no page breaks."""

from __future__ import annotations

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from msgspec import Struct

from web.json_pages import json_body, json_reply


class _Asked(Struct):
    word: str


@pytest.fixture
def client() -> FlaskClient:
    app = Flask(__name__)

    @app.post("/")
    def length() -> Response:
        return json_reply({"letters": len(json_body(_Asked).word)})

    return app.test_client()


def test_what_fits_is_answered_and_not_kept(client: FlaskClient) -> None:
    answer = client.post("/", data=b'{"word":"kolam"}')
    assert (answer.status_code, answer.json) == (200, {"letters": 5})
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{}", b'{"word":1}', b"\xff", b'{"word":"\xff"}'),
        b'{"word":"a","more":' + b"[" * 100_000,
    ],
    ids=["nothing", "no field", "no text", "no JSON", "no UTF-8", "a deep nest"],
)
def test_anything_else_is_refused_with_a_reason(client: FlaskClient, body: bytes) -> None:
    answer = client.post("/", data=body)
    assert answer.status_code == 400
    assert answer.mimetype == "text/plain"
    assert answer.text.strip()
