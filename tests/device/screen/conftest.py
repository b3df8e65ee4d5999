"""The screen before a small museum with real speech, in a real Chromium."""

from __future__ import annotations

import datetime as dt
import io
import threading
import time
import wave
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import cv2
import msgspec
import numpy as np
import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from contract.bundle import Release, Speech
from contract.messages import VisitorNote
from contract.museum import Block, Level, Medium, Museum, Room, Site, Source, Work
from contract.timed_text import write_timed_text
from device.access.pages import AccessPages
from device.access.settings import AccessSettings
from device.ask.pages import KioskAskPages
from device.glossary.pages import GlossaryPages
from device.guide.guide import Guide
from device.guide.museum_now import MuseumNow
from device.guide.scene import Label
from device.screen.pages import create_screen_app, scene_json
from device.screen.scene_streams import SceneStreams
from device.screen.settings import ScreenSettings
from device.screen.speaker import SpeakerTwin
from device.visitor_notes.pages import NotePages
from narration import webvtt
from narration.rendered_blocks import (
    OPUS,
    PORTRAIT,
    SUBTITLES,
    WORDS,
    RenderedBlock,
    RenderingFacts,
)
from narration.speech.espeak import EspeakVoice
from narration.speech_files import write_speech
from narration.subtitled_speech import speak_with_subtitles
from tests.waiting import until
from web.page_server import PageServer

TEXTS = {
    "en": "Follow the white line with your eyes. It comes back to where it began. Nobody lifts a hand.",
    "nl": "Volg de witte lijn met uw ogen. Hij komt terug waar hij begon. Niemand tilt een hand op.",
    "ar": "كل صباح، قبل شروق الشمس، ترسم النساء رسما أمام أبوابهن.",
}


def write_block(voice: EspeakVoice, work: str, block: Block, folder: Path, name: str) -> Speech:
    """Write the speech of a block and its subtitles into `folder`, in files that begin with `name`."""
    said = speak_with_subtitles(voice, block.text, block.language)
    opus, aac, wide, portrait, words = (
        f"{name}{ending}" for ending in (".opus", ".m4a", ".vtt", "-p.vtt", ".json")
    )
    seconds = write_speech(said.synthesis, folder / opus, folder / aac)
    for file, cues in ((wide, said.landscape), (portrait, said.portrait)):
        (folder / file).write_text(webvtt.write(list(cues)), "utf-8")
    (folder / words).write_bytes(write_timed_text(said.timed_text))
    about = (work, block.key, block.language, block.level, seconds)
    return Speech(*about, opus, aac, wide, portrait, "", True, words)


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Release]:
    """A folder with one release: a kolam with texts in three languages and a net without texts."""
    folder = tmp_path_factory.mktemp("bundle")
    picture = np.full((300, 400, 3), (60, 90, 40), np.uint8)
    assert cv2.imwrite(str(folder / "kolam.png"), picture)
    speech = []
    voice = EspeakVoice()
    try:
        for language, text in TEXTS.items():
            said = Block(f"kolam-{language}", language, Level.ADULT, "making", text, [], "")
            speech.append(write_block(voice, "kolam", said, folder, language))
    finally:
        voice.close()
    source = [Source("A book on lines, p. 3")]
    blocks = [
        Block(f"kolam-{language}", language, Level.ADULT, "making", text, source, "a curator")
        for language, text in TEXTS.items()
    ]
    blocks.append(
        Block(
            "kolam-en-more",
            "en",
            Level.ADULT,
            "making",
            "The dots come first.",
            source,
            "a curator",
            layer=2,
        )
    )
    site = Site("house", {"en": "House"}, "Europe/Amsterdam", ["en", "nl", "ar", "es"], [None] * 7)
    kolam = Work(
        "kolam",
        7,
        {"en": "Kolam", "ar": "كولام"},
        "room",
        place={"en": "Tamil Nadu"},
        media=[Medium("kolam.png", {"en": "A line round dots"})],
        blocks=blocks,
    )
    museum = Museum(
        site, [Room("room", {"en": "Room"}, 0, 9)], [kolam, Work("net", 12, {"en": "Net"}, "room")]
    )
    return folder, Release(1, 0.0, museum, speech, {"kolam.png": "kolam.png"}, None)


