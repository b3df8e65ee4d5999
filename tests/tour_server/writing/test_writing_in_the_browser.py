"""Writing in Chromium: what is typed is kept, blocks are saved in place, keys, paste, two browsers on one text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from msgspec.structs import replace
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from tests.browser import accessibility_violations, pixels_beyond_the_screen
from tests.desk import PASSWORD, Desk
from tests.signing_in import sign_in_as
from tests.waiting import until
from tour_server.catalogue.parts import PartKind
from tour_server.staff.permissions import Role

pytestmark = [pytest.mark.browser, pytest.mark.long]

PAGE = "/desk/works/lijn/script"
BLOCK = "lijn-nl-1"
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal {margin:0}</style></head>
<body><!--StartFragment--><p class=MsoNormal><span lang=NL style='mso-fareast-language:NL'>In
<i style='mso-bidi-font-style:normal'>De\u00a0Sterrennacht</i> (<em>zie ook</em>
<span style='font-style:italic'>Olijfbomen</span>),
\u201cblauw\u201d,<del>zwart</del><ins> zacht\u00adblauw</ins><o:p></o:p></span></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>\u00b7<span>&nbsp;&nbsp;</span></span><![endif]>eerst</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>\u00b7</span>dan<a
class=MsoFootnoteReference>[1]</a></p>
<p class=MsoNormal>Blz. <span style='mso-element:field-begin'></span>PAGE \\* MERGEFORMAT<span
style='mso-element:field-separator'></span>12<span style='mso-element:field-end'></span><span
style='mso-hide:all'>weg</span><span class=MsoCommentReference>[BJ1]</span></p><script>alert(1)</script>
<!--EndFragment--></body></html>"""
PASTED = """In De Sterrennacht (zie ook Olijfbomen), “blauw”, zachtblauw

– eerst
– dan

Blz. 12"""
CLEAN = """
const [html, done] = arguments;
import("/desk/writing/static/paste.js").then((paste) => done(JSON.stringify(paste.cleanHtml(html))));
"""
PLAIN = CLEAN.replace("cleanHtml", "cleanText")
PASTE = """
const [field, html] = arguments;
const data = new DataTransfer();
data.setData("text/html", html);
data.setData("text/plain", "plain");
field.focus();
field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
"""


@pytest.fixture
def address(desk: Desk) -> Iterator[str]:
    for name in ("Noor", "Bram"):
        desk.parts.accounts.create(name, PASSWORD, {Role.ADMINISTRATOR})
    with desk.served() as address:
        yield address


def words(desk: Desk, number: int = 0) -> str:
    found: str = desk.parts.drafts.get(PartKind.WORK, "lijn").body.blocks[number].text
    return found


def element(browser: webdriver.Chrome, selector: str) -> WebElement:
    return browser.find_element(By.CSS_SELECTOR, selector)


def field(browser: webdriver.Chrome, block: str = BLOCK) -> WebElement:
    return browser.find_element(By.NAME, f"block.{block}.text")


def kept(browser: webdriver.Chrome, block: str = BLOCK) -> str:
    return element(browser, f"#form-{block} .kept").text


def retype(browser: webdriver.Chrome, text: str, block: str = BLOCK) -> None:
    browser.execute_script("arguments[0].value = ''", field(browser, block))
    field(browser, block).send_keys(text)


def opened(browser: webdriver.Chrome, address: str, where: str = PAGE) -> None:
    browser.get(address + where)
    until(lambda: element(browser, "[data-editable]"))


def offline(browser: webdriver.Chrome, is_offline: bool) -> None:
    browser.execute_cdp_cmd("Network.enable", {})
    conditions: dict[str, Any] = {"offline": is_offline, "latency": 0}
    through = {"downloadThroughput": -1, "uploadThroughput": -1}
    browser.execute_cdp_cmd("Network.emulateNetworkConditions", conditions | through)


