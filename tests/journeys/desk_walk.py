"""A person at the desk: follows the links and fills the fields that a page shows, by their words."""

from __future__ import annotations

from pathlib import Path

from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import Select

from tests.browser import accessibility_violations
from tests.waiting import until

PATIENCE_SECONDS = 90.0  # a busy machine; each page takes a second or two on a quiet one
LEAVE = "window.leftBehind = true"
HAS_LEFT = "return !window.leftBehind && document.readyState === 'complete'"


class DeskWalk:
    """A browser at the desk. Each step waits for the page that it leads to."""

    def __init__(self, browser: webdriver.Chrome, address: str) -> None:
        """Open the one address that a person is told."""
        self.browser = browser
        browser.get(address)

    @property
    def words(self) -> str:
        """What the page says, without the rail."""
        return self.browser.find_element(By.TAG_NAME, "main").text

    def sees(self, *words: str) -> None:
        """Wait until the page says all of it."""
        for one in words:
            until(
                lambda one=one: one in self._read(),
                PATIENCE_SECONDS,
                lambda one=one: self._lacks(one),
            )

    def rail(self, name: str) -> None:
        """Follow an entry of the rail."""
        self._leave(self._one(f"//nav[contains(@class,'rail')]//a[normalize-space()={name!r}]"))

    def tab(self, name: str) -> None:
        """Follow a page of the rail's entry that is open."""
        self._leave(self._one(f"//nav[contains(@class,'pages')]//a[normalize-space()={name!r}]"))

    def follow(self, words: str) -> None:
        """Follow the first link of the page with these words."""
        self._leave(self._one(f"//main//a[contains(normalize-space(), {words!r})]"))

    def press(self, words: str) -> None:
        """Press the first button of the page with these words, which leads to a page."""
        self._leave(self._one(f"//main//button[contains(normalize-space(), {words!r})]"))

    def press_here(self, words: str) -> None:
        """Press a button or a link that changes this page."""
        self._one(
            f"//main//*[self::button or self::a][contains(normalize-space(), {words!r})]"
        ).click()

    def open(self, words: str) -> None:
        """Open what stands behind a summary."""
        self._one(f"//main//summary[contains(normalize-space(), {words!r})]").click()

    def field(self, label: str, number: int = 0) -> WebElement:
        """Return the field of a label, or the `number`-th of several."""
        labels = self._all(f"//main//label[contains(normalize-space(), {label!r})]")
        return self.browser.find_element(By.ID, labels[number].get_attribute("for") or "")

    def fill(self, label: str, text: str, number: int = 0) -> None:
        """Type into the field of a label."""
        field = self.field(label, number)
        field.clear()
        field.send_keys(text)

    def choose(self, label: str, words: str) -> None:
        """Choose an entry of the list of a label."""
        Select(self.field(label)).select_by_visible_text(words)

    def choose_files(self, label: str, *files: Path) -> None:
        """Choose the files of a file field."""
        self.field(label).send_keys("\n".join(map(str, files)))

    def set_time(self, group: str, label: str, value: str) -> None:
        """Set a field of a time of day in a group that is named, as `10:00`; empty takes it away."""
        field = self._one(
            f"//main//*[@role='group'][.//*[normalize-space()={group!r}]]"
            f"//div[contains(@class,'field')][label[contains(normalize-space(), {label!r})]]/input"
        )
        self.browser.execute_script(  # typing depends on the locale of the browser
            "arguments[0].value = arguments[1]; "
            "arguments[0].dispatchEvent(new Event('input', {bubbles: true}))",
            field,
            value,
        )

    def is_accessible(self) -> None:
        """Check the page with axe, with every answer of the help open."""
        self.browser.execute_script(
            "document.querySelectorAll('details.explained').forEach((one) => { one.open = true; })"
        )
        assert accessibility_violations(self.browser) == [], self.browser.current_url

    def _leave(self, element: WebElement) -> None:
        self.browser.execute_script(LEAVE)
        self.browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
        element.click()
        until(lambda: self.browser.execute_script(HAS_LEFT), PATIENCE_SECONDS, "the next page")

    def _one(self, path: str) -> WebElement:
        return self._all(path)[0]

    def _all(self, path: str) -> list[WebElement]:
        def found() -> list[WebElement]:
            elements = self.browser.find_elements(By.XPATH, path)
            return [one for one in elements if one.is_displayed()]

        shown: list[WebElement] = until(
            found, 20.0, lambda: f"{path} on {self.browser.current_url}:\n{self._read()}"
        )
        return shown

    def _read(self) -> str:
        try:
            return self.words
        except StaleElementReferenceException:
            return ""

    def _lacks(self, words: str) -> str:
        return f"{words!r} on {self.browser.current_url}:\n{self._read()}"
