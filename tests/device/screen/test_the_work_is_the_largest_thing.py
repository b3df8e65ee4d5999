"""What a screen gives to the work, to its label and to the caption: shares and letters, measured in Chromium."""

from __future__ import annotations

import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from msgspec.structs import replace

import museum_of_pattern
from contract.bundle import Release
from contract.museum import Block, Level, Medium, Museum, Source, Work

pytestmark = [pytest.mark.browser, pytest.mark.long]
Open = Callable[..., Any]

CONTENT = Path(museum_of_pattern.__file__).parent / "content" / "works"
LANGUAGES = ("nl", "en", "fr", "de", "es", "ar")
# The longest titles and labels of the Museum of Pattern, and pictures of the shapes that museums have.
LONGEST = {
    "kuba-cloth": (100, 90),
    "girih": (100, 100),
    "wall-tile": (150, 100),
    "mattang": (80, 130),
}
ARABIC = {
    "title": "نجمة زليج بستة عشر رأسا",
    "maker": "معلمون مجهولون من فاس؛ هذه اللوحة من رسمنا على طريقتهم",
    "date": "تقليد حي منذ القرن الرابع عشر",
    "place": "فاس، المغرب",
    "materials": "بلاط مزجج مقطوع باليد",
}
# inches, width, height, cm from the eyes, the least share of the screen that the place of the work takes
SIZES = {
    "7": (7, 1024, 600, 40, 0.21),
    "7 coarse": (7, 800, 480, 40, 0.21),
    "10.1": (10.1, 1280, 800, 60, 0.35),
    "10.1 upright": (10.1, 800, 1280, 60, 0.4),
    "15.6": (15.6, 1920, 1080, 60, 0.45),
    "15.6 upright": (15.6, 1080, 1920, 60, 0.45),
    "27 4K": (27, 3840, 2160, 60, 0.45),
}
# The same in larger letters, where the work's place gives way to the label.
LARGER = {"7": 0.1, "7 coarse": 0.1, "10.1 upright": 0.2}
MEASURE = """
const box = (where) => document.querySelector(where).getBoundingClientRect();
const [place, picture, head] = ["#work", "#picture", "#telling header"].map(box);
const [caption, bar] = ["#subtitle", "#controls"].map(box);
const seen = (where) => [...document.querySelectorAll(where)].filter((one) => one.checkVisibility());
const mm = parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--mm"));
const degrees = (element) => {
  const capital = 0.66 * parseFloat(getComputedStyle(element).fontSize) / mm / 10; // cm: Source's capitals
  return 2 * Math.atan(capital / 2 / arguments[0]) * 180 / Math.PI;
};
const letters = (where) => seen(where).map(degrees);
const buttons = seen("button");
const bottoms = seen("#telling header > *").map((one) => one.getBoundingClientRect().bottom);
const row = seen("#controls button").map((one) => one.getBoundingClientRect());
row.sort((one, other) => one.left - other.left);
const words = (found) => found.map((one) => `${one.tagName} ${one.id} ${one.textContent.trim().slice(0, 20)}`);
const counted = seen("#page *").filter((one) => !one.closest("svg, .visually-hidden, .place, #subtitle p"));
const outside = counted.filter((one) => {
  const { left, top, right, bottom } = one.getBoundingClientRect();
  return left < -1 || top < -1 || right > innerWidth + 1 || bottom > innerHeight + 1;
});
return {
  loaded: document.querySelector("#picture").complete && document.querySelector("#picture").naturalWidth > 0,
  number: document.querySelector("#telling-number").textContent,
  language: document.documentElement.lang,
  share: place.width * place.height / innerWidth / innerHeight,
  fills: Math.min(Math.abs(place.width - picture.width), Math.abs(place.height - picture.height)),
  ratio: picture.width / picture.height,
  large: letters("#telling-title, #telling-number, #subtitle p, #controls button"),
  label: letters("#telling-label p, .sign"),
  facts: seen("#telling-label p").length,
  below: Math.max(...bottoms) - head.bottom,
  over: head.bottom - (head.left < caption.right && caption.left < head.right ? caption.top : Infinity),
  small: words(buttons.filter((one) => Math.min(one.offsetWidth, one.offsetHeight) < 20 * mm - 1)),
  clipped: words(buttons.filter((one) => one.scrollWidth > one.clientWidth + 1)),
  gaps: row.slice(1).map((next, at) => (next.left - row[at].right) / mm),
  bar: bar.height / mm,
  outside: words(outside),
  still: [place, caption, bar].map(({ x, y, width, height }) => [x, y, width, height].map(Math.round)),
};
"""


def longest_labels(folder: Path, release: Release) -> Release:
    """The release with the works that have the longest labels, one of them in Arabic too."""
    works, pictures = [], {}
    for key, (width, height) in LONGEST.items():
        told = tomllib.loads((CONTENT / f"{key}.toml").read_text("utf-8"))
        label = {field: told[field] | ({} if works else {"ar": ARABIC[field]}) for field in ARABIC}
        assert cv2.imwrite(str(folder / f"{key}.png"), np.full((height, width, 3), 90, np.uint8))
        pictures[f"{key}.png"] = f"{key}.png"
        picture = [Medium(f"{key}.png", {"en": "A pattern"})]
        works.append(
            Work(key, told["number"], room="room", media=picture, blocks=blocks(key), **label)
        )
    site = replace(release.museum.site, languages=list(LANGUAGES))
    museum = Museum(site, release.museum.rooms, works)
    return replace(release, museum=museum, speech=[], pictures=pictures)


