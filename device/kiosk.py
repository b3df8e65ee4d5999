"""The composition root: builds the parts of a kiosk and wires them.

Only this module reads settings and opens the kiosk's own files, and only this module and device.cameras start and
stop the parts. A part that can't start (no camera, no broker, no content) is a problem in the kiosk's health, and the
kiosk starts without it. Only a taken port prevents the start, because a kiosk without its page is useless.
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
from device.camera_setup.setup_sessions import SetupSessions
from device.cameras import Cameras
from device.content.store import ContentStore
from device.footfall.minute import MinuteCounts
from device.guide.guide import Guide
from device.guide.playback_tally import PlaybackTally, WorkTally
from device.guide.scene import Label
from device.health.machine import Machine
from device.recognition import events
from device.screen.pages import create_screen_app, scene_json
from device.screen.scene_streams import SceneStreams
from device.screen.speaker import SpeakerTwin
from device.settings import KioskSettings
from device.speech.live_speech import LiveSpeech
from device.uplink.boot import SystemClock
from device.uplink.mqtt_client import MqttClient
from device.uplink.outbox import Minute, Outbox, OutboxError
from device.uplink.uplink import Uplink, subscriptions, will
from narration.block_speaker import BlockSpeaker
from narration.speech.settings import open_voice
from narration.speech.voice import VoiceError
from runtime.worker import Worker
from web.page_server import PageServer

log = logging.getLogger(__name__)

TICK_SECONDS = 0.25  # between two checks for what has lasted long enough
PAGE_THREADS = 16


class KioskProblemError(RuntimeError):
    """The kiosk can't start, in a sentence for the technician."""


