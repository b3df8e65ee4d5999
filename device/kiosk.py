"""The composition root: builds the parts of a kiosk and wires them.

Nobody else reads settings, opens a file of the kiosk's own or starts a thread. What a newcomer would get wrong:
a part that can't start (no camera, no broker, no content) is a trouble the kiosk reports, never a reason not to
start. Only a port that is taken stops it, since without its page a kiosk is nothing.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import msgspec

from contract.broker_address import broker_address
from contract.bundle import Release
from contract.messages import Health, PlaybackCounts
from device.camera_setup.setup_session import Aim
from device.cameras import Eyes
from device.content.store import ContentStore
from device.footfall.minute import Count
from device.guide.guide import Guide
from device.guide.scene import Label, label
from device.guide.told import Tally, ToldCounts
from device.health.machine import Machine
from device.recognition import events
from device.screen.pages import create_screen, scene_json
from device.screen.speaker import SpeakerTwin
from device.screen.streams import Streams
from device.settings import KioskSettings
from device.speech.aloud import ReadingAloud
from device.uplink.boot import SystemClock
from device.uplink.link import Link, subscriptions, will
from device.uplink.mqtt import MqttLine
from device.uplink.outbox import Minute, Outbox, OutboxError
from narration.speech.settings import open_voice
from narration.speech.voice import VoiceError
from narration.voice_renderer import VoiceRenderer
from web.page_server import PageServer

log = logging.getLogger(__name__)

TICK = 0.25  # s between two looks at what has lasted long enough
PAGE_THREADS = 16


class KioskTroubleError(RuntimeError):
    """The kiosk can't start, in a sentence for the technician."""


