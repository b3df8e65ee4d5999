"""Every page of the server follows WCAG 2.2 at level AA, checked in a real Chromium."""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from msgspec.structs import replace
from selenium import webdriver
from selenium.webdriver.common.by import By
from werkzeug.exceptions import HTTPException

from contract.messages import Health
from contract.museum import NOT_STATED, Rights
from tests.browser import accessibility_violations
from tests.desk import BEGAN, Desk, picture
from tests.signing_in import sign_in
from tour_server.catalogue.parts import PartKind
from tour_server.fleet.messages import store_health
from tour_server.ingest.message_handler import ReceivedMessage
from tour_server.publishing.draft_replacement import DraftReplacement
from tour_server.staff.permissions import Role

pytestmark = pytest.mark.browser

LINKS = """
return [...document.querySelectorAll("a[href]")].map(
  (link) => new URL(link.getAttribute("href"), document.baseURI).href);
"""
NEW = {
    "/desk/plan/ways/new": {"from": "hal", "to": "zolder", "way": "stairs", "seconds": "20"},
    "/desk/plan/places/new": {"kind": "cafe", "room": "hal"},
    "/desk/links/new": {"add": "lijn", "add_second": "knoop", "relation": "construction"},
    "/desk/works/knoop": {"by_number": "yes"},
    "/desk/glossary/new": {
        "term.nl": "lijn",
        "meaning.nl": "Een streep zonder breedte.",
        "sources": "Een boek over lijnen",
    },
}
# Endpoints that answer a GET with a file, data or a stream instead of a page. So does each of the API.
NOT_PAGES = {
    "bundles.metadata",
    "bundles.target",
    "catalogue.look_preview",
    "catalogue.look_typefaces",
    "catalogue.picture",
    "checks.csv",
    "forecast.count_import",  # tests/tour_server/forecast checks this page
    "forecast.state",
    "forecast.static",
    "staffing.day",  # a week with colleagues leads to it: tests/tour_server/staffing checks this page
    "health",
    "heard.static",
    "house.content",
    "house.picture",
    "house.static",
    "imports.columns_page",  # tests/tour_server/imports checks this page and the next
    "imports.museum_zip",
    "imports.page",
    "imports.progress",
    "imports.static",
    "jobs.progress",
    "kiosk_care.log_lines",
    "kiosk_care.look_answer",  # tests/tour_server/kiosk_care checks this page and the report
    "kiosk_care.look_part",
    "kiosk_care.look_question",  # of a kiosk that is registered; checked there, too
    "kiosk_care.selftest",
    "kiosk_care.selftest_file",
    "kiosk_care.static",
    "kiosks.static",
    "round_trip.answer",
    "search.ask",  # tests/tour_server/search checks this page and those that follow
    "search.changed",
    "search.choices",
    "search.export",
    "search.history_change",
    "search.page",
    "search.progress",
    "search.static",
    "own_roster.calendar",
    "own_roster.page",  # tests/tour_server/staffing checks this page and those that follow
    "staffing.csv",
    "staffing.data_of",
    "staffing.state",
    "staffing.static",
    "staffing.why",
    "staffing.would",
    "web.as_of_now",
    "questions.question",  # tests/tour_server/ask checks this page
    "web.icon",
    "web.static",
    "updates.ask_to_send",  # tests/tour_server/updates checks these pages
    "updates.ask_to_start",
    "updates.ask_to_stop",
    "updates.fragment",
    "updates.static",
    "claims.ask",  # tests/tour_server/claims checks this page and the next
    "claims.ask_to_replace",
    "claims.ask_to_revoke",
    "claims.find",  # leads to a screen that waits
    "desk.static",
    "media.static",
    "metrics.metrics",
    "offers.counts_csv",
    "offers.static",
    "preview.static",
    "previewed.answer",  # tests/tour_server/preview checks the pages of a link
    "previewed.kiosk",
    "previewed.kiosk_part",
    "previewed.kiosk_state",
    "previewed.kiosk_work_picture",
    "previewed.kiosk_works",
    "previewed.start",
    "pronunciation.listen",
    "pronunciation.static",
    "printing.file",
    "printing.flyer_picture",
    "printing.labels_picture",
    "printing.made",
    "printing.progress",
    "publishing.progress",
    "publishing.speech",
    "recordings.sound",
    "recordings.static",
    "recordings.waiting",
    "related.names_zip",
    "related.skos",
    "related.static",
    "rooms.events",
    "rooms.footfall_csv",
    "rooms.footfall_parquet",
    "rooms.room_events",
    "rooms.sign",
    "rooms.static",
    "staff.ask_to_take_off",  # of somebody who has left
    "staff.data_of",
    "staff.my_data",
    "translations.file",  # tests/tour_server/translations checks this page
    "translations.out",
    "translations.static",
    "visit.colours",
    "visit.keep",
    "visit.look",
    "visit.manifest",
    "visit.media",
    "visit.not_kept",  # a phone keeps it and shows it without a network
    "visit.now",
    "visit.number_in_address",  # leads to a work
    "visit.page_file",
    "visit.service_worker",
    "visit.static",
    "walls.events",
    "writing.here",
    "writing.static",
}
# Parts of a page that its script inserts; they are checked with the whole page.
PARTS = {
    "kiosks.fragment",
    "publishing.progress_page",
    "rooms.fragment",
    "rooms.room_fragment",
    "walls.fragment",
}

