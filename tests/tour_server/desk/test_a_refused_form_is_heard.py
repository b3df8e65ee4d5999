"""A form that can't be saved says so where somebody hears it: focus on the summary, each error with its field."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By

from tests.desk import Desk
from tests.screen_reader import tree_faults
from tests.signing_in import sign_in
from tests.waiting import until
from tour_server.staff.permissions import Role

pytestmark = [pytest.mark.browser, pytest.mark.long]

FORMS = {
    "/desk/works/new": {"number": "abc"},
    "/desk/rooms/new": {},
    "/desk/plan/rooms/new": {"capacity": "-1"},
    "/desk/plan/ways/new": {"seconds": "x"},
    "/desk/tours/new": {},
    "/desk/offers/new": {"share": "900"},
    "/desk/glossary/new": {},
    "/desk/links/new": {},
    "/desk/themes/new": {},
    "/desk/museum": {"accent": "red"},
}
SEND = """
const form = document.querySelector("form#part");
for (const [name, value] of Object.entries(arguments[0])) {
  const field = form.elements[name];
  if (field) { field.type = "text"; field.value = value; }
}
form.noValidate = true;
form.requestSubmit(document.querySelector("[form=part][value=save], #part [value=save]"));
"""
# What the summary says, what has the focus, and of each link in it: its field's state and its description.
READ = """
const summary = document.getElementById("summary");
const links = [...summary.querySelectorAll("a[href^='#']")];
return {
  focus: document.activeElement.id || document.activeElement.tagName,
  fields: links.map((link) => {
    const field = document.getElementById(link.hash.slice(1));
    const said = field?.getAttribute("aria-describedby");
    return [link.hash, field?.getAttribute("aria-invalid") ?? null,
            said ? document.getElementById(said.split(" ")[0])?.textContent ?? "" : ""];
  }),
};
"""


@pytest.fixture
def address(desk: Desk) -> Iterator[str]:
    with desk.served() as address:
        yield address


def test_the_summary_has_the_focus_and_each_error_its_field(
    desk: Desk, address: str, browser: webdriver.Chrome
) -> None:
    sign_in(desk, browser, address, Role.ADMINISTRATOR)
    browser.execute_cdp_cmd("Accessibility.enable", {})
    found: dict[str, object] = {}
    refused = 0
    for path, typed in FORMS.items():
        browser.get(address + path)
        if not browser.find_elements(By.CSS_SELECTOR, "form#part"):
            continue
        browser.execute_script(SEND, typed)
        until(lambda: browser.find_elements(By.ID, "summary"), 20, f"refused: {path}")
        refused += 1
        heard = browser.execute_script(READ)
        wrong = [one for one in heard["fields"] if one[1] != "true" or not one[2].strip()]
        if heard["focus"] != "summary" or wrong or not heard["fields"]:
            found[path] = (heard["focus"], wrong)
        if faults := tree_faults(browser):
            found[f"{path}: tree"] = faults
    assert not found
    assert refused > 5
