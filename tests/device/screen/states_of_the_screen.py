"""Every state that the kiosk's screen can show, each a function that brings a screen there; a museum to show in them.

The museum is the Museum of Pattern, with Arabic beside its own languages. Of one work, the girih, all is there: speech
in six languages, a deeper layer, levels. Of the sound figures there are no words in the language that is asked for.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from selenium import webdriver

from contract.bundle import Release, Speech
from contract.museum import Block, BlockPart, Hours, Level, Museum, Work
from device.guide.states import WARN_SECONDS, warn_after_seconds
from museum_of_pattern.build import build
from narration.speech.espeak import EspeakVoice
from tests.device.screen.conftest import Kiosk, Screen, write_block

LANGUAGES = ("en", "nl", "fr", "de", "es", "ar")
TOLD, LOOKALIKE, UNTOLD = "girih", "zellij-star", "sound-figures"
AGES = 3600.0  # seconds: longer than any visitor is waited for
ARABIC_LABEL = {
    "title": {"ar": "نجمة زليج بستة عشر رأسا"},
    "maker": {"ar": "معلمون مجهولون من فاس؛ هذه اللوحة من رسمنا على طريقتهم"},
    "date": {"ar": "تقليد حي منذ القرن الرابع عشر"},
    "place": {"ar": "فاس، المغرب"},
    "materials": {"ar": "بلاط مزجج مقطوع باليد"},
}
ARABIC_TEXTS = (
    "ابحث عن النجمة في الوسط. لها عشرة رؤوس. تتبع بعينيك الشريط الأبيض: يمر فوق شريط، ثم تحت الشريط التالي. "
    "لا ينقطع الشريط في أي مكان. رسم المعلمون هذا النقش ببلاطات من خمسة أشكال فقط.",
    "انظر إلى الشريط الأبيض مرة أخرى: كم مرة يمر فوق شريط آخر قبل أن يعود إلى بدايته؟",
    "وضع المعلمون البلاطات الخمس جنبا إلى جنب، ثم محوا حدودها. لا ترى اليوم إلا الخطوط التي كانت مرسومة عليها.",
)


@dataclasses.dataclass(frozen=True)
class ScreenSize:
    """A screen of the kiosk: its diagonal and its pixels."""

    name: str
    inches: float
    width: int
    height: int


SIZES = (
    ScreenSize("7", 7, 1024, 600),
    ScreenSize("10.1", 10.1, 1280, 800),
    ScreenSize("10.1 upright", 10.1, 800, 1280),
    ScreenSize("15.6", 15.6, 1920, 1080),
    ScreenSize("15.6 upright", 15.6, 1080, 1920),
    ScreenSize("27", 27, 3840, 2160),
)


def spoken_museum(folder: Path) -> Release:
    """Make the museum in `folder`, with the pictures and the speech of it."""
    museum = build(folder, long_side=400, workers=1)
    works = []
    for work in museum.works:
        if work.key == TOLD:
            label = {
                field: {**getattr(work, field), **text} for field, text in ARABIC_LABEL.items()
            }
            work = msgspec.structs.replace(work, blocks=_told(work), **label)
        works.append(work)
    site = msgspec.structs.replace(museum.site, languages=list(LANGUAGES), opening=[None] * 7)
    museum = msgspec.structs.replace(museum, site=site, works=works)
    pictures = {
        medium.file: f"pictures/{medium.file}" for work in museum.works for medium in work.media
    }
    return Release(1, 0.0, museum, _speech(museum, folder), pictures, None)


def _told(work: Work) -> list[Block]:
    kept = [block for block in work.blocks if _is_kept(block)]
    english = [one for one in kept if (one.language, one.level) == ("en", Level.ADULT)]
    arabic = [
        msgspec.structs.replace(block, key=f"girih-ar-{at}", language="ar", text=text)
        for at, (block, text) in enumerate(zip(english, ARABIC_TEXTS, strict=False))
    ]
    return [*kept, *arabic]


def _is_kept(block: Block) -> bool:
    """Whether the telling has this block: for adults it opens, asks and goes deeper, and is soon over."""
    return block.level is not Level.ADULT or block.part is not BlockPart.TELLING or block.layer > 1


def _speech(museum: Museum, folder: Path) -> list[Speech]:
    """The speech of the work for adults, without its deeper layer."""
    (work,) = (work for work in museum.works if work.key == TOLD)
    speech = []
    voice = EspeakVoice()
    try:
        for block in work.blocks:
            if block.level is not Level.ADULT or block.layer > 1:
                continue
            speech.append(write_block(voice, TOLD, block, folder, block.key))
    finally:
        voice.close()
    return speech


def unspoken(release: Release, language: str) -> Release:
    """The release without words about one work in this language."""
    works = [
        msgspec.structs.replace(
            work, blocks=[block for block in work.blocks if block.language != language]
        )
        if work.key == UNTOLD
        else work
        for work in release.museum.works
    ]
    return msgspec.structs.replace(
        release, museum=msgspec.structs.replace(release.museum, works=works)
    )


@contextmanager
def kiosk_of(folder: Path, release: Release, size: ScreenSize) -> Iterator[Kiosk]:
    """A kiosk with a screen of this size. It stops at the end of the block."""
    kiosk = Kiosk(folder, release, "https://tour.museum.example", size.inches)
    try:
        yield kiosk
    finally:
        kiosk.stop()


def end_visit(kiosk: Kiosk) -> None:
    """Let so much time pass that the kiosk starts afresh."""
    kiosk.touched("home", "")
    kiosk.skip(AGES)


def begin(
    browser: webdriver.Chrome, kiosk: Kiosk, release: Release, size: ScreenSize, language: str
) -> Screen:
    """Open the kiosk's page for a new visitor with this language."""
    kiosk.guide.seeing, kiosk.headphones, kiosk.looked_through = True, False, False
    kiosk.other_speaks, kiosk.wall_clock, kiosk.picture = False, None, None
    kiosk.source.release = unspoken(release, language)
    end_visit(kiosk)
    kiosk.touched("language", language)
    screen = Screen(browser, kiosk)
    screen.size(size.width, size.height)
    browser.get(kiosk.address)
    screen.until(lambda: screen.js("return document.documentElement.lang") == language)
    return screen