class Kiosk:
    """The whole kiosk, between `start` and `stop`."""

    def __init__(self, settings: KioskSettings, file: Path | None = None) -> None:
        """`file`: where the settings came from; what a technician draws is saved there.

        Raises KioskTroubleError.
        """
        self._settings = settings
        self._lock = threading.RLock()  # the guide is one at a time
        self._running: list[Callable[[], object]] = []
        self._stopping = threading.Event()
        self._ticker = threading.Thread(target=self._tick, name="guide", daemon=True)
        self._trouble: list[str] = []  # the kiosk's own; each part keeps its own
        self._eyes = Eyes(
            settings.eyes, settings.placement, self._event, self._counted, self._minute_over
        )
        self._streams = Streams()
        self._clock = SystemClock()
        data = Path(settings.data)
        self._machine = Machine(data, self._clock)
        try:
            data.mkdir(parents=True, exist_ok=True)
            self._outbox = Outbox(data / "outbox.db", self._clock)
            root = Path(settings.trusted_root).read_bytes() if settings.trusted_root else None
            self._content = ContentStore(
                data / "content", settings.server, root, on_new=self._new_release
            )
            self._link = self._uplink()
            self._told = ToldCounts(self._clock.wall, self._tell_server)
            room = settings.own_speech_megabytes
            self._aloud = ReadingAloud(
                data / "speech",
                VoiceRenderer(open_voice(settings.speech), for_phones=False),
                room * 1_000_000,
                self._show,
            )
            self._guide = Guide(
                self._content,
                self._told.count,
                language=settings.language,
                level=settings.level,
                server=settings.server,
                seeing=any(eye.recognise for eye in settings.eyes),
                aloud=self._aloud if room else None,
                wall=lambda: self._clock.wall() if self._clock.trusted() else None,
            )
            screen = settings.screen
            app = create_screen(
                self,
                self._content,
                self._streams,
                SpeakerTwin(),
                diagonal_inches=screen.diagonal_inches,
                distance_cm=screen.distance_cm,
                night=screen.night,
                said=self._aloud.file,
            )
            self._pages = PageServer(app, screen.host, screen.port, PAGE_THREADS)
        except (OSError, OutboxError, ValueError, VoiceError) as error:
            raise KioskTroubleError(str(error)) from error
        self._aim = self._technicians_look(data / "aim", file)

    @property
    def screen_url(self) -> str:
        """Where the kiosk's own browser finds its page."""
        return f"http://{self._settings.screen.host}:{self._pages.port}/"

    def start(self) -> None:
        """Starts everything."""
        cv2.setNumThreads(self._settings.threads)
        self._run(lambda: None, self._outbox.close)
        self._run(self._link.start, self._link.stop)
        self._run(self._eyes.start, self._eyes.stop)
        if self._content.release is not None:
            self._new_release(self._content.release)
        self._run(lambda: self._content.start(self._settings.bundle_seconds), self._content.stop)
        if self._settings.own_speech_megabytes:
            self._run(self._aloud.start, self._aloud.stop)
        self._run(self._ticker.start, self._stop_ticking)
        self._run(self._pages.start, self._pages.stop)
        if self._aim is not None:
            self._run(self._aim.start, self._aim.stop)

    def stop(self) -> None:
        """Stops everything, the last started first. What was counted is on disk."""
        self._streams.close()
        while self._running:
            try:
                self._running.pop()()
            except Exception:
                log.exception("a part of the kiosk did not stop as it should")

    # What the screen asks for (device.screen.pages.Host).

    def touched(self, what: str, value: str) -> bool:
        """A touch; a watch before a wall hears of it too."""
        with self._lock:
            understood = self._guide.touch(what, value, time.monotonic())
        self._show()
        self._eyes.touched()
        return understood

    def played(self, play: int, what: str) -> None:
        """A word from the page's player."""
        with self._lock:
            self._guide.played(play, what, time.monotonic())
        self._show()

    def works(self) -> list[Label]:
        """Every work, by number."""
        with self._lock:
            scene = self._guide.scene(time.monotonic())
        release = self._content.release
        works = release.museum.works if release else []
        readable = [scene.language, *scene.languages]
        return [label(work, readable) for work in sorted(works, key=lambda work: work.number)]

    def health(self) -> dict[str, Any]:
        """About the machine, for whoever watches it."""
        plain: dict[str, Any] = msgspec.to_builtins(self._health())
        plain["ready"] = self._content.release is not None
        plain["doing"] = "waiting for content" if not plain["ready"] else ""
        plain["connected"] = self._link.connected
        plain["name"] = self._settings.name
        return plain

    def viewfinder(self) -> bytes | None:
        """The camera's picture as it is now, small; only the kiosk's own screen asks."""
        return self._eyes.viewfinder()

    # Wiring.

    def _run(self, start: Callable[[], object], stop: Callable[[], object]) -> None:
        self._running.append(stop)
        start()

    def _uplink(self) -> Link:
        settings = self._settings
        address = broker_address(
            settings.broker, settings.broker_ca, settings.broker_certificate, settings.broker_key
        )
        line = MqttLine(
            address,
            settings.name,
            subscriptions(settings.site, settings.name),
            will(settings.site, settings.name),
        )
        return Link(
            self._outbox,
            line,
            self._clock,
            site=settings.site,
            device=settings.name,
            health=self._health,
            on_release=lambda _number: self._content.poke(),
            chance=random.Random(),  # noqa: S311 - scatters pauses, guards nothing
        )

    def _technicians_look(self, folder: Path, file: Path | None) -> Aim | None:
        try:
            settings = self._settings
            return Aim(settings.aim, folder, settings.name, self._eyes, self._show, file)
        except OSError as error:
            log.warning("%s", error)
            self._trouble.append(f"No technician can look through the cameras: {error}")
            return None

    def _counted(self, count: Count) -> None:
        self._outbox.update_open(self._minute(count))

    def _minute_over(self, count: Count) -> None:
        self._outbox.update_open(self._minute(count))
        self._outbox.seal()

    def _minute(self, count: Count) -> Minute:
        return Minute(
            monotonic=count.start,
            room=self._settings.room,
            observed_seconds=count.observed_seconds,
            entered=count.entered,
            left=count.left,
            in_view_mean=count.in_view_mean,
            in_view_max=count.in_view_max,
            zones=count.zones,
        )

    def _event(self, event: events.Event) -> None:
        now = time.monotonic()
        with self._lock:
            match event:
                case events.WorkShown(work):
                    self._guide.work_shown(work, now)
                case events.UnknownShown(candidates):
                    self._guide.unknown_shown(candidates, now)
                case events.VisitorCame():
                    self._guide.visitor_came(now)
                case events.VisitorLeft():
                    self._guide.visitor_left(now)
                case events.WorkLeft():
                    pass  # a card put down; its telling goes on while the visitor is there
        self._show()

    def _new_release(self, release: Release) -> None:
        """The recogniser learns the new works; what is being told is shown in its new words."""
        features = self._content.features_path
        if features is not None:
            settings = self._settings
            self._eyes.learn(features, settings.threads, settings.false_accepts)
        with self._lock:
            self._guide.released()
        log.info("release %d is in use", release.number)
        self._show()

    def _tell_server(self, hour: float, work: str, language: str, tally: Tally) -> None:
        self._outbox.add_told(
            PlaybackCounts(
                epoch=self._outbox.epoch,
                sequence=0,  # the outbox gives it its own
                hour=hour,
                work=work,
                language=language,
                told=tally.told,
                finished=tally.finished,
                stopped=tally.stopped,
                refused=tally.refused,
            )
        )

    def _tick(self) -> None:
        while not self._stopping.wait(TICK):
            try:
                with self._lock:
                    self._guide.tick(time.monotonic())
                    self._told.turn()
                self._show()
            except Exception:
                log.exception("the guide stumbled; it goes on")

    def _stop_ticking(self) -> None:
        self._stopping.set()
        self._ticker.join()
        with self._lock:
            self._told.turn(now=True)

    def _show(self) -> None:
        with self._lock:
            scene = self._guide.scene(time.monotonic())
            looked_through = self._aim is not None and self._aim.looking
            self._streams.show(scene_json(scene, looked_through=looked_through))

    def _health(self) -> Health:
        release = self._content.release
        return self._machine.health(
            release=release.number if release else None,
            room=self._settings.room,
            outbox_depth=self._outbox.depth,
            cameras=self._eyes.states,
            trouble=self._troubles(),
            blind=self._eyes.blind,
        )

    def _troubles(self) -> list[str]:
        parts = (self._eyes, self._outbox, self._content, self._aloud, self._link)
        return [*self._trouble, *(words for part in parts for words in part.trouble)]
