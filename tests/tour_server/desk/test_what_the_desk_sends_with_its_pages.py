"""Headers and cookies of the desk, in the clear and behind a proxy with https."""

from __future__ import annotations

import http.client
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from werkzeug.test import TestResponse

from tests.desk import PASSWORD, Desk
from tour_server.root_settings import RootSettings
from tour_server.staff.permissions import Role

PAGES = ("/desk", "/desk/works", "/desk/works/lijn", "/desk/people", "/desk/kiosks", "/desk/none")
HTTPS = {"base_url": "https://guide.example.org"}


@pytest.fixture
def secure(tmp_path: Path, prepared: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "secure", public_url="https://guide.example.org")
    yield desk
    desk.close()


def cookies(answer: TestResponse) -> dict[str, str]:
    found = answer.headers.getlist("Set-Cookie")
    return {one.partition("=")[0]: one.partition(";")[2] for one in found}


def test_no_page_of_somebody_who_is_signed_in_is_kept(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    for address in PAGES:
        assert browser.get(address).headers["Cache-Control"] == "no-store", address
    shown = browser.post("/desk/people", name="Eve", role="author")
    assert re.search(r"<code>[^<]+</code>", shown.text)
    assert shown.headers["Cache-Control"] == "no-store"
    refused = browser.client.post("/desk/people", data={"name": "Eve"})
    assert refused.headers["Cache-Control"] == "no-store"
    for address in ("/desk/publish/progress.json", "/desk/events.csv", "/desk/rooms/footfall.csv"):
        assert browser.get(address).headers["Cache-Control"] == "no-store", address


def test_style_sheets_may_be_kept_and_pictures_by_the_browser_alone(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    assert browser.get("/desk/static/desk.css").headers["Cache-Control"] != "no-store"
    page = browser.get("/desk/works/lijn").text
    address = re.search(r'src="(/desk/pictures/[^"]+)"', page)
    assert address is not None
    kept = browser.get(address[1]).headers["Cache-Control"]
    assert "private" in kept
    assert "public" not in kept


def test_what_pages_of_staff_may_do(desk: Desk) -> None:
    headers = desk.colleague("Noor").get("/desk").headers
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert desk.stranger().get("/visit").headers["Referrer-Policy"] == "no-referrer"


def test_without_https_nothing_says_https(desk: Desk) -> None:
    stranger = desk.stranger()
    answer = stranger.get("/desk/sign-in")
    assert "Strict-Transport-Security" not in answer.headers
    for name, words in cookies(answer).items():
        assert not name.startswith("__")
        assert "Secure" not in words


def test_with_an_https_address_cookies_and_browsers_keep_to_https(secure: Desk) -> None:
    secure.parts.accounts.create("Noor", PASSWORD, {Role.AUTHOR})
    stranger = secure.stranger()
    first = stranger.get("/desk/sign-in", **HTTPS)
    in_ = stranger.client.post(
        "/desk/sign-in",
        data={"csrf_token": stranger.token, "name": "Noor", "password": PASSWORD},
        **HTTPS,
    )
    assert in_.status_code == 302
    given = cookies(first) | cookies(in_)
    assert len(given) == 3
    for name, words in given.items():
        assert name.startswith("__Secure-")
        for word in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/desk"):
            assert word in words, (name, words)
    for answer in (first, in_, secure.stranger().get("/visit"), secure.stranger().get("/health")):
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_the_setting_of_earlier_versions_still_holds(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "server", secure_cookies=True)
    answer = desk.stranger().get("/desk/sign-in", **HTTPS)
    assert all("Secure" in words for words in cookies(answer).values())
    assert "Strict-Transport-Security" not in answer.headers
    desk.close()


def test_visitors_get_no_cookie(desk: Desk) -> None:
    for address in ("/visit", "/visit/plan", "/", "/health", "/web/tokens.css", "/nowhere"):
        assert "Set-Cookie" not in desk.stranger().get(address).headers


def test_staff_sign_in_through_a_proxy_with_https_and_get_links_to_it(secure: Desk) -> None:
    """The proxy is this test: it sends what deploy/proxy/nginx.conf sends."""
    secure.parts.accounts.create("Noor", PASSWORD, {Role.ADMINISTRATOR})
    trusted = RootSettings(trusted_proxy="127.0.0.1").trusted_proxies
    with secure.served(trusted_proxies=trusted) as server:
        connection = http.client.HTTPConnection(server.removeprefix("http://"), timeout=60)
        kept: dict[str, str] = {}
        token = ""

        def ask(address: str, **fields: str) -> tuple[int, str]:
            nonlocal token
            headers = {
                "Host": "guide.example.org",
                "X-Forwarded-For": "203.0.113.9",
                "X-Forwarded-Proto": "https",
                "Cookie": "; ".join(f"{name}={value}" for name, value in kept.items()),
                "Content-Type": "application/x-www-form-urlencoded",
            }
            body = urlencode({"csrf_token": token, **fields}) if fields else None
            connection.request("POST" if fields else "GET", address, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
            for one in answer.headers.get_all("Set-Cookie", []):
                name, _, value = one.partition(";")[0].partition("=")
                kept[name] = value
            if found := re.search(r'name="csrf_token" value="([^"]+)"', text):
                token = found[1]
            return answer.status, text

        try:
            ask("/desk/sign-in")
            assert ask("/desk/sign-in", name="Noor", password=PASSWORD)[0] == 302
            assert ask("/desk/walls")[0] == 200
            status, page = ask("/desk/walls", name="Staff room")
            assert status == 200
            assert "https://guide.example.org/wall/" in page
        finally:
            connection.close()
