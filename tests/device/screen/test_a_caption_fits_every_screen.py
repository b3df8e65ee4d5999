"""The page divides the words of a telling for the caption's place: nothing is cut, nothing moves, at any size."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from contract.bundle import Release
from contract.museum import Level
from contract.museum_folder import read_museum
from contract.timed_text import TimedPiece, TimedText, read_timed_text, write_timed_text
from museum_of_pattern import build
from narration.speech.espeak import EspeakVoice
from narration.speech.voice import Synthesis, evenly
from narration.subtitle_layout import Layout, limits
from narration.subtitled_speech import speak_with_subtitles
from narration.subtitles import divided
from narration.timed_text import timed_text
from tests.device.screen.conftest import Screen
from tests.narration.test_lines_break_by_unicode import TEXTS

Open = Callable[..., Screen]
SCREENS = [
    pytest.param(7, 1024, 600, id="7"),
    pytest.param(10.1, 1280, 800, id="10"),
    pytest.param(10.1, 800, 1280, id="10-portrait"),
    pytest.param(15.6, 1920, 1080, id="15-landscape"),
    pytest.param(15.6, 1080, 1920, id="15-portrait"),
    pytest.param(27, 3840, 2160, id="27-4k"),
]
# The smallest screen in larger letters belongs to the rest, the others to the slow ones.
LETTERS = [
    pytest.param(
        *screen.values,
        larger,
        id=f"{screen.id}-larger" if larger else screen.id,
        marks=pytest.mark.long if screen.id == "7" and larger else pytest.mark.slow,
    )
    for screen in SCREENS
    for larger in (False, True)
]
SPOKEN = 10  # one block in so many is spoken
MOST_TOO_FAST = 0.003  # of the cues, as published: 10.1 inches has 0.15 %
MOST_TOO_FAST_LARGER = 0.008  # in larger letters: 10.1 inches has 0.43 %
# Divides every text for the page's own caption, by the page's own module, and shows each cue. Widths are measured for
# many texts at once, so that the browser lays out a few times, not twice a text: pieces before dividing, lines after.
# What `divide` would divide again, because lines came out too wide, it divides again with its own ruler.
EVERY_CUE = r"""
const [texts, done] = arguments;
const bare = (words) => words.replace(/[\s\u2010]/g, "");
const rect = (thing) => thing.getBoundingClientRect();
(async () => {
  const { divide, readTimedText, ruler } = await import("/web/cues.js");
  const box = document.getElementById("subtitle"), line = box.querySelector("p"), range = document.createRange();
  const lines = Number(getComputedStyle(line).getPropertyValue("--lines"));
  const places = () => JSON.stringify(["work", "subtitle", "controls"].map((id) => {
    const { x, y, width, height } = rect(document.getElementById(id));
    return [x, y, width, height].map(Math.round);
  }));
  box.classList.add("measured");
  const before = places(), wrong = [], width = rect(line).width, place = rect(box);
  const read = (language) => {
    line.lang = language;
    line.dir = { ar: "rtl", he: "rtl" }[language] ?? "ltr";
  };
  const divided = (own, language) => {
    const known = new Map(), measure = ruler(line);
    const learn = (strings) => {
      const fresh = [...new Set(strings)].filter((one) => !known.has(one));
      measure(fresh).forEach((size, at) => known.set(fresh[at], size));
    };
    const pieces = own.flatMap((text) => text.pieces);
    learn([" ", ...pieces.flatMap(({ text, hyphen }) => hyphen ? [text, `${text}\u2010`] : [text])]);
    let asked = [];
    const widths = (strings) => {
      if (strings.every((one) => known.has(one))) return strings.map((one) => known.get(one));
      asked.push(...strings);
      return strings.map(() => 0);
    };
    const firstTry = own.map((text) => {
      asked = [];
      const cues = divide(text, { line: width, lines, widths });
      const only = new Set(cues.flatMap((cue) => cue.lines));
      return asked.every((one) => only.has(one)) ? cues : null; // else a word was cut: that needs a ruler
    });
    learn(firstTry.flatMap((cues) => (cues ?? []).flatMap((cue) => cue.lines)));
    return firstTry.map((cues, at) => cues?.every((cue) => cue.lines.every((one) => known.get(one) <= width))
      ? cues : divide(own[at], { line: width, lines, widths: ruler(line) }));
  };
  let cues = 0, tooFast = 0, letters = 0, again = 0;
  for (const language of new Set(texts.map((plain) => plain.language))) {
    read(language);
    const own = texts.filter((plain) => plain.language === language).map(readTimedText);
    const found = divided(own, language);
    // Every cue in a caption of its own over the real one.
    const all = document.createElement("div");
    const shown = found.flatMap((several, at) => several.map((cue) => {
      const copy = box.cloneNode(true);
      copy.style.cssText = `position: absolute; width: ${place.width}px; height: ${place.height}px`;
      copy.firstElementChild.textContent = cue.lines.join("\n");
      all.append(copy);
      return { cue, copy, text: own[at] };
    }));
    all.style.cssText = `position: absolute; left: ${place.left}px; top: ${place.top}px; width: ${place.width}px`;
    all.style.fontSize = getComputedStyle(box).fontSize;
    box.after(all);
    for (const { cue, copy, text } of shown) {
      cues += 1;
      range.selectNodeContents(copy.firstElementChild);
      const words = rect(range), around = rect(copy), high = rect(copy.firstElementChild).height;
      const out = words.left < around.left - 1 || words.right > around.right + 1 || high > around.height + 1;
      if (out) wrong.push(["cut", language, cue.lines, words.left, words.right, around.left, around.right, high]);
      if (cue.lines.length > lines) wrong.push(["lines", language, cue.lines]);
      const longest = Math.max(...cue.lines.map((one) => Array.from(one).length));
      if (longest > 2 * text.longest_line) wrong.push(["long", language, cue.lines]);
      const size = Array.from(cue.lines.join(" ")).length;
      letters += size;
      if (size / (cue.end - cue.start) > text.characters_a_second + 0.01) tooFast += 1;
    }
    all.remove();
    found.forEach((several, at) => {
      const said = bare(several.flatMap((cue) => cue.lines).join(""));
      if (said !== bare(own[at].pieces.map((piece) => piece.text).join(""))) wrong.push(["words", language, said]);
      line.textContent = several.find((cue) => cue.lines.length === lines)?.lines.join("\n") ?? "";
      if (places() !== before) wrong.push(["moved", language, places(), before]);
    });
    line.textContent = "";
  }
  return { cues, wrong, tooFast, lines, width, mean: letters / cues };
})().then(done, (error) => done({ error: String(error.stack) }));
"""


def telling(open_screen: Open, inches: float, width: int, height: int, *, larger: bool) -> Screen:
    screen = open_screen(inches=inches, width=width, height=height)
    screen.kiosk.do(lambda now: screen.kiosk.guide.touch("work", "kolam", now))
    screen.until(lambda: screen.js("return document.body.dataset.screen") == "telling")
    if larger:
        screen.kiosk.do(lambda now: screen.kiosk.guide.touch("larger", "", now))
        screen.until(
            lambda: screen.js("return document.documentElement.hasAttribute('data-larger')")
        )
    screen.browser.set_script_timeout(100)
    screen.browser.execute_async_script("document.fonts.ready.then(() => arguments[0]())")
    # The telling's own caption stands still meanwhile.
    screen.until(lambda: screen.text("#subtitle p"))
    screen.js("document.getElementById('pause').click()")
    return screen


def every_cue(screen: Screen, texts: list[TimedText]) -> Any:
    plain = [msgspec.json.decode(write_timed_text(text)) for text in texts]
    found = screen.browser.execute_async_script(EVERY_CUE, plain)
    assert "error" not in found, found
    return found


def even(text: str, language: str, level: Level = Level.ADULT, speed: float = 13) -> TimedText:
    """The timed text of a voice that says every character in the same time, `speed` a second."""
    seconds = max(len(text) / speed, 1.0)
    samples = np.zeros(round(seconds * 100), np.int16)
    return timed_text(
        Synthesis(text, samples, 100, evenly(text, seconds), "even", True), language, level
    )


@pytest.mark.long
@pytest.mark.parametrize("larger", [False, True], ids=["normal", "larger"])
@pytest.mark.parametrize(("inches", "width", "height"), SCREENS)
def test_no_cue_is_cut_in_thirteen_languages(
    open_screen: Open, inches: float, width: int, height: int, larger: bool
) -> None:
    screen = telling(open_screen, inches, width, height, larger=larger)
    long = (
        "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz gelijkvormigheidsdimensie."
    )
    texts = [even(text, language) for language, text in TEXTS.items()] + [even(long, "de")]
    found = every_cue(screen, texts)
    assert found["wrong"] == []
    assert found["cues"] >= len(texts)


@pytest.fixture(scope="session")
def tellings(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[TimedText], list[TimedText]]:
    """Every block of the Museum of Pattern with even times, and one in ten as published, with those of espeak-ng."""
    folder = tmp_path_factory.mktemp("pattern")
    shutil.copytree(Path(build.__file__).parent / "content", folder, dirs_exist_ok=True)
    (folder / "pictures").mkdir()
    for key in build.WORKS:
        (folder / "pictures" / f"{key}.png").write_bytes(build.draw(key).png(64))
    museum = read_museum(folder)
    blocks = [block for part in (*museum.works, *museum.links) for block in part.blocks]
    voice = EspeakVoice()
    try:
        spoken = [
            speak_with_subtitles(
                voice, block.text, block.language, block.level, lexicon=museum.site.lexicon
            ).timed_text
            for block in blocks[::SPOKEN]
        ]
    finally:
        voice.close()
    return [even(block.text, block.language, block.level) for block in blocks], spoken


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("inches", "width", "height", "larger"), LETTERS)
def test_no_cue_of_the_museum_of_pattern_is_cut_at_any_size(
    open_screen: Open,
    tellings: tuple[list[TimedText], list[TimedText]],
    inches: float,
    width: int,
    height: int,
    larger: bool,
) -> None:
    """None is cut, and next to none is faster than its readers, though the speech knows no column."""
    every, spoken = tellings
    assert {text.language for text in every} == {"nl", "en", "fr", "de", "es"}
    screen = telling(open_screen, inches, width, height, larger=larger)
    found = every_cue(screen, every)
    assert found["wrong"] == []
    assert found["cues"] > 2 * len(every)
    found = every_cue(screen, spoken)
    print({**found, "wrong": len(found["wrong"])})
    assert found["wrong"] == []
    assert found["tooFast"] / found["cues"] <= (MOST_TOO_FAST_LARGER if larger else MOST_TOO_FAST)


AS_PUBLISHED = """
const [texts, room, sizes, done] = arguments;
import("/web/cues.js").then(({ divide, readTimedText }) => {
  const width = (one) => Array.from(one).reduce((sum, sign) => sum + sizes[sign], 0);
  const widths = (strings) => strings.map(width);
  const divided = (text) => divide(readTimedText(text), { ...room, widths });
  return texts.map((text) => divided(text).map((cue) => [cue.start, cue.end, cue.lines]));
}).then(done, (error) => done(String(error.stack)));
"""


@pytest.mark.long
@pytest.mark.parametrize("layout", Layout)
@pytest.mark.parametrize("speed", [3, 13], ids=["slow", "fast"])
def test_the_page_divides_as_publishing_does(
    open_screen: Open, layout: Layout, speed: float
) -> None:
    """And gives a cue the same times, where the voice is slow enough for its readers in every script."""
    screen = open_screen()
    for language, text in TEXTS.items():
        room = limits(language, Level.ADULT, layout)
        long = text + " Rindfleischetikettierungsüberwachungsaufgabe."
        timed = even(long, language, speed=speed)
        signs = {sign for piece in timed.pieces for sign in piece.text} | {" ", "\u2010"}
        found = screen.browser.execute_async_script(
            AS_PUBLISHED,
            [msgspec.json.decode(write_timed_text(timed))],
            {"line": room.line, "lines": room.lines},
            {sign: room.measure(sign) for sign in signs},
        )
        published = [[cue.start, cue.end, list(cue.lines)] for cue in divided(timed, room)]
        if speed > 3:
            assert [cue[2] for cue in found[0]] == [cue[2] for cue in published]
        else:
            assert found == [published]


@pytest.mark.long
def test_a_cue_that_is_too_fast_gets_time_of_its_neighbours(open_screen: Open) -> None:
    """The next begins half a second late at most; nothing goes before its last word is said."""
    screen = open_screen()

    def cues(*words: tuple[str, int, int]) -> list[list[float]]:
        pieces = [
            TimedPiece(word, at > 0, start, until, len(word), 0)
            for at, (word, start, until) in enumerate(words)
        ]
        text = TimedText("en", Level.ADULT, words[-1][2], 10, None, 40, 1, pieces)
        signs = {sign: 1 for word, _, _ in words for sign in word} | {" ": 1, "\u2010": 1}
        plain = [msgspec.json.decode(write_timed_text(text))]
        found = screen.browser.execute_async_script(
            AS_PUBLISHED, plain, {"line": 20, "lines": 1}, signs
        )
        return [cue[:2] for cue in found[0]]

    a, b = "a" * 20, "b" * 20
    enough = cues((a, 0, 2000), (b, 2000, 4500))
    assert enough == [[0, 2], [2, 4.5]]
    assert cues((a, 0, 1700), (b, 1700, 4500)) == [[0, 2], [2, 4.5]], "the next one waits"
    assert cues((a, 0, 1000), (b, 1000, 4500)) == [[0, 1.5], [1.5, 4.5]], "but not for long"
    assert cues((a, 0, 2100), (b, 2400, 4200)) == [[0, 2.2], [2.2, 4.2]], "it begins in the pause"
    assert cues((a, 0, 2400), (b, 2400, 4200)) == [[0, 2.4], [2.4, 4.2]], "and not before the pause"
    assert cues((a, 0, 1800), (b, 1800, 3600)) == [[0, 1.8], [1.8, 3.6]], "neither has time to give"


@pytest.mark.long
def test_larger_letters_make_other_cues_and_nothing_moves(open_screen: Open) -> None:
    screen = telling(open_screen, 7, 1024, 600, larger=False)
    shown = screen.until(lambda: screen.text("#subtitle p"))
    screen.kiosk.do(lambda now: screen.kiosk.guide.touch("larger", "", now))
    screen.until(lambda: screen.js("return document.documentElement.hasAttribute('data-larger')"))
    measure = """const line = document.querySelector("#subtitle p"), range = document.createRange();
        range.selectNodeContents(line);
        return range.getBoundingClientRect().right <= line.getBoundingClientRect().right + 1"""
    screen.until(lambda: screen.js(measure))
    assert screen.text("#subtitle p").split()[0] == shown.split()[0]
    assert screen.js("return document.querySelector('#subtitle p').lang") in ("en", "nl")


@pytest.mark.long
def test_a_release_of_before_shows_the_subtitles_of_its_files(
    open_screen: Open, bundle: tuple[Path, Release]
) -> None:
    screen = open_screen()
    old = [msgspec.structs.replace(one, words=None) for one in bundle[1].speech]
    screen.kiosk.source.release = msgspec.structs.replace(bundle[1], speech=old)
    screen.kiosk.do(lambda now: screen.kiosk.guide.touch("work", "kolam", now))
    screen.until(lambda: screen.text("#subtitle p"))
    assert not screen.js(
        "return document.getElementById('subtitle').classList.contains('measured')"
    )


@pytest.mark.long
def test_words_of_newer_software_give_the_subtitles_of_the_files(
    open_screen: Open, bundle: tuple[Path, Release]
) -> None:
    screen = open_screen()
    folder, release = bundle
    newer = b'{"v":2,' + (folder / "en.json").read_bytes()[1:]
    (folder / "newer.json").write_bytes(newer)
    speech = [msgspec.structs.replace(one, words="newer.json") for one in release.speech]
    screen.kiosk.source.release = msgspec.structs.replace(release, speech=speech)
    screen.kiosk.do(lambda now: screen.kiosk.guide.touch("work", "kolam", now))
    screen.until(lambda: screen.text("#subtitle p"))
    assert not screen.js(
        "return document.getElementById('subtitle').classList.contains('measured')"
    )


@pytest.mark.long
def test_the_frozen_words_are_divided_by_the_page(open_screen: Open) -> None:
    body = (
        Path(__file__).parents[2] / "frozen" / "v3" / "timed-texts" / "fr-child.json"
    ).read_bytes()
    screen = telling(open_screen, 7, 1024, 600, larger=True)
    assert every_cue(screen, [read_timed_text(body)])["wrong"] == []
