"""A kiosk (Python) writes the visit into 16 bytes of the fragment, a phone (JavaScript) reads the same."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver

from contract.museum import Level, Work
from device.guide.choices import Choices
from device.guide.handover import LETTERS, MOST_LETTERS, handover
from tests.handover_code import read
from tests.tour_server.visit.test_a_visit_with_a_phone import Visit, visit
from tests.waiting import until

__all__ = ["visit"]

LANGUAGES = ["nl", "en", "fr", "de", "es", "zh-Hant", "pt-BR"]
LEVELS = list(Level)
SCRIPT = Path("tour_server/visit/static/handover.js").resolve()


def works(numbers: list[int]) -> list[Work]:
    return [Work(f"work-{number}", number, {}, "hall") for number in numbers]


def written(
    language: str, level: Level, themes: list[str], liked: set[str], numbers: list[int]
) -> str:
    """Returns the fragment of a visitor who stands before the last of these works."""
    choices = Choices(language, level, interests=frozenset(liked))
    *met, last = works(numbers) if numbers else [None]
    address = handover("https://a.example", language, choices, LANGUAGES, themes, last, met)  # type: ignore[arg-type]
    return address.partition("#")[2]


def profiles() -> list[dict[str, Any]]:
    """Every set of six themes at every level, and drawn visits of small and large museums."""
    draw = random.Random(31)
    small = [f"theme-{n}" for n in range(6)]
    found = [
        {"language": LANGUAGES[bits % len(LANGUAGES)], "level": level, "themes": small}
        | {"liked": {t for n, t in enumerate(small) if bits >> n & 1}, "numbers": [bits % 22 + 1]}
        for bits in range(64)
        for level in LEVELS
    ]
    for _ in range(600):
        themes = [f"t{n}" for n in range(draw.choice([0, 1, 6, 7, 12, 42]))]
        most = draw.choice([22, 120, 3000, 99999])
        found.append(
            {
                "language": draw.choice(LANGUAGES),
                "level": draw.choice(LEVELS),
                "themes": themes,
                "liked": set(draw.sample(themes, draw.randint(0, len(themes)))),
                "numbers": draw.sample(range(1, most + 1), draw.randint(0, 12)),
            }
        )
    return found


def read_by_the_phone(phone: webdriver.Chrome, asked: list[list[Any]]) -> list[dict[str, Any]]:
    """Returns what handover.js reads of [fragment, languages, themes, levels]."""
    phone.get("about:blank")
    source = SCRIPT.read_text("utf-8").replace("export function", "function")
    return list(
        phone.execute_script(
            f"{source}; return arguments[0].map((each) => handedOver('#' + each[0], ...each.slice(1)));",
            asked,
        )
    )


@pytest.mark.browser
def test_the_phone_reads_what_the_kiosk_wrote(phone: webdriver.Chrome) -> None:
    told = profiles()
    fragments = [written(**each) for each in told]
    assert max(map(len, fragments)) <= MOST_LETTERS
    levels = [level.value for level in LEVELS]
    answers = read_by_the_phone(
        phone,
        [[f, LANGUAGES, each["themes"], levels] for f, each in zip(fragments, told, strict=True)],
    )
    for each, fragment, answer in zip(told, fragments, answers, strict=True):
        taken = answer["taken"]
        assert taken["language"] == each["language"]
        assert taken["level"] == each["level"]
        assert set(taken.get("interests", {})) == each["liked"]
        latest_first = each["numbers"][::-1]
        assert answer["numbers"] == latest_first[: len(answer["numbers"])]
        assert answer["numbers"] == read("#" + fragment).numbers
        assert bool(answer["numbers"]) == bool(latest_first), "where they stand always goes along"


def test_as_many_works_go_along_as_fit() -> None:
    small = written("nl", Level.ADULT, ["a", "b"], {"b"}, list(range(22, 0, -1)))
    assert read("#" + small).numbers == list(range(1, 9)), (
        "eight of the demo museum, beside a profile"
    )
    large = written("nl", Level.ADULT, ["a", "b"], set(), [*range(90001, 90009)])
    assert read("#" + large).numbers == [90008, 90007, 90006]
    full = written("nl", Level.CHILD, [f"t{n}" for n in range(42)], {"t41"}, [7, 99999])
    assert read("#" + full).numbers == [99999], (
        "all themes of a large museum leave room for one work"
    )


@pytest.mark.browser
def test_garbage_and_another_release_give_nothing_wrong(phone: webdriver.Chrome) -> None:
    draw = random.Random(7)
    themes, levels = ["a", "b"], ["adult", "child"]
    right = written("de", Level.CHILD, themes, {"b"}, [3, 8])
    letters = LETTERS + "=&#%,. é\u0000😀"
    wrong = [
        "",
        "1",
        "1AAAA",
        "time",
        "change",
        "l=",
        "2" + right[1:],
        right + "A",
        "%",
        "%E0%A4%A",
    ]
    wrong += ["".join(draw.choices(letters, k=draw.randint(0, 40))) for _ in range(2000)]
    wrong += [right[:at] + draw.choice(LETTERS) + right[at + 1 :] for at in range(1, len(right))]
    wrong += ["1" + "".join(draw.choices(LETTERS, k=15)) for _ in range(1000)]
    answers = read_by_the_phone(phone, [[each, LANGUAGES, themes, levels] for each in wrong])
    for each, answer in zip(wrong, answers, strict=True):
        assert set(answer["taken"]) <= {"language", "level", "interests"}
        assert answer["taken"].get("language") in (None, *LANGUAGES)
        assert answer["taken"].get("level") in (None, *levels)
        assert set(answer["taken"].get("interests", {})) <= set(themes)
        assert all(0 < number <= 99999 for number in answer["numbers"]) or "w=" in each
    taken = [answer for answer in answers if answer["taken"] or answer["numbers"]]
    assert len(taken) < len(wrong) * 0.02, "the check lets one of 61 through, of right letters"
    elsewhere = [LANGUAGES[::-1], themes, levels], [LANGUAGES, ["b", "a"], levels]
    for answer in read_by_the_phone(phone, [[right, *lists] for lists in elsewhere]):
        assert answer == {"taken": {"level": "child"}, "numbers": [8, 3]}, (
            "no language of a list that changed"
        )


@pytest.mark.browser
def test_a_kiosk_hands_a_visit_over_to_the_page(visit: Visit, house: Any) -> None:
    museum = house.published.museum
    choices = Choices("de", Level.CHILD, interests=frozenset({"makers"}))
    themes = [theme.key for theme in museum.themes]
    met = [museum.work("kolam"), museum.work("koch")]
    address = handover("", "de", choices, museum.site.languages, themes, museum.work("zellij"), met)
    assert address == ""
    address = handover(
        visit.address, "de", choices, museum.site.languages, themes, museum.work("zellij"), met
    )
    assert len(address.partition("#")[2]) <= MOST_LETTERS
    visit.phone.get(address)
    until(lambda: "/visit/work/3" in visit.phone.current_url, what="the work that was played")
    until(lambda: visit.words("#subtitles"), what="its first words")
    assert visit.script("return document.documentElement.lang") == "de"
    assert visit.stored("profile")["level"] == "child"
    assert visit.stored("profile")["interests"] == {"makers": 1}
    assert visit.stored("visit")["met"] == ["kolam", "koch", "zellij"]
