"""A visitor speaks a question, where the phone itself recognises speech, and reads it before it is asked."""

from __future__ import annotations

from typing import Any

import pytest
from selenium import webdriver

from tests.tour_server.visit.test_a_visit_with_a_phone import Visit
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.long]

# A twin of the browser's recognition: no browser here has a model of a language. It says what it was asked, and is told
# by `heard` what the visitor said, or that it understood nothing.
RECOGNITION_TWIN = """
globalThis.asked = [];
globalThis.started = [];
const NAME = class {
  static async available(where) { asked.push(where); return "AVAILABLE"; }
  start() { started.push({ lang: this.lang, processLocally: this.processLocally }); globalThis.hears = this; }
  stop() { this.onend(); }
};
globalThis.heard = (words) => {
  if (words) hears.onresult({ results: [[{ transcript: words }]] });
  hears.onend();
};
delete globalThis.SpeechRecognition;
delete globalThis.webkitSpeechRecognition;
globalThis.NAME = NAME;
"""


def opened(
    phone: webdriver.Chrome, address: str, name: str, available: str, language: str = "en"
) -> Visit:
    script = RECOGNITION_TWIN.replace("NAME", name).replace("AVAILABLE", available)
    phone.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": script})
    visit = Visit(phone, address)
    visit.open(f"/visit/ask?n=1&l={language}")
    until(lambda: phone.execute_script("return asked.length"), what="the page asks the browser")
    return visit


@pytest.mark.parametrize("name", ["SpeechRecognition", "webkitSpeechRecognition"])
def test_what_was_heard_is_read_before_it_is_asked(
    phone: webdriver.Chrome, site: Any, name: str
) -> None:
    visit = opened(phone, site.address, name, "available", "de")
    until(lambda: visit.one("#speak").is_displayed(), what="the button")
    where = {"langs": ["de"], "processLocally": True}
    assert phone.execute_script("return asked") == [where]
    visit.tap("#speak")
    assert visit.words("#speak") == "Hört zu …"
    assert phone.execute_script("return started") == [{"lang": "de", "processLocally": True}]
    phone.execute_script("heard('Woher kommt das?')")
    assert visit.one("#question").get_property("value") == "Woher kommt das?"
    assert visit.words("#speak") == "Sprechen"
    assert not visit.words("#answers")
    visit.tap("#ask button.primary")
    until(lambda: "Tamil Nadu" in visit.words("#answers"), what="the answer")


def test_that_nothing_was_understood_is_said_and_what_was_typed_stays(
    phone: webdriver.Chrome, site: Any
) -> None:
    visit = opened(phone, site.address, "SpeechRecognition", "available")
    visit.one("#question").send_keys("Who")
    visit.tap("#speak")
    phone.execute_script("heard('')")
    assert visit.words("#said") == "That was not understood."
    assert visit.one("#question").get_property("value") == "Who"
    visit.tap("#speak")
    assert not visit.one("#said").is_displayed()
    assert visit.one("#speak").get_attribute("aria-pressed") == "true"
    visit.tap("#speak")  # a second touch ends it
    assert visit.one("#speak").get_attribute("aria-pressed") == "false"


@pytest.mark.parametrize("available", ["unavailable", "downloadable"])
def test_a_browser_that_sends_the_sound_elsewhere_is_not_offered(
    phone: webdriver.Chrome, site: Any, available: str
) -> None:
    visit = opened(phone, site.address, "SpeechRecognition", available)
    assert not visit.one("#speak").is_displayed()
    assert phone.execute_script("return started") == []
