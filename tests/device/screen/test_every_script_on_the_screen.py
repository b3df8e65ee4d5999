"""Scripts that run from the right, and scripts without spaces, on the kiosk's screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from contract.bundle import Release
from contract.museum import Block, Level, Source

pytestmark = [pytest.mark.browser, pytest.mark.long]
Open = Callable[..., Any]

SENTENCES = {
    "ar": "اتبع الخط الأبيض بعينيك. إنه يعود إلى حيث بدأ. لا أحد يرفع يده.",
    "he": "עקבו אחרי הקו הלבן בעיניים. הוא חוזר למקום שבו התחיל. איש אינו מרים יד.",
    "ja": "白い線を目で追ってください。線は始まったところに戻ります。だれも手を上げません。",
    "th": "มองตามเส้นสีขาวไป มันกลับมายังจุดเริ่มต้น ไม่มีใครยกมือ",
}
LABEL = {
    "ar": ("كولام من أرز وماء", "نساء تاميل نادو، جيلا بعد جيل", "تقليد حي", "تاميل نادو، الهند", "دقيق الأرز"),
    "he": ("קולאם של אורז ומים", "נשות טאמיל נאדו, דור אחר דור", "מסורת חיה", "טאמיל נאדו, הודו", "קמח אורז"),
    "ja": ("米の粉で描かれたコーラム", "タミル・ナードゥ州の女性たち", "生きている伝統", "インド、タミル州", "米の粉"),
    "th": ("โกลัมจากแป้งข้าวเจ้า", "ผู้หญิงในรัฐทมิฬนาฑู", "ประเพณีที่ยังมีชีวิต", "ทมิฬนาฑู อินเดีย", "แป้งข้าวเจ้า"),
}  # fmt: skip
FACTS = ("title", "maker", "date", "place", "materials")
RIGHT_TO_LEFT = ("ar", "he")
SIZES = [(7, 1024, 600), (15.6, 1920, 1080), (15.6, 1080, 1920)]

LAID_OUT = """
const box = (where) => document.querySelector(where).getBoundingClientRect();
const [work, head, caption] = ["#work", "#telling header", "#subtitle"].map(box);
const seen = [...document.querySelectorAll("#page *")].filter((one) => one.checkVisibility());
const counted = seen.filter((one) => !one.closest("svg, .visually-hidden, .place, #subtitle p"));
const outside = counted.filter((one) => {
  const { left, right, bottom } = one.getBoundingClientRect();
  return left < -1 || right > innerWidth + 1 || bottom > innerHeight + 1;
});
return {
  work: work.left, head: head.left,
  direction: getComputedStyle(document.querySelector("#subtitle p")).direction,
  facts: [...document.querySelectorAll("#telling-label p")].filter((fact) => fact.checkVisibility()).length,
  slanted: getComputedStyle(document.querySelector("#telling-title")).fontStyle,
  outside: outside.map((one) => `${one.tagName} ${one.id}`),
  sideways: document.querySelector("#subtitle").scrollWidth - document.querySelector("#subtitle").clientWidth,
};
"""


def in_many_scripts(release: Release) -> Release:
    """The release with its kolam told and labelled in four languages, without speech."""
    source = [Source("A book on lines, p. 3")]
    blocks = [
        Block(f"kolam-{tag}", tag, Level.ADULT, "making", text, source, "a curator")
        for tag, text in SENTENCES.items()
    ]
    worded = {
        fact: {tag: label[at] for tag, label in LABEL.items()} for at, fact in enumerate(FACTS)
    }
    kolam = replace(release.museum.works[0], blocks=blocks, **worded)
    site = replace(release.museum.site, languages=[*SENTENCES, "nl"])
    museum = replace(release.museum, site=site, works=[kolam, *release.museum.works[1:]])
    return replace(release, museum=museum, speech=[])


@pytest.mark.parametrize(("inches", "width", "height"), SIZES)
def test_a_telling_in_every_script(
    open_screen: Open, inches: float, width: int, height: int
) -> None:
    screen = open_screen(inches=inches, width=width, height=height)
    screen.kiosk.live_speech.able = False
    screen.kiosk.source.release = in_many_scripts(screen.kiosk.source.release)
    for language, text in SENTENCES.items():
        screen.kiosk.touched("language", language)
        screen.kiosk.touched("number", "7")
        screen.until(lambda: text[:9] in screen.text("#subtitle"))  # noqa: B023 - called at once
        shown = screen.js(LAID_OUT)
        from_the_right = language in RIGHT_TO_LEFT
        assert shown["direction"] == ("rtl" if from_the_right else "ltr")
        if width > height:
            assert (shown["work"] > shown["head"]) is from_the_right, language
        assert shown["facts"] == 4, language
        assert shown["slanted"] == "normal", "there are no italics in this script"
        assert (shown["outside"], shown["sideways"]) == ([], 0), language


LOADED = """
await document.fonts.ready;
return [...document.fonts].filter((face) => face.status === "loaded").map((face) => face.family.replaceAll('"', ""));
"""


@pytest.mark.parametrize(
    ("language", "script", "again"), [("he", "Hebrew", "שוב"), ("th", "Thai", "อีกครั้ง")]
)
def test_the_words_and_the_letters_come_from_us(
    open_screen: Open, language: str, script: str, again: str
) -> None:
    """A phone or a kiosk without letters of this script shows them all the same; nobody else loads them."""
    screen = open_screen()
    screen.kiosk.source.release = in_many_scripts(screen.kiosk.source.release)
    assert not any(script in family for family in screen.js(LOADED))
    screen.kiosk.touched("language", language)
    screen.kiosk.touched("number", "7")
    screen.until(lambda: SENTENCES[language][:9] in screen.text("#subtitle"))
    assert again in screen.text("#telling, #page")
    screen.until(lambda: {f"Noto Serif {script}", f"Noto Sans {script}"} <= set(screen.js(LOADED)))


def test_a_number_is_typed_as_everywhere(open_screen: Open) -> None:
    """The pad of a telephone is the same in every script."""
    screen = open_screen()
    screen.kiosk.source.release = in_many_scripts(screen.kiosk.source.release)
    screen.kiosk.touched("language", "he")
    screen.until(lambda: screen.js("return document.documentElement.dir") == "rtl")
    screen.touch("#foot .find")
    screen.until(lambda: screen.find("#pad").is_displayed())
    left = [screen.find(f'#pad [data-key="{key}"]').rect["x"] for key in "123"]
    assert left == sorted(left)


def test_each_sentence_is_marked_as_its_language_ends_it(open_screen: Open) -> None:
    screen = open_screen()
    count = """
    const { sentences, sentenceAt } = await import("/static/transcript.js");
    const said = sentences(arguments[0], arguments[1]);
    const letters = said.map((one) => one.replace(/\\s+/gu, "").length);
    const all = letters.reduce((sum, one) => sum + one, 0);
    const cues = said.map((text, at) => ({ start: at * 2, lines: [text.trim()] }));
    return [said.length, said.join("") === arguments[0], sentenceAt(said, [], 0, 6), sentenceAt(said, [], 5.99, 6),
      said.map((_, at) => sentenceAt(said, cues, at * 2 + 1, 6)), sentenceAt(said, [], 7, 6)];
    """
    for language in ("ar", "he", "ja"):
        found = screen.js(count, SENTENCES[language], language)
        assert found == [3, True, 0, 2, [0, 1, 2], 2], language
