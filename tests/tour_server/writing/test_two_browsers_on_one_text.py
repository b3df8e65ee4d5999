"""Two colleagues' browsers on one block, one offer, one room: nothing typed is lost, nothing silently overwritten.

Both save; one removes while the other types; the sign-in ends; the line drops; the lid is closed and opened again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from msgspec import Struct
from selenium import webdriver
from selenium.common.exceptions import UnexpectedAlertPresentException, WebDriverException
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from contract.museum import Room
from tests.browser import chromium
from tests.desk import PASSWORD, Desk
from tests.signing_in import sign_in_as
from tests.waiting import until
from tour_server.catalogue.parts import PartKind
from tour_server.staff.permissions import Role

pytestmark = [pytest.mark.browser, pytest.mark.long]


class Text(Struct, frozen=True):
    """A text and the form in which it is written. `other`: another field of that form."""

    kind: PartKind
    key: str
    page: str
    field: str
    other: str

    def said(self, desk: Desk, field: str) -> str:
        """Return what the draft has in a field."""
        body: Any = desk.parts.drafts.get(self.kind, self.key).body
        if self.kind is PartKind.WORK:
            block = next(one for one in body.blocks if one.key == "lijn-nl-1")
            return str(block.text if field.endswith(".text") else block.written_by)
        name, _dot, language = field.partition(".")
        value = getattr(body, name)
        return str(value[language] if language else value)


BLOCK = Text(
    PartKind.WORK,
    "lijn",
    "/desk/works/lijn/script?edit=lijn-nl-1",
    "block.lijn-nl-1.text",
    "block.lijn-nl-1.written_by",
)
OFFER = Text(PartKind.OFFER, "thee", "/desk/offers/thee", "text.nl", "title.nl")
ROOM = Text(PartKind.ROOM, "kelder", "/desk/plan/rooms/kelder", "name.nl", "capacity")
TEXTS = [
    pytest.param(BLOCK, id="block"),
    pytest.param(OFFER, id="offer"),
    pytest.param(ROOM, id="room"),
]


class Person:
    """A colleague's browser."""

    def __init__(self, tab: webdriver.Chrome, address: str, name: str) -> None:
        self.tab, self.address, self.name = tab, address, name
        self.signs_in()

    def signs_in(self) -> None:
        sign_in_as(self.tab, self.address, self.name)

    def opens(self, text: Text) -> None:
        self.tab.get(self.address + text.page)
        until(lambda: self.tab.find_element(By.NAME, text.field).is_displayed())

    def field(self, name: str) -> WebElement:
        return self.tab.find_element(By.NAME, name)

    def types(self, name: str, words: str) -> None:
        field = self.field(name)
        self.tab.execute_script("arguments[0].closest('details')?.setAttribute('open', '')", field)
        self.tab.execute_script("arguments[0].value = ''", field)
        field.send_keys(words)

    def saves(self, name: str) -> None:
        script = """
            const form = arguments[0].form;
            const outside = document.querySelector(`button.primary[form="${form.id}"]`);
            form.requestSubmit(outside ?? form.querySelector("button.primary"));
        """
        self.tab.execute_script(script, self.field(name))

    @property
    def reads(self) -> str:
        return str(self.tab.find_element(By.TAG_NAME, "body").text)

    def line(self, *, is_there: bool) -> None:
        self.tab.execute_cdp_cmd("Network.enable", {})
        facts: dict[str, Any] = {"offline": not is_there, "latency": 0}
        through = {"downloadThroughput": -1, "uploadThroughput": -1}
        self.tab.execute_cdp_cmd("Network.emulateNetworkConditions", facts | through)

    def leaves(self, address: str) -> None:
        """Go to a page though there is something that is not saved."""
        self.tab.execute_script("location.href = arguments[0]", self.address + address)
        with_alert = True
        while with_alert:
            try:
                with_alert = self.tab.current_url != self.address + address
            except UnexpectedAlertPresentException:
                continue


@pytest.fixture
def address(desk: Desk) -> Iterator[str]:
    for name in ("Noor", "Bram"):
        desk.parts.accounts.create(name, PASSWORD, {Role.ADMINISTRATOR})
    cellar = Room(key="kelder", name={"nl": "Kelder"}, floor=-1, capacity=5)
    desk.parts.drafts.put(PartKind.ROOM, "kelder", cellar, 0, "import")
    with desk.served() as address:
        yield address


@pytest.fixture(scope="module")
def second_chromium() -> Iterator[webdriver.Chrome]:
    with chromium() as tab:
        yield tab


@pytest.fixture
def noor(browser: webdriver.Chrome, address: str) -> Person:
    return Person(browser, address, "Noor")


@pytest.fixture
def bram(second_chromium: webdriver.Chrome, address: str) -> Iterator[Person]:
    yield Person(second_chromium, address, "Bram")
    second_chromium.execute_cdp_cmd("Network.clearBrowserCookies", {})


