"""Visitors' pages and shared files come compressed; ranges, small answers and the desk's pages never do."""

from __future__ import annotations

import gzip
import io

import brotli
import pytest
from flask import Blueprint, Flask, Response, request, send_file
from flask.testing import FlaskClient

from tour_server.compression import KEPT_BYTES, compressed
from web import blueprint as shared_files
from web.lasting_files import lasting

PAGE = "<!doctype html><p>" + "Look at the white line. " * 100
BOTH = {"Accept-Encoding": "gzip, deflate, br, zstd"}


@pytest.fixture
def client() -> FlaskClient:
    app = Flask(__name__, static_folder=None)
    pages = Blueprint("pages", __name__)

    @pages.get("/page")
    def page() -> Response:
        response = Response(PAGE, mimetype="text/html")
        response.headers["Vary"] = "Accept-Language"
        response.add_etag()
        return response.make_conditional(request)

    @pages.get("/kept/<name>")
    def kept(name: str) -> Response:
        response: Response = lasting(Response(PAGE + name, mimetype="text/css"))
        response.set_etag(name)
        return response

    @pages.get("/<kind>")
    def other(kind: str) -> Response:
        bodies = {
            "small": Response("<p>Hello", mimetype="text/html"),
            "sound": Response(PAGE, mimetype="audio/webm"),
            "stream": Response((piece for piece in [PAGE, PAGE]), mimetype="text/html"),
            "file": send_file(
                io.BytesIO(PAGE.encode()), mimetype="text/vtt", conditional=True, etag="abc"
            ),
        }
        return bodies[kind]

    app.testing = True
    app.register_blueprint(compressed(pages))
    app.register_blueprint(compressed(shared_files()))
    return app.test_client()


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("gzip;q=1, br;q=0.5", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("*", "br"),
        ("identity", None),
        ("br;q=0, *;q=0", None),
        ("", None),
    ],
)
def test_a_page_comes_in_the_coding_that_the_browser_likes_best(
    client: FlaskClient, accepted: str, coding: str | None
) -> None:
    answer = client.get("/page", headers={"Accept-Encoding": accepted})
    assert answer.headers.get("Content-Encoding") == coding
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[coding]
    assert unpack(answer.data) == PAGE.encode()
    assert len(answer.data) == answer.content_length
    assert set(answer.vary) == {"Accept-Language", "Accept-Encoding"}
    assert (len(answer.data) < 200) == (coding is not None)


def test_a_page_that_has_not_changed_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/page", headers=BOTH)
    assert first.headers["ETag"].startswith('W/"')
    tag = {"If-None-Match": first.headers["ETag"]}
    for headers in ({**BOTH, **tag}, tag):  # the coding may be another one the next time
        again = client.get("/page", headers=headers)
        assert again.status_code == 304
        assert again.headers["ETag"] == first.headers["ETag"]
        assert "Accept-Encoding" in again.vary
        assert not again.data
        assert "Content-Encoding" not in again.headers


@pytest.mark.parametrize("kind", ["small", "sound", "stream"])
def test_what_gains_nothing_stays_as_it_is(client: FlaskClient, kind: str) -> None:
    answer = client.get(f"/{kind}", headers=BOTH)
    assert "Content-Encoding" not in answer.headers
    assert answer.data


def test_a_part_of_a_file_is_a_part_of_the_file(client: FlaskClient) -> None:
    part = client.get("/file", headers={**BOTH, "Range": "bytes=10-19"})
    assert part.status_code == 206
    assert part.data == PAGE.encode()[10:20]
    assert "Content-Encoding" not in part.headers
    whole = client.get("/file", headers=BOTH)
    assert whole.headers["Content-Encoding"] == "br"
    assert brotli.decompress(whole.data) == PAGE.encode()


def test_a_head_tells_what_a_get_would(client: FlaskClient) -> None:
    head, get = (client.open("/page", method=one, headers=BOTH) for one in ("HEAD", "GET"))
    assert not head.data
    for name in ("Content-Encoding", "Content-Length", "ETag", "Vary"):
        assert head.headers[name] == get.headers[name]


def test_what_never_changes_is_compressed_once(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.get("/kept/one", headers=BOTH)
    assert first.headers["Cache-Control"] == "max-age=31536000, public, immutable"
    monkeypatch.setattr(brotli, "compress", None)  # a second call would fail
    assert client.get("/kept/one", headers=BOTH).data == first.data
    with pytest.raises(TypeError):
        client.get("/kept/two", headers=BOTH)


def test_compressed_answers_in_memory_stay_below_their_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from tour_server.compression import _Kept

    kept = _Kept()
    for number in range(10):
        kept.put(str(number), bytes(KEPT_BYTES // 4))
    assert [number for number in range(10) if kept.get(str(number)) is not None] == [6, 7, 8, 9]


def test_shared_files_have_an_address_that_a_browser_keeps(client: FlaskClient) -> None:
    from flask import url_for

    with client.application.test_request_context():
        address = url_for("web.static", filename="tokens.css")
    for _ in range(2):  # the second comes from memory, and the file is closed all the same
        with client.get(address, headers=BOTH) as kept, client.get("/web/tokens.css") as plain:
            assert "immutable" in kept.headers["Cache-Control"]
            assert plain.headers["Cache-Control"] == "no-cache"
            assert brotli.decompress(kept.data) == plain.data
            assert "fonts/" in plain.text  # relative: below the same address