def test_a_block_is_written_by_keyboard_alone(
    desk: Desk, address: str, browser: webdriver.Chrome
) -> None:
    sign_in_as(browser, address, "Noor")
    opened(browser, address)
    browser.execute_script("document.querySelector('article.script-block').focus()")
    press = webdriver.ActionChains(browser).send_keys
    press("?").perform()
    assert element(browser, "#keys").get_attribute("open") is not None
    browser.execute_script("document.querySelector('article.script-block').focus()")
    press("e").perform()
    assert browser.switch_to.active_element.get_attribute("name") == f"block.{BLOCK}.text"
    retype(browser, "Met de toetsen.")
    field(browser).send_keys(Keys.ESCAPE)
    assert not element(browser, f"#form-{BLOCK}").is_displayed()
    assert browser.switch_to.active_element.get_attribute("id") == f"block-{BLOCK}"
    press(Keys.ENTER).perform()
    assert field(browser).get_attribute("value") == "Met de toetsen."
    field(browser).send_keys(Keys.CONTROL, "s")
    until(lambda: words(desk) == "Met de toetsen.")
    until(lambda: element(browser, f"#block-{BLOCK} .says").text == "Met de toetsen.")
    until(lambda: browser.switch_to.active_element.get_attribute("data-edit") is not None)
    assert "Saved." in element(browser, "#told").text
    press("c").perform()
    assert browser.switch_to.active_element.get_attribute("name") == "comment"


def test_saving_one_block_loses_nothing_of_the_others(
    desk: Desk, address: str, browser: webdriver.Chrome
) -> None:
    part = desk.parts.drafts.get(PartKind.WORK, "ring")
    second = replace(part.body.blocks[0], key="ring-nl-2", text="Tweede.")
    body = replace(part.body, blocks=[*part.body.blocks, second])
    desk.parts.drafts.put(PartKind.WORK, "ring", body, part.version, "Noor")
    sign_in_as(browser, address, "Noor")
    opened(browser, address, "/desk/works/ring/script")
    for block, text in (("ring-nl-1", "Eén."), ("ring-nl-2", "Twee.")):
        element(browser, f"#block-{block} [data-edit]").click()
        retype(browser, text, block)
    field(browser, "ring-nl-1").send_keys(Keys.CONTROL, Keys.ENTER)
    until(lambda: element(browser, "#block-ring-nl-1 .says").text == "Eén.")
    assert field(browser, "ring-nl-2").get_attribute("value") == "Twee."
    field(browser, "ring-nl-2").send_keys(Keys.CONTROL, "s")
    until(lambda: element(browser, "#block-ring-nl-2 .says").text == "Twee.")
    saved = desk.parts.drafts.get(PartKind.WORK, "ring").body.blocks
    assert [one.text for one in saved] == ["Eén.", "Twee."]


def test_the_line_drops_and_the_lid_is_closed(
    desk: Desk, address: str, browser: webdriver.Chrome
) -> None:
    sign_in_as(browser, address, "Noor")
    opened(browser, address, f"{PAGE}?edit={BLOCK}")
    retype(browser, "Voor de trein.")
    until(lambda: "Saved as your draft" in kept(browser))
    offline(browser, True)
    try:
        field(browser).send_keys(" In de tunnel.")
        until(lambda: "No connection" in kept(browser))
    finally:
        offline(browser, False)
    until(lambda: "Saved as your draft" in kept(browser), 30)
    assert words(desk) == "Volg de lijn met uw ogen."
    offline(browser, True)
    field(browser).send_keys(" Dicht.")
    browser.execute_script("window.onbeforeunload = null")
    offline(browser, False)
    opened(browser, address)
    assert field(browser).get_attribute("value") == "Voor de trein. In de tunnel. Dicht."
    assert field(browser).is_displayed()
    sign_in_as(browser, address, "Bram")
    opened(browser, address)
    assert field(browser).get_attribute("value") == "Volg de lijn met uw ogen."


def test_the_sign_in_ends_while_somebody_types(
    desk: Desk, address: str, browser: webdriver.Chrome
) -> None:
    sign_in_as(browser, address, "Noor")
    opened(browser, address, f"{PAGE}?edit={BLOCK}")
    browser.execute_cdp_cmd("Network.clearBrowserCookies", {})
    retype(browser, "Niet weg.")
    until(lambda: "is kept in this browser" in kept(browser))
    sign_in_as(browser, address, "Noor")
    opened(browser, address)
    assert field(browser).get_attribute("value") == "Niet weg."
    until(lambda: "Saved as your draft" in kept(browser))