A_HEALTH = Health(1.0, True, "0.1", 1, "hal", 5.0, 0, 1, None, {"door": "ok"}, [])


@pytest.fixture
def address(desk: Desk) -> Iterator[str]:
    """The address of a running desk with one part of each kind and a release."""
    noor = desk.colleague("Noor")
    for path, typed in NEW.items():
        answer = noor.post(path, noor.fill_in(path) | typed)
        assert answer.status_code == 302, answer.text
    sent = {"own_picture": (io.BytesIO(picture(5)), "thee.png")}
    noor.post("/desk/offers/thee", noor.fill_in("/desk/offers/thee") | sent)
    an_hour_ago = BEGAN.timestamp() - 3600
    with desk.parts.database.writing() as session:
        store_health(session, [ReceivedMessage("old-kiosk", A_HEALTH, an_hour_ago)])
    noor.get("/desk/publish")
    desk.parts.publisher.publish("Noor")
    without_rights(desk)
    replacement = desk.parts.assembly.context.get(DraftReplacement)
    replacement.replace(replacement.like_release(1), "Noor", 1)
    without_rights(desk)
    with desk.served() as address:
        yield address


def without_rights(desk: Desk) -> None:
    """Take the rights of a picture away, as an upload at the desk leaves them."""
    part = desk.parts.drafts.get(PartKind.WORK, "lijn")
    media = [replace(one, rights=Rights(NOT_STATED)) for one in part.body.media]
    body = replace(part.body, media=media)
    desk.parts.drafts.put(PartKind.WORK, "lijn", body, part.version, "Noor")


@pytest.mark.long
@pytest.mark.timeout(400)
def test_every_page_of_the_server(desk: Desk, address: str, browser: webdriver.Chrome) -> None:
    """Follow every link from the first pages on and check each kind of page once."""
    found: dict[str, list[str]] = {}
    seen: set[str] = set()
    _, secret = desk.parts.walls.create("Staff room")
    waiting = deque(["/desk/sign-in", "/", "/visit/number?l=en&n=99", f"/wall/{secret}"])
    signed_in = False
    while waiting or not signed_in:
        if not waiting:
            sign_in(desk, browser, address, Role.ADMINISTRATOR)
            signed_in = True
            waiting.append("/desk")
        path = waiting.popleft()
        endpoint = _endpoint(desk, path)
        if endpoint in seen or endpoint in NOT_PAGES | PARTS or endpoint.startswith("api."):
            continue
        browser.get(address + path)
        seen.add(endpoint)
        if violations := accessibility_violations(browser):
            found[path] = violations
        for link in browser.execute_script(LINKS):
            at = urlsplit(link)
            if f"{at.scheme}://{at.netloc}" == address:
                waiting.append(at.path + (f"?{at.query}" if at.query else ""))
    assert not found, "\n".join(
        f"{path}: {line}" for path, lines in found.items() for line in lines
    )
    everything = {
        rule.endpoint
        for rule in desk.app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.endpoint.startswith("api.")
    }
    assert everything - seen - NOT_PAGES - PARTS == set(), "pages that no link leads to"


def test_a_page_that_a_role_only_reads(desk: Desk, address: str, browser: webdriver.Chrome) -> None:
    sign_in(desk, browser, address, Role.PUBLISHER)
    for path in ("/desk/works/lijn", "/desk/museum/huis", "/desk/rooms/take-away", "/desk/people"):
        browser.get(address + path)
        assert accessibility_violations(browser) == [], path
        assert not [one for one in browser.find_elements(By.NAME, "action") if one.is_displayed()]


def _endpoint(desk: Desk, path: str) -> str:
    try:
        endpoint, _ = desk.app.url_map.bind("localhost").match(path.partition("?")[0])
    except HTTPException:
        return path
    return str(endpoint)