PLAYS = "return document.getElementById('player').currentTime > 0.2"
TO_THE_END = """
const player = document.getElementById("player");
if (player.duration && player.currentTime < player.duration - 0.5) player.currentTime = player.duration - 0.3;
"""
OUTPUTS = """
const [there] = arguments;
navigator.mediaDevices.enumerateDevices = async () => there ? [{ kind: "audiooutput" }] : [];
navigator.mediaDevices.dispatchEvent(new Event("devicechange"));
"""


def _is(screen: Screen, name: str) -> None:
    screen.until(lambda: screen.js("return document.body.dataset.screen") == name)


def _show(screen: Screen, work: str) -> None:
    screen.kiosk.do(lambda now: screen.kiosk.guide.work_shown(work, now))
    _is(screen, "telling")
    screen.until(lambda: screen.text("#subtitle p"))


def _open(screen: Screen, where: str, opened: str) -> None:
    screen.until(lambda: screen.find(where).is_displayed())
    screen.js("const one = document.querySelector(arguments[0]); one.focus(); one.click()", where)
    screen.until(lambda: screen.find(opened).is_displayed())


def attract(screen: Screen, _language: str) -> None:
    """Nobody is there."""
    _is(screen, "attract")


def seen_you(screen: Screen, _language: str) -> None:
    """Something is before the camera."""
    release = screen.kiosk.source.release
    assert release is not None
    work = next(work for work in release.museum.works if work.key == TOLD)
    target = release.pictures[work.media[0].file]
    screen.kiosk.picture = screen.kiosk.source.path(target).read_bytes()
    screen.kiosk.do(lambda now: screen.kiosk.guide.something_shown(now))
    _is(screen, "seen")
    screen.until(lambda: screen.find("#seen-picture").is_displayed())


def telling(screen: Screen, _language: str) -> None:
    """A work is told, with sound."""
    _show(screen, TOLD)
    screen.until(lambda: screen.js(PLAYS))


def untold(screen: Screen, _language: str) -> None:
    """There are no words in this language, and other languages are offered."""
    _show(screen, UNTOLD)
    screen.until(lambda: screen.find("#offered").is_displayed())


def unknown(screen: Screen, _language: str) -> None:
    """The work has no name."""
    works = (TOLD, LOOKALIKE, UNTOLD)
    screen.kiosk.do(lambda now: screen.kiosk.guide.unknown_shown(works, now))
    _is(screen, "unknown")


def one_of_two(screen: Screen, _language: str) -> None:
    """It is one of these two."""
    screen.kiosk.do(lambda now: screen.kiosk.guide.twins_shown((TOLD, LOOKALIKE), now))
    _is(screen, "one_of_two")


def what_now(screen: Screen, language: str) -> None:
    """The telling is over: more of it, the next work, or taking it along."""
    telling(screen, language)

    def over() -> bool:
        screen.js(TO_THE_END)
        return screen.find("#what-now").is_displayed()

    screen.until(over)


def hand_over(screen: Screen, language: str) -> None:
    """The visit is taken along on a phone."""
    telling(screen, language)
    _open(screen, "#controls [data-opens=sheet]", "#sheet")
    _open(screen, "#sheet .along", "#hand")


