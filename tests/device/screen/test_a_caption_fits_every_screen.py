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
from contract.museum import Block, Level
from contract.museum_folder import read_museum
from contract.timed_text import TimedText, read_timed_text, write_timed_text
from museum_of_pattern import build
from narration.speech.espeak import EspeakVoice
from narration.speech.voice import Synthesis, evenly
from narration.subtitle_layout import Layout, limits
from narration.subtitles import divided
from narration.timed_text import timed_text
from tests.device.screen.conftest import Screen
from tests.narration.test_lines_break_by_unicode import TEXTS

Open = Callable[..., Screen]
SCREENS = [
    pytest.param(7, 1024, 600, id="7"),
    pytest.param(10.1, 1280, 800, id="10"),
    pytest.param(15.6, 1920, 1080, id="15-landscape"),
    pytest.param(15.6, 1080, 1920, id="15-portrait"),
    pytest.param(27, 3840, 2160, id="27-4k"),
]
SPOKEN = 5
# Lays every text out in the page's own caption, by the page's own module, and shows each cue in turn.
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
  const before = places(), wrong = [];
  let cues = 0, tooFast = 0, slowest = 0, letters = 0;
  for (const plain of texts) {
    const text = readTimedText(plain), longest = 2 * text.longest_line;
    line.lang = text.language;
    line.dir = { ar: "rtl", he: "rtl" }[text.language] ?? "ltr";
    const began = performance.now();
    const found = divide(text, { line: rect(line).width, lines, widths: ruler(line) });
    slowest = Math.max(slowest, performance.now() - began);
    const said = bare(found.flatMap((cue) => cue.lines).join(""));
    if (said !== bare(text.pieces.map((piece) => piece.text).join(""))) wrong.push(["words", text.language, said]);
    // Every cue in a caption of its own over the real one, so that the browser lays a text out once.
    const shown = found.map((cue) => {
      const place = box.cloneNode(true);
      place.style.cssText = `position: absolute; width: ${rect(box).width}px; height: ${rect(box).height}px`;
      place.firstElementChild.textContent = cue.lines.join("\n");
      box.after(place);
      return place;
    });
    found.forEach((cue, at) => {
      cues += 1;
      range.selectNodeContents(shown[at].firstElementChild);
      const words = rect(range), place = rect(shown[at]), high = rect(shown[at].firstElementChild).height;
      const out = words.left < place.left - 1 || words.right > place.right + 1 || high > place.height + 1;
      if (out) wrong.push(["cut", text.language, cue.lines, words.left, words.right, place.left, place.right, high]);
      if (cue.lines.length > lines) wrong.push(["lines", text.language, cue.lines]);
      if (cue.lines.some((one) => Array.from(one).length > longest)) wrong.push(["long", text.language, cue.lines]);
      const size = Array.from(cue.lines.join(" ")).length;
      letters += size;
      if (size / (cue.end - cue.start) > text.characters_a_second + 0.01) tooFast += 1;
    });
    for (const place of shown) place.remove();
    line.textContent = found.find((cue) => cue.lines.length === lines)?.lines.join("\n") ?? "";
    if (places() !== before) wrong.push(["moved", text.language, places(), before]);
    line.textContent = "";
  }
  return { cues, wrong, tooFast, lines, width: rect(line).width, mean: letters / cues, slowest };
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


def even(text: str, language: str, level: Level = Level.ADULT) -> TimedText:
    """The timed text of a voice that says every character in the same time."""
    seconds = max(len(text) / 13, 1.0)
    samples = np.zeros(round(seconds * 100), np.int16)
    return timed_text(
        Synthesis(text, samples, 100, evenly(text, seconds), "even", True), language, level
    )


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
def tellings(tmp_path_factory: pytest.TempPathFactory) -> list[TimedText]:
    """Every block of the Museum of Pattern: one in five with the times of espeak-ng, the others with even ones."""
    folder = tmp_path_factory.mktemp("pattern")
    shutil.copytree(Path(build.__file__).parent / "content", folder, dirs_exist_ok=True)
    (folder / "pictures").mkdir()
    for key in build.WORKS:
        (folder / "pictures" / f"{key}.png").write_bytes(build.draw(key).png(64))
    museum = read_museum(folder)
    voice = EspeakVoice()

    def said(number: int, block: Block) -> TimedText:
        if number % SPOKEN:
            return even(block.text, block.language, block.level)
        spoken = voice.speak(block.text, block.language, block.level, lexicon=museum.site.lexicon)
        return timed_text(spoken, block.language, block.level)

    try:
        blocks = [block for part in (*museum.works, *museum.links) for block in part.blocks]
        return [said(number, block) for number, block in enumerate(blocks)]
    finally:
        voice.close()


@pytest.mark.long
@pytest.mark.timeout(600)
def test_no_cue_of_the_museum_of_pattern_is_cut_at_any_size(
    open_screen: Open, tellings: list[TimedText]
) -> None:
    assert {text.language for text in tellings} == {"nl", "en", "fr", "de", "es"}
    for inches, width, height in (screen.values for screen in SCREENS):
        for larger in (False, True):
            screen = telling(open_screen, inches, width, height, larger=larger)
            found = every_cue(screen, tellings)
            print(f"{inches} {width}x{height} {larger=}", {**found, "wrong": len(found["wrong"])})
            assert found["wrong"] == []
            assert found["cues"] > 2 * len(tellings)


AS_PUBLISHED = """
const [texts, room, sizes, done] = arguments;
import("/web/cues.js").then(({ divide, readTimedText }) => {
  const width = (one) => Array.from(one).reduce((sum, sign) => sum + sizes[sign], 0);
  const widths = (strings) => strings.map(width);
  const divided = (text) => divide(readTimedText(text), { ...room, widths });
  return texts.map((text) => divided(text).map((cue) => [cue.start, cue.end, cue.lines]));
}).then(done, (error) => done(String(error.stack)));
"""


@pytest.mark.parametrize("layout", Layout)
def test_the_page_divides_as_publishing_does(open_screen: Open, layout: Layout) -> None:
    screen = open_screen()
    for language, text in TEXTS.items():
        room = limits(language, Level.ADULT, layout)
        timed = even(text + " Rindfleischetikettierungsüberwachungsaufgabe.", language)
        signs = {sign for piece in timed.pieces for sign in piece.text} | {" ", "\u2010"}
        found = screen.browser.execute_async_script(
            AS_PUBLISHED,
            [msgspec.json.decode(write_timed_text(timed))],
            {"line": room.line, "lines": room.lines},
            {sign: room.measure(sign) for sign in signs},
        )
        published = [[cue.start, cue.end, list(cue.lines)] for cue in divided(timed, room)]
        assert found == [published]


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


def test_the_frozen_words_are_divided_by_the_page(open_screen: Open) -> None:
    body = (
        Path(__file__).parents[2] / "frozen" / "v3" / "timed-texts" / "fr-child.json"
    ).read_bytes()
    screen = telling(open_screen, 7, 1024, 600, larger=True)
    assert every_cue(screen, [read_timed_text(body)])["wrong"] == []
