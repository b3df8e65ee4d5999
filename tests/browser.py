"""A real headless Chromium with a temporary profile, for every test that drives a browser.

Starting it takes a second or two, so `tests/conftest.py` starts one per session and opens a tab for each test.
"""

from __future__ import annotations

import importlib.util
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

WINDOW = (1280, 800)  # CSS pixels, as a laptop at a desk
SWITCHES = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--mute-audio",
    "--autoplay-policy=no-user-gesture-required",  # as on the kiosk
    "--window-size={},{}".format(*WINDOW),
    "--lang=en",
)
PHONE = {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True}  # CSS pixels


def is_installed() -> bool:
    return bool(shutil.which("chromium") and shutil.which("chromedriver"))


@contextmanager
def chromium(*more: str, performance: bool = False) -> Iterator[webdriver.Chrome]:
    """Start a Chromium that runs until the end of the block. `more`: switches besides SWITCHES.

    `performance`: it logs each request (`get_log("performance")`).
    """
    # Some of its processes still write to the profile after it has quit.
    with tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True) as profile:
        options = webdriver.ChromeOptions()
        options.binary_location = str(shutil.which("chromium"))
        options.accept_insecure_certs = True  # as a person who has compared the fingerprint
        for switch in (*SWITCHES, f"--user-data-dir={profile}", *more):
            options.add_argument(switch)
        logs = {"browser": "ALL"} | ({"performance": "ALL"} if performance else {})
        options.set_capability("goog:loggingPrefs", logs)
        driver = webdriver.Chrome(
            options=options, service=Service(str(shutil.which("chromedriver")))
        )
        driver.set_page_load_timeout(60)
        try:
            yield driver
        finally:
            driver.quit()


def evaluated(tab: webdriver.Chrome, expression: str) -> Any:
    """Return an expression's value in the page.

    Of `execute_script` the page keeps 64 bytes for each call (measured with Chromium 156), so who measures its heap
    asks by this.
    """
    asked = {"expression": expression, "returnByValue": True}
    return tab.execute_cdp_cmd("Runtime.evaluate", asked)["result"].get("value")


def become_a_phone(tab: webdriver.Chrome) -> None:
    """Give the tab 390 × 844 CSS pixels and touch input until it is closed."""
    tab.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", PHONE)
    tab.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": True})


def pixels_beyond_the_screen(browser: webdriver.Chrome, width: int | None = None) -> int:
    """Return by how many CSS pixels the page is wider than the screen; 0 when it is not.

    `width`: of the screen with its scroll bar. Without it the page has to fit beside the bar (15 px; a phone has none).

    Note: `innerWidth` can't tell: on a phone it grows with the page.
    """
    beyond: int = browser.execute_script(
        "const beside = Math.round(visualViewport.width * visualViewport.scale);"
        "return Math.max(0, document.documentElement.scrollWidth - (arguments[0] ?? beside))",
        width,
    )
    return beyond


def _axe() -> str:
    """Returns axe-core's source (MPL-2.0), as the package axe-playwright-python ships it."""
    package = importlib.util.find_spec("axe_playwright_python")
    assert package is not None
    assert package.submodule_search_locations is not None
    return (Path(package.submodule_search_locations[0]) / "axe.min.js").read_text("utf-8")


RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ASK_AXE = """
const [rules, done] = arguments;
axe.run(document, {runOnly: {type: "tag", values: rules}, resultTypes: ["violations"]}).then(
  (found) => done(found.violations.flatMap((rule) => rule.nodes.map(
    (node) => `${rule.id} (${rule.impact}): ${node.target.join(" ")}: ${node.failureSummary}`))),
  (error) => done([`axe failed: ${error}`]));
"""


def accessibility_violations(browser: webdriver.Chrome) -> list[str]:
    """Return the violations that axe-core finds on the page that the browser shows, one line for each element.

    The rules are those of WCAG 2.2 at levels A and AA, and axe's best practices.
    """
    if browser.execute_script("return typeof axe !== 'undefined'"):
        found: list[str] = browser.execute_async_script(ASK_AXE, RULES)
    else:  # in one script with the question, so that no page can take another's place between the two
        found = browser.execute_async_script(f"{_axe()}\n{ASK_AXE}", RULES)
    return [" ".join(line.split()) for line in found]
