"""The checking page reads codes as the server does, also without a network; a phone chooses as a kiosk would."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Iterator

import msgspec
import pytest
from msgspec.structs import replace
from selenium import webdriver
from selenium.webdriver.common.by import By

from contract.museum import WHOLE_DAY
from narration.offer_choice import OfferAudience, OfferVisitor, WorksMet, choose_offer
from tests.browser import accessibility_violations
from tests.desk import Desk
from tests.signing_in import sign_in_as
from tests.waiting import until
from tour_server.catalogue.parts import PartKind
from tour_server.offers.code_format import typed_code
from tour_server.offers.codes import CheckResult
from tour_server.offers.counts import counts_between
from tour_server.offers.offer_board import OfferBoard
from tour_server.staff.permissions import Role

pytestmark = pytest.mark.browser

LEAVE = """
const leaving = new Event("beforeunload", { cancelable: true });
window.dispatchEvent(leaving);
return leaving.defaultPrevented;
"""
CHOOSE = """
const [address, cases, done] = arguments;
import(address).then(({ chooseOffer }) => done(cases.map(([offers, visitor]) => chooseOffer(offers, visitor))));
"""


@pytest.fixture
def address(desk: Desk) -> Iterator[str]:
    """The address of a desk that is open all day, with an offer that has a code."""
    site = desk.parts.drafts.all(PartKind.SITE)[0]
    whole_day = replace(site.body.opening[1], opens=dt.time(0), closes=dt.time(23, 59))
    opened = replace(site.body, opening=[whole_day] * 7)
    desk.parts.drafts.put(PartKind.SITE, site.key, opened, site.version, "Noor")
    offer = desk.parts.drafts.get(PartKind.OFFER, "thee")
    body = replace(offer.body, condition=WHOLE_DAY, has_code=True, minutes=1)
    desk.parts.drafts.put(PartKind.OFFER, "thee", body, offer.version, "Noor")
    editor = desk.colleague("Edda", Role.EDITOR)
    editor.post("/desk/offers/thee", editor.fill_in("/desk/offers/thee"), action="approve")
    desk.parts.publisher.publish("Noor")
    with desk.served() as address:
        yield address


def test_codes_are_checked_while_the_network_is_away_and_used_when_it_is_back(
    desk: Desk, address: str, browser: webdriver.Chrome
) -> None:
    desk.clock.at = dt.datetime.now(dt.UTC)  # the page compares with the browser's clock
    codes = desk.parts.assembly.context.get(OfferBoard)
    codes.shown()
    first, second = (codes.take("thee")[1] for _ in range(2))
    assert first
    assert second
    sign_in_as(browser, address, "Edda", "/desk/codes")

    def checked(code: str) -> str:
        browser.execute_script("document.getElementById('answer').textContent = ''")
        field = browser.find_element(By.ID, "code")
        field.clear()
        field.send_keys(code + "\n")
        until(lambda: browser.find_element(By.ID, "answer").text, what="an answer")
        return browser.find_element(By.ID, "answer").text

    assert checked(typed_code(first.code)) == "Thee: Good. It is used from now on."
    assert checked(first.code) == "Thee: Used before. It can't be used again."
    assert accessibility_violations(browser) == []
    browser.execute_cdp_cmd("Network.enable", {})
    away = {"offline": True, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    browser.execute_cdp_cmd("Network.emulateNetworkConditions", away)
    unchecked = "Thee: The signature is right. Not checked for use: the server can't be reached."
    assert checked(typed_code(second.code)) == unchecked
    assert "Used before" in checked(second.code), "the page itself remembers"
    wrong = second.code[:10] + str((int(second.code[10]) + 1) % 10) + second.code[11:16]
    assert "no code of today" in checked(wrong)
    assert browser.find_element(By.ID, "away").text.startswith("No network just now.")
    assert browser.execute_script(LEAVE), "the browser asks before the page goes"
    assert accessibility_violations(browser) == []
    browser.get(
        "about:blank"
    )  # as a reload without a network: what was taken in is in the browser alone
    browser.execute_cdp_cmd("Network.emulateNetworkConditions", away | {"offline": False})
    browser.get(f"{address}/desk/codes")
    until(lambda: browser.find_elements(By.ID, "away"), what="the page again")
    assert browser.find_element(By.ID, "away").text == ""
    assert not browser.execute_script(LEAVE)
    day = codes_day(desk)
    until(
        lambda: counts_between(desk.parts.database, day, day, dt.UTC)[0].redeemed == 2,
        what="the second code to be used",
    )
    sent = "return localStorage.getItem('zaalgids.codes')"
    until(lambda: browser.execute_script(sent) is None, what="that none waits")

    rng = random.Random(12)
    cases = [some_case(rng) for _ in range(400)]
    browser.set_script_timeout(30)
    with desk.app.test_request_context():
        script = desk.app.url_for("visit.static", filename="offer_choice.js", _external=False)
    found = browser.execute_async_script(CHOOSE, script, json.loads(msgspec.json.encode(cases)))
    assert found == [choose_offer(offers, visitor) for offers, visitor in cases]
    assert len(set(found)) > 4, "cases that say something"


def codes_day(desk: Desk) -> dt.date:
    """The museum's day."""
    days = counts_between(desk.parts.database, dt.date.min, dt.date.max, dt.UTC)
    return days[0].day


def some_case(rng: random.Random) -> tuple[list[OfferAudience], OfferVisitor]:
    """Offers and a visitor, drawn."""
    themes, works = ["making", "makers", "numbers"], list("abcdef")

    def some(of: list[str]) -> list[str]:
        return rng.sample(of, rng.randrange(len(of) + 1))

    offers = [
        OfferAudience(
            f"offer-{n}",
            some(themes) if rng.random() < 0.5 else [],
            some(["adult", "child"]) if rng.random() < 0.4 else [],
            [WorksMet(some(works), rng.randrange(1, 4))] if rng.random() < 0.4 else [],
            steps=rng.random() < 0.2,
        )
        for n in range(rng.randrange(6))
    ]
    keys = [offer.key for offer in offers]
    interests = {theme: rng.choice([0, 0.1, 0.2, 0.7, 1]) for theme in some(themes)}
    return offers, OfferVisitor(
        interests,
        rng.choice(["adult", "child", "expert"]),
        some(works),
        rng.sample(keys, len(keys) // 3),
        rng.choice([None, None, *keys]),
        rng.random() < 0.4,
    )


def test_results_have_words_on_the_page(desk: Desk) -> None:
    page = desk.colleague("Noor").get("/desk/codes").text
    words = json.loads(page.split('id="facts">')[1].split("</script>")[0])["words"]
    assert {result.value for result in CheckResult} <= set(words)