class ReleaseTwin:
    def __init__(self, folder: Path, release: Release | None) -> None:
        self.folder, self.release = folder, release

    def path(self, target: str) -> Path:
        file = self.folder / target
        if self.folder not in file.resolve().parents or not file.is_file():
            raise KeyError(target)
        return file

    def has_speech(self, speech: Speech) -> bool:
        return True


class LiveSpeechTwin:
    """The kiosk's own voice: a test says when a block of the bundle has its sound."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.able = True
        self.made: dict[str, RenderedBlock] = {}
        self.requested: list[str] = []

    def request(self, blocks: Sequence[Block]) -> None:
        self.requested = [block.key for block in blocks]

    def find(self, block: Block) -> RenderedBlock | None:
        return self.made.get(block.key)

    def pending(self, block: Block) -> bool:
        return self.able and block.key in self.requested and block.key not in self.made

    def say(self, language: str) -> None:
        said = RenderingFacts(6.0, "twin", True, has_words=True)
        self.made[f"kolam-{language}"] = RenderedBlock(language, self.folder, said)

    def file(self, name: str, file: str) -> Path:
        endings = {OPUS: ".opus", SUBTITLES: ".vtt", PORTRAIT: "-p.vtt", WORDS: ".json"}
        return self.folder / f"{name}{endings[file]}"


class PhraseTwin:
    """The voice of the spoken screen: it keeps what it was asked to say, and makes a short tone of it."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str]] = []
        self.paces: list[float] = []
        self.seconds = 0.2

    def wav(self, text: str, language: str, pace: float, *, keep: bool) -> bytes | None:
        self.said.append((text, language))
        self.paces.append(pace)
        file = io.BytesIO()
        with wave.open(file, "wb") as written:
            written.setparams((1, 2, 8000, 0, "NONE", ""))
            tone = np.sin(np.arange(int(8000 * self.seconds)) / 3) * 3000
            written.writeframes(tone.astype("<i2").tobytes())
        return file.getvalue()


class Kiosk:
    """A kiosk without camera or network: its guide, its page, and a clock that can be put forward."""

    def __init__(
        self,
        folder: Path,
        release: Release,
        server: str,
        inches: float,
        *,
        token: str = "",
        peer: Callable[[str], str] = lambda address: address,
        access: AccessSettings | None = None,
    ) -> None:
        """`peer`: the address that a connection counts as, so that a test can come from another machine."""
        self.picture: bytes | None = None
        self.headphones = self.looked_through = False
        self.other_speaks = False  # another kiosk of the room
        self.silenced = False  # by staff, with all others
        self.restarting = False
        self.identified: tuple[int, str] | None = None  # what staff see who look for it
        self.sound = (1.0, 0)  # the level, and how often the sentence was asked for
        self.source = ReleaseTwin(folder, release)
        self.skipped = 0.0
        self.sounds: list[bool] = []
        self.counted: list[tuple[str, str, str]] = []
        self.live_speech = LiveSpeechTwin(folder)
        self.wall_clock: dt.datetime | None = None
        self.offers: list[str] = []  # that hold now
        self.closed_rooms: set[str] = set()
        self.guide = Guide(
            self.source,
            lambda *count: self.counted.append(count),
            server=server,
            live_speech=self.live_speech,
            wall_clock=lambda: self.wall_clock.timestamp() if self.wall_clock else None,
            museum_now=lambda: MuseumNow(tuple(self.offers), frozenset(self.closed_rooms)),
        )
        self.speaker = SpeakerTwin()
        self._streams = SceneStreams()
        self._lock = threading.RLock()
        self.app = create_screen_app(
            self,
            self.source,
            self._streams,
            self.speaker,
            ScreenSettings(diagonal_inches=inches, distance_cm=60),
            live_speech_file=self.live_speech.file,
            token=token,
        )
        self.notes: list[VisitorNote] = []
        pages = NotePages(lambda: self.source.release, self.take_note)
        self.asks = KioskAskPages(lambda: self.source.release, self.take_note, lambda: None)
        self.app.register_blueprint(self.asks.blueprint())
        self.app.register_blueprint(pages.blueprint())
        self.app.register_blueprint(GlossaryPages(lambda: self.source.release).blueprint())
        self.phrases = PhraseTwin()
        spoken = AccessPages(access or AccessSettings(), self.phrases.wav)
        self.app.register_blueprint(spoken.blueprint())
        answer = self.app.wsgi_app

        def with_peer(environ: dict[str, Any], start_response: Any) -> Any:
            return answer({**environ, "REMOTE_ADDR": peer(environ["REMOTE_ADDR"])}, start_response)

        self.app.wsgi_app = with_peer  # type: ignore[method-assign]
        self._pages = PageServer(self.app, "127.0.0.1", 0, 16)
        self._pages.start()
        self.address = f"http://127.0.0.1:{self._pages.port}/"
        self.do(lambda now: self.guide.tick(now))

    def stop(self) -> None:
        self._streams.close()
        self._pages.stop()

    def do(self, act: Callable[[float], Any]) -> Any:
        """Something happens now, and is shown."""
        with self._lock:
            now = time.monotonic() + self.skipped
            answer = act(now)
            self.guide.tick(now)
            wish = self.guide.speech_wish
            self._streams.show(
                scene_json(
                    self.guide.scene(now),
                    looked_through=self.looked_through,
                    headphones=self.headphones,
                    hushed=self.other_speaks and wish.wants and not wish.anyway,
                    silenced=self.silenced,
                    identified=self.identified,
                    sound=self.sound,
                    restarting=self.restarting,
                )
            )
        return answer

    def skip(self, seconds: float) -> None:
        self.skipped += seconds
        self.do(lambda now: None)

    def touched(self, what: str, value: str) -> bool:
        return bool(self.do(lambda now: self.guide.touch(what, value, now)))

    def played(self, play: int, what: str, block: str, share: float) -> None:
        self.do(lambda now: self.guide.played(play, what, now, block, share))

    def sound_output(self, *, there: bool) -> None:
        self.sounds.append(there)

    def works(self) -> list[Label]:
        with self._lock:
            return self.guide.labels()

    def health(self) -> dict[str, Any]:
        return {"ready": True}

    def take_note(self, note: VisitorNote) -> bool:
        self.notes.append(note)
        return True

    def viewfinder(self) -> bytes | None:
        return self.picture


