"""Every state of the screen at every size: nothing is cut, lies over something or reaches out; axe finds nothing."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest

from contract.bundle import Release
from tests.browser import accessibility_violations, chromium
from tests.device.screen.faults_of_the_screen import KNOWN, faults
from tests.device.screen.states_of_the_screen import (
    LANGUAGES,
    SIZES,
    STATES,
    ScreenSize,
    begin,
    in_every_state,
    kiosk_of,
    spoken_museum,
)

pytestmark = [pytest.mark.browser, pytest.mark.long]
# The smallest and the tallest; the other sizes belong to `make test-slow`.
OFTEN = ("7", "15.6 upright")
AT_EACH_SIZE = [
    pytest.param(size, id=size.name, marks=[] if size.name in OFTEN else [pytest.mark.slow])
    for size in SIZES
]
FONTS = "document.fonts.ready.then(() => arguments[0]())"
FORCED = [{"name": "forced-colors", "value": "active"}]
STILL = [{"name": "prefers-reduced-motion", "value": "reduce"}]


@pytest.fixture(scope="module")
def museum(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Release]:
    """The folder of a museum with speech in six languages, and its release."""
    folder = tmp_path_factory.mktemp("states")
    return folder, spoken_museum(folder)


@pytest.mark.parametrize("size", AT_EACH_SIZE)
def test_nothing_is_wrong_in_any_state(museum: tuple[Path, Release], size: ScreenSize) -> None:
    found = {}
    with chromium() as browser, kiosk_of(*museum, size) as kiosk:
        for state, language in in_every_state(size):
            screen = begin(browser, kiosk, museum[1], size, language)
            STATES[state](screen, language)
            browser.execute_async_script(FONTS)
            wrong = faults(screen, state, size.name) + accessibility_violations(browser)
            if wrong:
                found[f"{state} in {language}"] = wrong
    assert found == {}


@pytest.mark.parametrize(
    "way",
    [
        pytest.param("forced colours", marks=pytest.mark.slow),
        pytest.param("reduced motion", marks=pytest.mark.slow),
        "night",
    ],
)
def test_axe_finds_nothing_at_night_or_as_people_set_their_screen(
    museum: tuple[Path, Release], way: str
) -> None:
    size = next(size for size in SIZES if size.name == "15.6")
    found = {}
    with ExitStack() as stack:
        browser = stack.enter_context(chromium())
        kiosk = stack.enter_context(kiosk_of(*museum, size))
        if way != "night":
            features = FORCED if way == "forced colours" else STILL
            browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
        for state, language in in_every_state(size):
            screen = begin(browser, kiosk, museum[1], size, language)
            if way == "night":
                screen.js("document.documentElement.dataset.theme = 'night'")
            STATES[state](screen, language)
            if wrong := accessibility_violations(browser):
                found[f"{state} in {language}"] = wrong
    assert found == {}


def test_every_state_meets_every_language() -> None:
    met = {pair for size in SIZES for pair in in_every_state(size)}
    assert met == {(state, language) for state in STATES for language in LANGUAGES}
    assert {state for state, _ in KNOWN} <= set(STATES)
    assert {name for _, name in KNOWN} <= {size.name for size in SIZES}