def resting(screen: Screen, _language: str) -> None:
    """The museum is closed until tomorrow."""
    release = screen.kiosk.source.release
    assert release is not None
    hours = [Hours(dt.time(10), dt.time(17))] * 7
    site = msgspec.structs.replace(release.museum.site, opening=hours)
    museum = msgspec.structs.replace(release.museum, site=site)
    screen.kiosk.source.release = msgspec.structs.replace(release, museum=museum)
    screen.kiosk.wall_clock = dt.datetime(2026, 3, 3, 20, tzinfo=dt.UTC)
    end_visit(screen.kiosk)  # one that has begun is not broken off
    _is(screen, "resting")


def shelf(screen: Screen, _language: str) -> None:
    """No camera sees: a work is chosen."""
    screen.kiosk.guide.seeing = False
    screen.kiosk.skip(0)
    _is(screen, "choose")


def finder(screen: Screen, _language: str) -> None:
    """A work is found by its number."""
    _open(screen, "#foot .find", "#finder")
    screen.until(lambda: screen.text("#finder-works"))


def more(part: str) -> Callable[[Screen, str], None]:
    """Returns the state in which More shows this part."""

    def opened(screen: Screen, language: str) -> None:
        telling(screen, language)
        _open(screen, "#controls [data-opens=sheet]", "#sheet")
        _open(screen, f"#tab-{part}", f"#part-{part}")

    return opened


def language_choice(screen: Screen, language: str) -> None:
    """The visitor chooses a language during a telling."""
    telling(screen, language)
    _open(screen, "#controls .tongue", "#tongues")


def profile(screen: Screen, _language: str) -> None:
    """For who and about what it is told, asked before the first work."""
    _open(screen, "#foot [data-opens=profile]", "#profile")


def warning(screen: Screen, language: str) -> None:
    """Are you still there?"""
    unknown(screen, language)
    screen.kiosk.skip(warn_after_seconds(screen.kiosk.guide._state) + WARN_SECONDS / 10)
    screen.until(lambda: screen.find("#still").is_displayed())


def wrong(screen: Screen, language: str) -> None:
    """The visitor says that something is wrong, and types it."""
    more("label")(screen, language)
    screen.until(lambda: screen.text("#wrong-open"))
    _open(screen, "#wrong-open", "#wrong-sentence")


def typing(screen: Screen, language: str) -> None:
    """The keyboard of "This is wrong"."""
    wrong(screen, language)
    _open(screen, "#wrong-sentence", "#keyboard")


def hushed(screen: Screen, _language: str) -> None:
    """Another kiosk of the room speaks."""
    screen.kiosk.other_speaks = True
    _show(screen, TOLD)
    screen.until(lambda: screen.text("#hushed"))


def headphones(screen: Screen, language: str) -> None:
    """Headphones are in, and the screen is spoken."""
    screen.kiosk.headphones = True
    telling(screen, language)
    screen.kiosk.touched("spoken", "on")


def soundless(screen: Screen, language: str) -> None:
    """The loudspeaker was pulled out."""
    screen.js(OUTPUTS, True)
    telling(screen, language)
    screen.js(OUTPUTS, False)
    screen.until(lambda: screen.kiosk.sounds[-1:] == [False])
    screen.until(lambda: screen.js("return document.getElementById('notes').textContent"))


def looked_through(screen: Screen, language: str) -> None:
    """A technician looks through the camera."""
    screen.kiosk.looked_through = True
    telling(screen, language)
    screen.until(lambda: screen.text("#looked-through"))


def other_captions(screen: Screen, language: str) -> None:
    """Captions in another language than the sound."""
    telling(screen, language)
    other = LANGUAGES[(LANGUAGES.index(language) + 1) % len(LANGUAGES)]
    screen.kiosk.touched("captions", other)
    line = "return document.querySelector('#subtitle p').lang"
    screen.until(lambda: screen.js(line) == other)


STATES: dict[str, Callable[[Screen, str], None]] = {
    "attract": attract,
    "seen you": seen_you,
    "telling": telling,
    "untold": untold,
    "unknown": unknown,
    "one of two": one_of_two,
    "what now": what_now,
    "hand-over": hand_over,
    "resting": resting,
    "shelf": shelf,
    "finder": finder,
    "more text": more("text"),
    "more label": more("label"),
    "more sources": more("sources"),
    "more for whom": more("for_whom"),
    "more sound": more("sounding"),
    "language choice": language_choice,
    "profile": profile,
    "warning": warning,
    "wrong": wrong,
    "typing": typing,
    "hushed": hushed,
    "headphones": headphones,
    "soundless": soundless,
    "looked through": looked_through,
    "other captions": other_captions,
}


def in_every_state(size: ScreenSize) -> Iterator[tuple[str, str]]:
    """(state, language) for all states on a screen of this size; over all sizes a state meets each language once."""
    for at, state in enumerate(STATES):
        yield state, LANGUAGES[(at + SIZES.index(size)) % len(LANGUAGES)]
