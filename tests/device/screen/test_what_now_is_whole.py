"""At the end of a telling label, question and choices stand whole, at every size and in every language."""

from __future__ import annotations

import time
import tomllib
from collections.abc import Callable
from typing import Any

import pytest

from device.screen import words
from runtime.languages import direction
from tests.device.screen.faults_of_the_screen import FAULTS
from tests.device.screen.test_a_telling_ends import asking, to_its_end
from tests.device.screen.test_the_work_is_the_largest_thing import ARABIC, CONTENT, SIZES

pytestmark = [pytest.mark.browser, pytest.mark.long]
Open = Callable[..., Any]

FACTS = ("maker", "date", "place", "materials")
DRAWN = "not in the label"  # is counted below: the facts are filled in here
# The longest of the Museum of Pattern; in Arabic and Japanese as long.
QUESTIONS = {
    "nl": "Ga van de middelste ster recht naar rechts. Hoeveel okergele vlakjes passeert u tot de volgende ster?",
    "en": "From the middle star, go straight to the right. How many ochre fields before the next star?",
    "fr": "Partez de l’étoile du milieu, droit vers la droite : combien de petits champs ocre avant "
    "l’étoile suivante ?",
    "de": "Gehen Sie vom mittleren Stern gerade nach rechts: Wie viele ockerfarbene Felder liegen vor dem nächsten?",
    "es": "Vaya de la estrella central hacia la derecha. ¿Cuántos campos ocres pasa antes de la siguiente?",
    "ar": "انظر إلى الشريط الأبيض مرة أخرى: كم مرة يمر فوق شريط آخر قبل أن يعود إلى بدايته؟",
    "ja": "真ん中の星からまっすぐ右へ進んでください。次の星までに、黄土色の面はいくつありますか。",
}
JAPANESE = {
    "title": "十六角星のゼリージュ",
    "maker": "フェズの名の知られていない職人たち。この板は彼らの手法にならって私たちが描いたもの",
    "date": "十四世紀から続く伝統",
    "place": "フェズ、モロッコ",
    "materials": "手で切り分けた釉薬タイル",
}
# The least share of the screen that the work's place keeps beside the longest labels, in which it gives way to them.
SHARES = {"7": 0.05, "7 coarse": 0.05, "10.1": 0.14, "10.1 upright": 0.12}
FILL = """
const [language, direction, label, question, words, larger] = arguments;
const page = document.documentElement;
[page.lang, page.dir] = [language, direction];
page.toggleAttribute("data-larger", larger);
document.querySelector("#telling-title").textContent = label.title;
const facts = [...document.querySelectorAll("#telling-label p")];
const place = document.getElementById("telling-label");
while (facts.length < 4) facts.push(place.appendChild(document.createElement("p")));
["maker", "date", "place", "materials"].forEach((name, at) => facts[at].textContent = label[name]);
document.querySelector("#what-question").textContent = question;
for (const one of document.querySelectorAll("#page [data-word]")) one.textContent = words[one.dataset.word];
for (const one of document.querySelectorAll("#what-now .row button")) one.hidden = false;
dispatchEvent(new Event("resize"));
"""
MEASURE = """
const [cm] = arguments;
const isShown = (one) => one.checkVisibility() && one.textContent.trim();
const shown = (where) => [...document.querySelectorAll(where)].filter(isShown);
const box = (one) => one.getBoundingClientRect();
const mm = parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--mm"));
const degrees = (one) => {
  const capital = 0.66 * parseFloat(getComputedStyle(one).fontSize) / mm / 10; // cm
  return 2 * Math.atan(capital / 2 / cm) * 180 / Math.PI;
};
const within = (one) => {
  const { left, top, right, bottom } = box(one);
  return left >= -1 && top >= -1 && right <= innerWidth + 1 && bottom <= innerHeight + 1;
};
const what = box(document.querySelector("#what-now"));
const titles = "#telling-title, #telling-number, #what-now .deeper, #what-now .along, #controls button";
const head = document.querySelector("#telling header"), place = box(document.querySelector("#work"));
const parts = shown("#telling-title, #telling-number, #telling-label p, #what-question, #what-now button");
const bar = box(document.querySelector("#controls"));
const picture = document.querySelector("#next-work img");
return {
  facts: shown("#telling-label p").length,
  question: shown("#what-question").length,
  buttons: shown("#what-now .row button").length,
  picture: picture.checkVisibility() && box(picture).height / mm,
  outside: parts.filter((one) => !within(one) || box(one).bottom > bar.top + 1).map((one) => one.textContent),
  below: Math.max(...shown("#telling header > *").map((one) => box(one).bottom)) - box(head).bottom,
  over: box(head).right > what.left && what.right > box(head).left ? box(head).bottom - what.top : 0,
  large: Math.min(...shown(titles).map(degrees)),
  label: Math.min(...shown("#telling-label p, #what-question, #next-work [data-word]").map(degrees)),
  share: place.width * place.height / innerWidth / innerHeight,
};
"""


def labels(language: str) -> list[dict[str, str]]:
    """Return the longest title and the longest facts of the museum in a language."""
    if language in ("ar", "ja"):
        return [ARABIC if language == "ar" else JAPANESE]
    told = [tomllib.loads(file.read_text("utf-8")) for file in sorted(CONTENT.glob("*.toml"))]
    spoken = language if language in QUESTIONS else "en"
    found = [{field: one[field][spoken] for field in ("title", *FACTS)} for one in told]
    by_title = max(found, key=lambda one: len(one["title"]))
    by_all = max(found, key=lambda one: sum(map(len, one.values())))
    return [by_title, by_all]


def wrong(found: dict[str, Any], faults: list[str], size: str, *, larger: bool) -> list[str]:
    least = 0.0 if larger else SHARES.get(size, 0.25)
    said = {
        "the label is not whole": found["facts"] != len(FACTS) or found["below"] > 1,
        "the question is not there": found["question"] != 1,
        "a choice is not there": found["buttons"] != 3,
        "the next work has no picture": found["picture"] is False or found["picture"] < 10,
        "the label lies under the question": found["over"] > 1,
        "a title or a control is too small": found["large"] < 0.699,
        "the label or the question is too small": found["label"] < 0.45,
        "the work is too small": found["share"] < least,
        f"outside: {found['outside']}": bool(found["outside"]),
    }
    return [what for what, is_so in said.items() if is_so] + faults


@pytest.mark.parametrize("size", SIZES)
def test_label_question_and_choices(open_screen: Open, size: str) -> None:
    inches, width, height, cm, _ = SIZES[size]
    screen = asking(open_screen(inches=inches, width=width, height=height))
    screen.kiosk.do(lambda now: screen.kiosk.guide.work_shown("kolam", now))
    to_its_end(screen)
    screen.until(lambda: screen.js("return document.querySelector('#next-work img').naturalWidth"))
    found = {}
    for language in words.languages():
        question = QUESTIONS.get(language, QUESTIONS["fr"])
        said = words.words(language)
        for label in labels(language):
            for larger in (False, True):
                given = (language, direction(language), label, question, said, larger)
                for _ in range(10):  # a scene that comes meanwhile draws it anew
                    screen.js(FILL, *given)
                    shown = screen.js(MEASURE, cm)
                    faults = [one for one in screen.js(FAULTS) if not one.startswith(DRAWN)]
                    bad = wrong(shown, faults, size, larger=larger)
                    if not bad:
                        break
                    time.sleep(0.1)
                found[language, label["title"], larger] = bad
    assert {key: bad for key, bad in found.items() if bad} == {}
