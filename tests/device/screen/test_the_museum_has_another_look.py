"""The kiosk's page in a museum's own colours, with its logo and its typeface; and when that typeface does not come."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from contract.bundle import PublishedLook, Release
from contract.timed_text import TimedText
from tests.browser import accessibility_violations
from tests.device.screen.test_a_caption_fits_every_screen import (
    TEXTS,
    even,
    every_cue,
    telling,
    tellings,
)
from tests.looks import ACCENT, NIGHT_PAPER, PAPER, dressed

__all__ = ["tellings"]  # a fixture
pytestmark = [pytest.mark.browser, pytest.mark.long]
Open = Callable[..., Any]
CAPTION = "return document.querySelector('#subtitle p').textContent"
LOGO_SHOWN = """
const logo = document.getElementById("logo");
const { width, height } = logo.getBoundingClientRect();
return logo.checkVisibility() && logo.naturalWidth > 0 && width > 2 * height && height > 20;
"""
LOADED = """
return [...document.fonts].filter((face) => face.family.includes("Museum") && face.status === "loaded").length;
"""
FAILED = "return [...document.fonts].some((face) => face.family.includes('Museum') && face.status === 'error')"
PRESSED = """
const button = document.querySelector("#languages button");
button.setAttribute("aria-pressed", "true");
return getComputedStyle(button).boxShadow;
"""
LENS_WHOLE = """
const [box, lens] = ["invitation", "lens"].map((id) => document.getElementById(id).getBoundingClientRect());
return lens.height > 0 && lens.bottom <= box.bottom + 1;
"""
CUT = """
const box = document.querySelector("#subtitle");
const line = box.querySelector("p");
return line.scrollWidth > line.clientWidth + 1 || line.getBoundingClientRect().height > box.clientHeight + 1;
"""


@pytest.fixture(scope="session")
def other_look(bundle: tuple[Path, Release]) -> Release:
    """The small museum in another look; the files of it are in the bundle's folder."""
    museum, look = dressed(bundle[1].museum, bundle[0], italic=True)
    return replace(bundle[1], museum=museum, look=look)


def colour(screen: Any, where: str, which: str = "color") -> str:
    shares = screen.js(
        "return getComputedStyle(document.querySelector(arguments[0]))[arguments[1]]", where, which
    )
    red, green, blue = (int(share) for share in shares.removeprefix("rgb(").rstrip(")").split(","))
    return f"#{red:02X}{green:02X}{blue:02X}"


def put_on(screen: Any, release: Release) -> None:
    screen.kiosk.source.release = release
    screen.kiosk.do(lambda now: None)


def look_of(release: Release) -> PublishedLook:
    assert release.look is not None
    return release.look


def test_a_release_brings_colours_logo_and_typeface_to_a_page_that_is_open(
    open_screen: Open, other_look: Release
) -> None:
    screen = open_screen()
    assert colour(screen, "body", "backgroundColor") == "#F7F5F0"
    assert not screen.js(LOGO_SHOWN)
    put_on(screen, other_look)
    screen.until(lambda: screen.js(LOGO_SHOWN) and screen.js(LOADED) >= 2)
    assert colour(screen, "body", "backgroundColor") == PAPER
    assert screen.find("#logo").get_attribute("alt") == "House"
    assert accessibility_violations(screen.browser) == []
    screen.js("document.documentElement.dataset.theme = 'night'")
    screen.touch("#languages [lang=nl]")
    night_logo = look_of(other_look).logo_night or "-"
    screen.until(lambda: night_logo in screen.find("#logo").get_attribute("src"))
    assert colour(screen, "body", "backgroundColor") == NIGHT_PAPER
    assert accessibility_violations(screen.browser) == []


@pytest.mark.parametrize("theme", ["day", "night"])
def test_every_word_can_be_read_in_both_themes(
    open_screen: Open, other_look: Release, theme: str
) -> None:
    screen = open_screen()
    screen.js("document.documentElement.dataset.theme = arguments[0]", theme)
    put_on(screen, other_look)
    screen.kiosk.do(lambda now: screen.kiosk.guide.work_shown("kolam", now))
    screen.until(lambda: screen.js(CAPTION))
    assert accessibility_violations(screen.browser) == []
    screen.touch("#controls [data-opens=sheet]")
    screen.until(lambda: screen.find("#sheet").is_displayed())
    assert accessibility_violations(screen.browser) == []


@pytest.mark.parametrize(
    ("inches", "width", "height"), [(7, 1024, 600), (10.1, 1280, 800), (15.6, 1920, 1080)]
)
def test_captions_are_measured_in_the_letters_that_are_there(
    open_screen: Open, other_look: Release, inches: float, width: int, height: int
) -> None:
    """Ours first, then the museum's broader ones, while the same caption stands."""
    screen = open_screen(inches=inches, width=width, height=height)
    screen.kiosk.do(lambda now: screen.kiosk.guide.work_shown("kolam", now))
    screen.until(lambda: screen.js(CAPTION))
    screen.js("document.querySelector('#pause').click()")
    assert not screen.js(CUT)
    put_on(screen, other_look)
    screen.until(lambda: screen.js(LOADED) >= 2)
    family = screen.js("return getComputedStyle(document.querySelector('#subtitle p')).fontFamily")
    assert family.startswith('"Museum titles"')
    screen.until(lambda: not screen.js(CUT))


LATE = """
const [font, done] = [arguments[0], arguments[1]];
const face = new FontFace("Museum titles", `url(/target/${font})`, { sizeAdjust: "160%" });
document.fonts.add(face);
face.load().then(() => done(face.status));
"""


