"""Every page, in both languages, light and dark: nothing in a text is markup, no policy is violated, all can be heard.

Each text of the museum holds markup. A page that a link leads to is opened in a real Chromium, once for each kind.
"""

from __future__ import annotations

import io
import re
from collections import deque
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import msgspec
import pytest
from selenium import webdriver
from werkzeug.exceptions import HTTPException

from contract.messages import Health
from tests.browser import accessibility_violations
from tests.desk import BEGAN, Desk, picture
from tests.screen_reader import tree_faults
from tests.signing_in import sign_in
from tour_server.catalogue.parts import PartKind
from tour_server.fleet.messages import store_health
from tour_server.ingest.message_handler import ReceivedMessage
from tour_server.staff.permissions import Role

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

MARKUP = "<b data-injected>&lt;i data-injected&gt;'\"</b><script>document.title='injected'</script>"
TEXTS = frozenset(
    re.findall(
        r"\w+",
        """
        title maker date place materials name text alt term meaning note citation holder
        creator
        """,
    )
)
LISTEN = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.violations.push(
    [event.effectiveDirective, event.blockedURI, event.sourceFile, event.lineNumber, event.sample].join(" ")));
"""
LINKS = """
return [...document.querySelectorAll("a[href]")].map(
  (link) => new URL(link.getAttribute("href"), document.baseURI).href);
"""
NEW = {
    "/desk/plan/ways/new": {"from": "hal", "to": "zolder", "way": "stairs", "seconds": "20"},
    "/desk/plan/places/new": {"kind": "cafe", "room": "hal"},
    "/desk/links/new": {"add": "lijn", "add_second": "knoop", "relation": "construction"},
    "/desk/glossary/new": {
        "term.nl": "lijn",
        "meaning.nl": "Een streep zonder breedte.",
        "sources": "Een boek over lijnen",
    },
}
HEALTH = Health(1.0, True, "0.1", 1, "hal", 5.0, 0, 1, None, {"door": "ok"}, [])


def with_markup(value: Any, named: bool = False) -> Any:
    """Return a part's values with markup at the end of each text."""
    if isinstance(value, dict):
        return {
            key: with_markup(one, key in TEXTS or (named and isinstance(one, str)))
            for key, one in value.items()
        }
    if isinstance(value, list):
        return [with_markup(one, named) for one in value]
    return value + MARKUP if named and isinstance(value, str) and len(value) < 90 else value


def spoil(desk: Desk) -> None:
    """Put markup into all texts of the drafts, past the forms that take it out."""
    for kind in PartKind:
        for part in desk.parts.drafts.all(kind):
            spoilt = with_markup(msgspec.to_builtins(part.body))
            try:
                body = msgspec.convert(spoilt, type(part.body))
            except msgspec.ValidationError:
                continue
            desk.parts.drafts.put(kind, part.key, body, part.version, f"Noor{MARKUP[:40]}")


@pytest.fixture
def address(desk: Desk) -> Iterator[str]:
    """The address of a running desk with one part of each kind, markup in their texts, and a release."""
    noor = desk.colleague("Noor")
    for path, typed in NEW.items():
        answer = noor.post(path, noor.fill_in(path) | typed)
        assert answer.status_code == 302, answer.text
    sent = {"own_picture": (io.BytesIO(picture(5)), "thee.png")}
    noor.post("/desk/offers/thee", noor.fill_in("/desk/offers/thee") | sent)
    with desk.parts.database.writing() as session:
        received = ReceivedMessage("old-kiosk", HEALTH, BEGAN.timestamp() - 3600)
        store_health(session, [received])
    spoil(desk)
    desk.parts.publisher.publish("Noor")
    with desk.served() as address:
        yield address


@pytest.mark.long
def test_the_museum_is_spoilt(desk: Desk, address: str) -> None:
    """Otherwise the test below would find nothing on any page."""
    work = desk.parts.drafts.get(PartKind.WORK, "lijn").body
    assert all(MARKUP in text for text in work.title.values())
    assert any(MARKUP in block.text for block in work.blocks)


@pytest.mark.parametrize(
    ("language", "scheme", "width"),
    [
        pytest.param("nl", "dark", 1280, marks=pytest.mark.long),
        pytest.param("nl", "light", 390, marks=pytest.mark.slow),
        pytest.param("en", "light", 820, marks=pytest.mark.slow),
        pytest.param("en", "dark", 390, marks=pytest.mark.slow),
    ],
)
def test_every_page(
    desk: Desk, address: str, browser: webdriver.Chrome, language: str, scheme: str, width: int
) -> None:
    _, secret = desk.parts.walls.create(f"Staff room{MARKUP[:40]}")
    browser.execute_cdp_cmd("Accessibility.enable", {})
    browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": LISTEN})
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    browser.execute_cdp_cmd("Network.enable", {})
    headers = {"Accept-Language": language}
    browser.execute_cdp_cmd("Network.setExtraHTTPHeaders", {"headers": headers})
    found: dict[str, list[str]] = {}
    try:
        for path in _pages(desk, browser, address, secret):
            if faults := _faults(browser):
                found[path] = faults
    finally:
        browser.execute_cdp_cmd("Network.setExtraHTTPHeaders", {"headers": {}})
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    assert not found, "\n".join(
        f"{path}: {line}" for path, lines in found.items() for line in lines
    )


def _faults(browser: webdriver.Chrome) -> list[str]:
    faults = [f"policy: {one}" for one in browser.execute_script("return window.violations")]
    injected = "return document.querySelectorAll('[data-injected]').length"
    if browser.execute_script(injected) or browser.title == "injected":
        faults.append("a text became markup")
    return [*faults, *tree_faults(browser), *accessibility_violations(browser)]


def _pages(desk: Desk, browser: webdriver.Chrome, address: str, secret: str) -> Iterator[str]:
    """Open each kind of page that a link leads to."""
    seen: set[str] = set()
    waiting = deque(["/desk/sign-in", "/", "/visit/number?l=en&n=99", f"/wall/{secret}"])
    signed_in = False
    while waiting or not signed_in:
        if not waiting:
            sign_in(desk, browser, address, Role.ADMINISTRATOR)
            signed_in = True
            waiting.append("/desk")
        path = waiting.popleft()
        endpoint = _endpoint(desk, path)
        if endpoint in seen:
            continue
        seen.add(endpoint)
        before = browser.current_url
        browser.get(address + path)
        if browser.current_url == before != address + path:
            continue  # a file that was downloaded
        if not browser.execute_script("return document.contentType === 'text/html'"):
            continue
        if browser.execute_script("return !document.querySelector('main')"):
            continue  # a part of a page, or the plain page with which a browser shows a file
        yield path
        for link in browser.execute_script(LINKS):
            at = urlsplit(link)
            if f"{at.scheme}://{at.netloc}" == address:
                waiting.append(at.path + (f"?{at.query}" if at.query else ""))
    assert len(seen) > 60, "the crawl met few pages"


def _endpoint(desk: Desk, path: str) -> str:
    try:
        endpoint, _ = desk.app.url_map.bind("localhost").match(path.partition("?")[0])
    except HTTPException:
        return path
    return str(endpoint)