class Kiosk:
    """The whole kiosk, between `start` and `stop`."""

    def __init__(self, settings: KioskSettings, file: Path | None = None) -> None:
        """`file`: where the settings came from; what a technician draws is saved there.

        Raises KioskProblemError.
        """
        self._settings = settings
        self._lock = threading.RLock()  # of the guide
        self._running: list[Callable[[], object]] = []
        self._ticker = Worker("guide", self._tick)
        self._problems: list[str] = []  # the kiosk's own; each part keeps its own
        self._cameras = Cameras(
            settings.cameras, settings.placement, self._event, self._counted, self._minute_over
        )
        self._streams = SceneStreams()
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
            self._uplink = self._make_uplink()
            self._tally = PlaybackTally(self._clock.wall_clock, self._put_playback)
            self._live_speech = LiveSpeech(
                data / "speech",
                BlockSpeaker(open_voice(settings.speech), for_phones=False),
                settings.own_speech_megabytes * 1_000_000,
                self._show,
            )
            self._guide = self._make_guide()
            app = create_screen_app(
                self,
                self._content,
                self._streams,
                SpeakerTwin(),
                settings.screen,
                live_speech_file=self._live_speech.file,
            )
            self._pages = PageServer(app, settings.screen.host, settings.screen.port, PAGE_THREADS)
        except (OSError, OutboxError, ValueError, VoiceError) as error:
            raise KioskProblemError(str(error)) from error
        self._setup_sessions = self._make_setup_sessions(data / "aim", file)

    @property
    def screen_url(self) -> str:
        """Where the kiosk's own browser finds its page."""
        return f"http://{self._settings.screen.host}:{self._pages.port}/"

    def start(self) -> None:
        """Start everything."""
        cv2.setNumThreads(self._settings.threads)
        self._run(lambda: None, self._outbox.close)
        self._run(self._uplink.start, self._uplink.stop)
        self._run(self._cameras.start, self._cameras.stop)
        if self._content.release is not None:
            self._new_release(self._content.release)
        self._run(lambda: self._content.start(self._settings.bundle_seconds), self._content.stop)
        if self._settings.own_speech_megabytes:
            self._run(self._live_speech.start, self._live_speech.stop)
        self._run(self._ticker.start, self._stop_ticking)
        self._run(self._pages.start, self._pages.stop)
        if self._setup_sessions is not None:
            self._run(self._setup_sessions.start, self._setup_sessions.stop)

    def stop(self) -> None:
        """Stop everything, the last started first. What was counted is on disk."""
        self._streams.close()
        while self._running:
            try:
                self._running.pop()()
            except Exception:
                log.exception("a part of the kiosk did not stop as it should")

    # What the screen asks for (device.screen.pages.ScreenHost).

    def touched(self, what: str, value: str) -> bool:
        """Act on a touch. Returns False when it was not understood."""
        with self._lock:
            understood = self._guide.touch(what, value, time.monotonic())
        self._show()
        self._cameras.touched()
        return understood

    def played(self, play: int, what: str) -> None:
        """Take in a report of the page's player."""
        with self._lock:
            self._guide.played(play, what, time.monotonic())
        self._show()

    def works(self) -> list[Label]:
        """Returns every work, by number."""
        with self._lock:
            return self._guide.labels()

    def health(self) -> dict[str, Any]:
        """Returns the machine's health, for whoever watches it."""
        plain: dict[str, Any] = msgspec.to_builtins(self._health())
        plain["ready"] = self._content.release is not None
        plain["doing"] = "waiting for content" if not plain["ready"] else ""
        plain["connected"] = self._uplink.connected
        plain["name"] = self._settings.name
        return plain

    def viewfinder(self) -> bytes | None:
        """Returns the camera's picture as it is now, small, for the kiosk's own screen."""
        return self._cameras.viewfinder()

    # Wiring.

    def _run(self, start: Callable[[], object], stop: Callable[[], object]) -> None:
        self._running.append(stop)
        start()

    def _make_guide(self) -> Guide:
        settings = self._settings
        return Guide(
            self._content,
            self._tally.count,
            language=settings.language,
            level=settings.level,
            server=settings.server,
            seeing=any(camera.recognise for camera in settings.cameras),
            live_speech=self._live_speech if settings.own_speech_megabytes else None,
            wall_clock=lambda: self._clock.wall_clock() if self._clock.trusted() else None,
        )

    def _make_uplink(self) -> Uplink:
        settings = self._settings
        address = broker_address(
            settings.broker, settings.broker_ca, settings.broker_certificate, settings.broker_key
        )
        client = MqttClient(
            address,
            settings.name,
            subscriptions(settings.site, settings.name),
            will(settings.site, settings.name),
        )
        return Uplink(
            self._outbox,
            client,
            self._clock,
            site=settings.site,
            device=settings.name,
            health=self._health,
            on_release=lambda _number: self._content.poke(),
            rng=random.Random(),  # noqa: S311 - scatters pauses, guards nothing
        )

    def _make_setup_sessions(self, folder: Path, file: Path | None) -> SetupSessions | None:
        settings = self._settings
        try:
            return SetupSessions(
                settings.camera_setup, folder, settings.name, self._cameras, self._show, file
            )
        except OSError as error:
            log.warning("%s", error)
            self._problems.append(f"No technician can look through the cameras: {error}")
            return None

    def _counted(self, count: MinuteCounts) -> None:
        self._outbox.update_open(self._minute(count))

    def _minute_over(self, count: MinuteCounts) -> None:
        self._outbox.update_open(self._minute(count))
        self._outbox.seal()

    def _minute(self, count: MinuteCounts) -> Minute:
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
                    pass  # a card was put down; playback goes on while the visitor is there
        self._show()

    def _new_release(self, release: Release) -> None:
        """Recognise the new works, and show what is played in its new words."""
        features = self._content.features_path
        if features is not None:
            settings = self._settings
            self._cameras.learn(features, settings.threads, settings.false_accepts)
        with self._lock:
            self._guide.released()
        log.info("release %d is in use", release.number)
        self._show()

    def _put_playback(self, hour: float, work: str, language: str, tally: WorkTally) -> None:
        self._outbox.add_playback(
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
        """Let time pass. A scene is made only when it may differ from the one on the screen."""
        while not self._ticker.wait(TICK_SECONDS):
            try:
                with self._lock:
                    changed = self._guide.tick(time.monotonic())
                    self._tally.hand_over_past_hour()
                if changed:
                    self._show()
            except Exception:
                log.exception("the guide failed; it goes on")

    def _stop_ticking(self) -> None:
        self._ticker.stop()
        with self._lock:
            self._tally.hand_over_all()

    def _show(self) -> None:
        """Make the scene and show it. Called after every event, and from the ticker when time has changed it."""
        with self._lock:
            scene = self._guide.scene(time.monotonic())
            sessions = self._setup_sessions
            looked_through = sessions is not None and sessions.session_open
            self._streams.show(scene_json(scene, looked_through=looked_through))

    def _health(self) -> Health:
        release = self._content.release
        return self._machine.health(
            release=release.number if release else None,
            room=self._settings.room,
            outbox_depth=self._outbox.depth,
            cameras=self._cameras.states,
            problems=self._all_problems(),
            blind=self._cameras.blind,
        )

    def _all_problems(self) -> list[str]:
        parts = (self._cameras, self._outbox, self._content, self._live_speech, self._uplink)
        return [*self._problems, *(problem for part in parts for problem in part.problems)]