def blocks(key: str) -> list[Block]:
    source = [Source("A book on patterns, p. 3")]
    text = "Look first. Then look again."
    return [
        Block(f"{key}-{tag}", tag, Level.ADULT, "making", text, source, "a machine")
        for tag in LANGUAGES
    ]


def measured(screen: Any, cm: float, number: int, language: str) -> dict[str, Any]:
    def seen() -> dict[str, Any] | None:
        found: dict[str, Any] = screen.js(MEASURE, cm)
        there = (found["number"], found["language"]) == (str(number), language)
        return found if there and found["loaded"] else None

    screen.until(seen)
    screen.js("return document.fonts.ready")
    found: dict[str, Any] = screen.until(seen)
    return found


# A caption as playback.js writes it: no text that is read.
CAPTION = """
const box = document.querySelector("#subtitle");
box.classList.remove("reading");
box.querySelector("p").textContent = arguments[0];
dispatchEvent(new Event("resize"));
"""


def check(found: dict[str, Any], share: float, facts: int) -> list[str]:
    """Returns what is wrong on the screen."""
    wrong = {
        "the place of the work is too small": found["share"] < share,
        "the picture does not fill its place": found["fills"] > 2.5,
        "title, caption or control is too small": min(found["large"]) < 0.699,
        "the label is too small": min(found["label"]) < 0.45,
        "the label is not whole": found["facts"] != facts or found["below"] > 1,
        "the label lies over the caption": found["over"] > 1,
        "a control is under 20 mm": bool(found["small"]),
        "a word is cut off": bool(found["clipped"]),
        "controls are closer than 2.5 mm": min(found["gaps"]) < 2.49,
        "the bar is not one row of 20 mm": abs(found["bar"] - 20) > 0.5,
        "something reaches out": bool(found["outside"]),
    }
    return [what for what, is_so in wrong.items() if is_so]


def captioned(
    screen: Any, cm: float, share: float, *, whole: bool = True
) -> tuple[dict[str, Any], list[str]]:
    """Returns the screen with a caption, and what is wrong on it. A scene that comes meanwhile draws it anew."""
    for _ in range(10):
        screen.js(CAPTION, "One line.")
        first = screen.js(MEASURE, cm)["still"]
        screen.js(CAPTION, "Four lines.\nOf which some\ndon't fit\nin the caption.")
        shown: dict[str, Any] = screen.js(MEASURE, cm)
        wrong = check(shown, share, 4)
        wrong += ["something moves when the caption changes"] if shown["still"] != first else []
        if not whole:
            wrong = [one for one in wrong if one != "the label is not whole"]
        if not wrong:
            break
        time.sleep(0.2)
    return shown, wrong


@pytest.mark.parametrize("size", SIZES)
def test_the_work_its_label_and_its_caption(open_screen: Open, size: str) -> None:
    inches, width, height, cm, share = SIZES[size]
    screen = open_screen(inches=inches, width=width, height=height)
    source = screen.kiosk.source
    source.release = longest_labels(source.folder, source.release)
    found = {}
    boxes: dict[bool, set[str]] = {}
    for work in source.release.museum.works:
        assert screen.kiosk.touched("number", str(work.number))
        for language in LANGUAGES:
            assert screen.kiosk.touched("language", language)
            measured(screen, cm, work.number, language)
            shown, wrong = captioned(screen, cm, share)
            boxes.setdefault(language == "ar", set()).add(str(shown["still"][1:]))
            width_px, height_px = LONGEST[work.key]
            assert shown["ratio"] == pytest.approx(width_px / height_px, rel=0.02)
            found[language, work.key] = wrong
    assert {key: wrong for key, wrong in found.items() if wrong} == {}
    for places in boxes.values():
        assert len(places) == 1, "caption and bar stay where they are from work to work"


@pytest.mark.long
@pytest.mark.parametrize("size", SIZES)
def test_larger_letters(open_screen: Open, size: str) -> None:
    """All is larger, nothing moves or reaches out. From 15 inches on the label is still whole."""
    inches, width, height, cm, share = SIZES[size]
    screen = open_screen(inches=inches, width=width, height=height)
    source = screen.kiosk.source
    source.release = longest_labels(source.folder, source.release)
    screen.kiosk.touched("larger", "")
    for work in source.release.museum.works:
        screen.kiosk.touched("number", str(work.number))
        for language in ("de", "ar"):
            screen.kiosk.touched("language", language)
            measured(screen, cm, work.number, language)
            _, wrong = captioned(screen, cm, LARGER.get(size, share), whole=inches > 15)
            assert wrong == [], (language, work.key)
            caption = screen.js(
                "return parseFloat(getComputedStyle(document.querySelector('#subtitle')).fontSize)"
                " / parseFloat(getComputedStyle(document.documentElement).fontSize)"
            )
            assert caption == pytest.approx(1.25, abs=0.01)