class Screen:
    """The page as a visitor before it sees it."""

    def __init__(self, browser: webdriver.Chrome, kiosk: Kiosk) -> None:
        self.browser, self.kiosk = browser, kiosk

    def find(self, where: str) -> WebElement:
        return self.browser.find_element(By.CSS_SELECTOR, where)

    def text(self, where: str) -> str:
        return self.find(where).text

    def js(self, script: str, *given: Any) -> Any:
        return self.browser.execute_script(script, *given)

    def touch(self, where: str) -> None:
        self.find(where).click()

    def until(self, seen: Callable[[], Any], seconds: float = 10.0) -> Any:
        """Waits for what is `seen`; the last look is the answer."""
        return until(
            seen,
            seconds,
            lambda: f"never seen; the page says {self.text('body')!r}",
        )

    def size(self, width: int, height: int) -> None:
        self.browser.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False},
        )


@pytest.fixture(scope="session")
def stopping() -> Iterator[ThreadPoolExecutor]:
    """A page server takes seconds to let its connections go; it does so beside the next test."""
    with ThreadPoolExecutor(16) as pool:
        yield pool


@pytest.fixture
def open_screen(
    bundle: tuple[Path, Release], browser: webdriver.Chrome, stopping: ThreadPoolExecutor
) -> Iterator[Callable[..., Screen]]:
    """Opens the page of a new kiosk: (server=…, inches=…, width=…, height=…, access=…)."""
    kiosks: list[Kiosk] = []

    def opened(
        server: str = "http://127.0.0.1:9",
        inches: float = 15.6,
        width: int = 1920,
        height: int = 1080,
        access: AccessSettings | None = None,
    ) -> Screen:
        release = msgspec.structs.replace(bundle[1])
        kiosk = Kiosk(bundle[0], release, server, inches, access=access)
        kiosks.append(kiosk)
        screen = Screen(browser, kiosk)
        screen.size(width, height)
        browser.get(kiosk.address)
        screen.until(lambda: screen.js("return document.body.dataset.screen") != "starting")
        return screen

    yield opened
    complaints = [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"]
    for kiosk in kiosks:
        stopping.submit(kiosk.stop)
    assert complaints == []


def show(screen: Screen, work: str = "kolam") -> None:
    """Let the kiosk's camera recognise a work."""
    screen.kiosk.do(lambda now: screen.kiosk.guide.work_shown(work, now))