def test_two_browsers_on_one_text(desk: Desk, address: str, browser: webdriver.Chrome) -> None:
    bram = desk.signed_in("Bram")
    bram.get(PAGE)
    sign_in_as(browser, address, "Noor")
    opened(browser, address, f"{PAGE}?edit={BLOCK}")
    version = str(desk.parts.drafts.get(PartKind.WORK, "lijn").version)
    bram.get(f"{PAGE}/here?version={version}")
    typed = {"version": version, f"block.{BLOCK}.text": "Bram schrijft."}
    assert bram.post(f"{PAGE}/{BLOCK}", typed).status_code == 302
    until(lambda: "Bram has this page open, too." in element(browser, "#here").text, 30)
    until(lambda: "Bram saved a change" in element(browser, "#changed").text, 30)
    retype(browser, "Noor schrijft.")
    field(browser).send_keys(Keys.CONTROL, "s")
    until(lambda: "Saved meanwhile: Bram schrijft." in clean(element(browser, "main").text))
    assert field(browser).get_attribute("value") == "Noor schrijft."
    assert words(desk) == "Bram schrijft."
    assert accessibility_violations(browser) == []
    field(browser).send_keys(" En Bram.", Keys.CONTROL, "s")
    until(lambda: words(desk) == "Noor schrijft. En Bram.")


def clean(text: str) -> str:
    return text.replace("“", "").replace("”", "").replace('"', "")


def test_words_from_a_word_processor_lose_their_clutter(
    desk: Desk, address: str, browser: webdriver.Chrome
) -> None:
    sign_in_as(browser, address, "Noor")
    opened(browser, address, f"{PAGE}?edit={BLOCK}")
    found = json.loads(browser.execute_async_script(CLEAN, WORD))
    assert found == {"text": PASTED, "italics": ["De Sterrennacht", "zie ook Olijfbomen"]}
    for html, text in (
        (
            "<b style='font-weight:normal'><p>Docs <span style='font-style:italic'>titel</span></p></b>",
            "Docs titel",
        ),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\n\nc"),
        ("een<br>twee", "een\ntwee"),
        ("<ul><li>a<li>b</ul>na", "– a\n– b\n\nna"),
        ("a &lt;b&gt; c", "a <b> c"),
        ("", ""),
    ):
        assert json.loads(browser.execute_async_script(CLEAN, html))["text"] == text
    for plain, text in (
        ("\u2022\teen\r\n\u2022\ttwee", "– een\n– twee"),
        ("\x93q\x94 af\u00adbreken\u00a0 x\n\n\n\ny", "“q” afbreken x\n\ny"),
    ):
        assert json.loads(browser.execute_async_script(PLAIN, plain)) == text
    browser.execute_script("arguments[0].select()", field(browser))
    browser.execute_script(PASTE, field(browser), WORD)
    assert field(browser).get_attribute("value") == PASTED
    italics = browser.find_element(By.NAME, f"block.{BLOCK}.italics")
    assert italics.get_attribute("value") == "De Sterrennacht\nzie ook Olijfbomen"
    field(browser).send_keys(Keys.CONTROL, "s")
    until(lambda: words(desk) == PASTED)
    until(lambda: len(browser.find_elements(By.CSS_SELECTOR, f"#block-{BLOCK} .says i")) == 2)


def test_every_width_by_day_and_by_night(
    desk: Desk, address: str, browser: webdriver.Chrome
) -> None:
    noor = desk.signed_in("Noor")
    noor.get(PAGE)
    noor.post(f"{PAGE}/{BLOCK}/comment", comment="Is dit zeker?")
    sign_in_as(browser, address, "Noor")
    try:
        for width in (320, 390, 820, 1280, 1440):
            size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
            browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
            for where in (f"{PAGE}?language=en&beside=nl&edit=lijn-en-1", "/desk/comments"):
                browser.get(address + where)
                assert pixels_beyond_the_screen(browser, width) == 0, f"{where} at {width}"
                assert accessibility_violations(browser) == [], f"{where} at {width}"
        night = {"features": [{"name": "prefers-color-scheme", "value": "dark"}]}
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", night)
        browser.get(f"{address}{PAGE}?edit={BLOCK}")
        assert accessibility_violations(browser) == []
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