@pytest.mark.parametrize("text", TEXTS)
def test_both_save_other_fields_and_both_stand(
    desk: Desk, noor: Person, bram: Person, text: Text
) -> None:
    noor.opens(text)
    bram.opens(text)
    other = "77" if text.other == "capacity" else "Bram Bos"
    bram.types(text.other, other)
    bram.saves(text.other)
    until(lambda: text.said(desk, text.other) == other)
    noor.types(text.field, "Noor schrijft dit.")
    noor.saves(text.field)
    until(lambda: text.said(desk, text.field) == "Noor schrijft dit.")
    assert text.said(desk, text.other) == other


@pytest.mark.parametrize("text", TEXTS)
def test_both_type_in_one_field_and_both_are_shown(
    desk: Desk, noor: Person, bram: Person, text: Text
) -> None:
    noor.opens(text)
    bram.opens(text)
    bram.types(text.field, "Bram schrijft.")
    bram.saves(text.field)
    until(lambda: text.said(desk, text.field) == "Bram schrijft.")
    noor.types(text.field, "Noor schrijft.")
    noor.saves(text.field)
    until(lambda: "Saved meanwhile:" in noor.reads)
    assert "Bram schrijft." in noor.reads
    assert noor.field(text.field).get_attribute("value") == "Noor schrijft."
    assert text.said(desk, text.field) == "Bram schrijft."
    noor.types(text.field, "Noor en Bram schrijven.")
    noor.saves(text.field)
    until(lambda: text.said(desk, text.field) == "Noor en Bram schrijven.")


@pytest.mark.parametrize("text", TEXTS)
def test_one_removes_it_while_the_other_types(
    desk: Desk, noor: Person, bram: Person, text: Text
) -> None:
    noor.opens(text)
    noor.types(text.field, "Niet weggooien.")
    part = desk.parts.drafts.get(text.kind, text.key)
    desk.parts.drafts.remove(text.kind, text.key, part.version, "Bram")
    noor.saves(text.field)
    until(lambda: "Niet weggooien." in noor.tab.page_source and "404" in noor.reads)
    noor.tab.back()
    with pytest.raises(KeyError):
        desk.parts.drafts.get(text.kind, text.key)


@pytest.mark.parametrize("text", TEXTS)
def test_the_sign_in_ends_in_the_middle(desk: Desk, noor: Person, text: Text) -> None:
    noor.opens(text)
    noor.types(text.field, "Nog niet bewaard.")
    noor.tab.execute_cdp_cmd("Network.clearBrowserCookies", {})
    noor.saves(text.field)
    if text is not BLOCK:  # its page does not go away: it says so beside the form
        until(lambda: "Sign in" in noor.reads)
        noor.tab.find_element(By.CSS_SELECTOR, "main [name=_name]").send_keys("Noor")
        noor.tab.find_element(By.CSS_SELECTOR, "main [name=_password]").send_keys(PASSWORD)
        noor.tab.find_element(By.CSS_SELECTOR, "main button.primary").click()
    else:
        noor.signs_in()
        noor.opens(text)
        assert noor.field(text.field).get_attribute("value") == "Nog niet bewaard."
        noor.saves(text.field)
    until(lambda: text.said(desk, text.field) == "Nog niet bewaard.")


@pytest.mark.parametrize("text", TEXTS)
def test_the_line_drops_while_it_is_saved_and_a_colleague_saves_meanwhile(
    desk: Desk, noor: Person, bram: Person, text: Text
) -> None:
    noor.opens(text)
    noor.types(text.field, "Getypt in de tunnel.")
    noor.line(is_there=False)
    try:
        noor.saves(text.field)
        bram.opens(text)
        bram.types(text.field, "Bram is sneller.")
        bram.saves(text.field)
        until(lambda: text.said(desk, text.field) == "Bram is sneller.")
    finally:
        noor.line(is_there=True)
    noor.opens(text)
    until(lambda: noor.field(text.field).get_attribute("value") == "Getypt in de tunnel.")
    assert text.said(desk, text.field) == "Bram is sneller."
    noor.saves(text.field)
    until(lambda: "Saved meanwhile:" in noor.reads)
    assert "Bram is sneller." in noor.reads
    noor.saves(text.field)
    until(lambda: text.said(desk, text.field) == "Getypt in de tunnel.")
    noor.opens(text)
    assert "You typed this before" not in noor.reads


@pytest.mark.parametrize("text", TEXTS)
def test_the_lid_is_closed_and_the_page_is_thrown_out_of_memory(
    desk: Desk, noor: Person, text: Text
) -> None:
    noor.opens(text)
    noor.types(text.field, "Voor het slapen.")
    for state in ("frozen", "active"):
        noor.tab.execute_cdp_cmd("Page.setWebLifecycleState", {"state": state})
    assert noor.field(text.field).get_attribute("value") == "Voor het slapen."
    # What a browser does with a tab that it threw out: it loads the page again.
    noor.tab.execute_cdp_cmd("Page.enable", {})
    noor.tab.execute_script("window.stop(); setTimeout(() => location.reload())")
    try:
        until(lambda: noor.tab.execute_script("return performance.now()") < 4000)
        noor.tab.switch_to.alert.accept()
    except WebDriverException:
        pass  # no question was asked
    until(lambda: noor.field(text.field).get_attribute("value") == "Voor het slapen.")
    noor.saves(text.field)
    until(lambda: text.said(desk, text.field) == "Voor het slapen.")