def test_captions_are_measured_again_when_letters_come_late(
    open_screen: Open, other_look: Release
) -> None:
    """The style sheet names them already; captions were made in ours. These are much broader."""
    screen = open_screen()
    named = "document.documentElement.style.setProperty('--serif', '\"Museum titles\", var(--house-serif)')"
    screen.js(named)
    screen.kiosk.do(lambda now: screen.kiosk.guide.work_shown("kolam", now))
    screen.until(lambda: screen.js(CAPTION))
    screen.js("document.querySelector('#pause').click()")
    before = screen.js(CAPTION)
    loaded = screen.browser.execute_async_script(LATE, look_of(other_look).fonts[0])
    assert loaded == "loaded"
    screen.until(lambda: screen.js(CAPTION) != before)
    assert not screen.js(CUT)


def test_a_typeface_that_does_not_come_leaves_ours_and_captions_fit(
    open_screen: Open, other_look: Release, bundle: tuple[Path, Release], tmp_path: Path
) -> None:
    """The rules name a file that is damaged: letters are ours, and nothing waits."""
    look = look_of(other_look)
    rules = (bundle[0] / (look.typefaces or "")).read_text()
    for font in look.fonts:
        rules = rules.replace(Path(font).name, "broken.woff2")
    (bundle[0] / "look" / "broken.woff2").write_bytes(b"wOF2 broken")
    (bundle[0] / "look" / "broken.css").write_text(rules)
    screen = open_screen()
    put_on(screen, replace(other_look, look=replace(look, typefaces="look/broken.css")))
    screen.kiosk.do(lambda now: screen.kiosk.guide.work_shown("kolam", now))
    screen.until(lambda: screen.js(FAILED) and screen.js(CAPTION))
    assert colour(screen, "body", "backgroundColor") == PAPER
    screen.until(lambda: not screen.js(CUT))
    screen.browser.get_log("browser")  # Chromium complains of the damaged file


def test_arabic_keeps_our_letters(open_screen: Open, other_look: Release) -> None:
    screen = open_screen()
    put_on(screen, other_look)
    screen.until(lambda: screen.js(LOADED) >= 2)
    screen.touch("#languages [lang=ar]")
    screen.kiosk.do(lambda now: screen.kiosk.guide.work_shown("kolam", now))
    ours = "return [...document.fonts].some((face) => face.family.includes('Naskh') && face.status === 'loaded')"
    screen.until(lambda: screen.js(CAPTION) and screen.js(ours))
    screen.until(lambda: not screen.js(CUT))


def test_the_accent_is_on_the_screen(open_screen: Open, other_look: Release) -> None:
    screen = open_screen()
    put_on(screen, other_look)
    accent = "return getComputedStyle(document.documentElement).getPropertyValue('--accent').trim()"
    screen.until(lambda: screen.js(LOGO_SHOWN) and screen.js(accent) == ACCENT)
    red, green, blue = (int(ACCENT[at : at + 2], 16) for at in (1, 3, 5))
    assert f"rgb({red}, {green}, {blue})" in screen.js(PRESSED)


def test_the_old_look_comes_back_with_the_old_release(
    open_screen: Open, other_look: Release, bundle: tuple[Path, Release]
) -> None:
    screen = open_screen()
    put_on(screen, other_look)
    screen.until(lambda: screen.js(LOGO_SHOWN))
    put_on(screen, replace(bundle[1]))
    screen.until(lambda: colour(screen, "body", "backgroundColor") == "#F7F5F0")
    assert not screen.js(LOGO_SHOWN)
    family = "return getComputedStyle(document.body).fontFamily"
    screen.until(lambda: screen.js(family).startswith('"Source Serif 4"'))


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_logo_gives_way_to_the_arrow_to_the_lens(
    open_screen: Open, other_look: Release, language: str
) -> None:
    """At 7 inches there is room for both in English; the Dutch sentence takes two lines."""
    screen = open_screen(inches=7, width=1024, height=600)
    put_on(screen, other_look)
    screen.touch(f"#languages [lang={language}]")
    screen.until(lambda: screen.js(LOADED) >= 2)
    screen.until(lambda: screen.js(LOGO_SHOWN) is (language == "en"))
    assert screen.js(LENS_WHOLE)


@pytest.mark.long
@pytest.mark.parametrize("larger", [False, True], ids=["normal", "larger"])
@pytest.mark.parametrize(
    ("inches", "width", "height"), [(7, 1024, 600), (15.6, 1920, 1080), (15.6, 1080, 1920)]
)
def test_no_cue_is_cut_in_the_museums_letters(
    open_screen: Open, other_look: Release, inches: float, width: int, height: int, larger: bool
) -> None:
    """In thirteen languages; where the typeface has no letters for one, ours stand beside them."""
    screen = telling(open_screen, inches, width, height, larger=larger)
    put_on(screen, other_look)
    screen.until(lambda: screen.js(LOADED) >= 2)
    found = every_cue(screen, [even(text, language) for language, text in TEXTS.items()])
    assert found["wrong"] == []
    assert found["cues"] >= len(TEXTS)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("inches", "width", "height"), [(7, 1024, 600), (10.1, 1280, 800), (15.6, 1080, 1920)]
)
def test_no_cue_of_the_museum_of_pattern_is_cut_in_other_letters(
    open_screen: Open,
    other_look: Release,
    tellings: tuple[list[TimedText], list[TimedText]],
    inches: float,
    width: int,
    height: int,
) -> None:
    screen = telling(open_screen, inches, width, height, larger=False)
    put_on(screen, other_look)
    screen.until(lambda: screen.js(LOADED) >= 2)
    found = every_cue(screen, tellings[0])
    print(f"{inches} {width}x{height}", {**found, "wrong": len(found["wrong"])})
    assert found["wrong"] == []
