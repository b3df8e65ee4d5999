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
from contract.messages import Blindness, Health, Told
from device.aim.aim import Aim
from device.camera.camera import CameraLostError
from device.camera.settings import open_camera
from device.camera.shared_frames import SharedFrames
from device.content.store import ContentStore
from device.footfall.counter import DETECT_FROM, Detect
from device.footfall.counting import Counting
from device.footfall.minute import Count
from device.guide.guide import Guide
from device.guide.scene import Label, label
from device.guide.told import Tally, ToldCounts
from device.health.machine import Machine
from device.recognition import events
from device.recognition.placement import Placement
from device.recognition.watch import Watch
from device.screen.pages import create_screen, scene_json
from device.screen.speaker import SpeakerTwin
from device.screen.streams import Streams
from device.settings import Eye, KioskSettings
from device.speech.aloud import ReadingAloud
from device.uplink.boot import SystemClock
from device.uplink.link import Link, subscriptions, will
from device.uplink.mqtt import MqttLine
from device.uplink.outbox import Minute, Outbox, OutboxError
from look.serve import PageServer
from models import model_file
from models.decision import threshold
from models.features import Features
from models.inference import NoInferenceError
from models.model_file import MissingModelError
from models.people import PersonDetector
from models.recogniser import Recogniser
from narration.block_speaker import BlockSpeaker
from narration.speech.settings import open_voice
from narration.speech.voice import VoiceError

log = logging.getLogger(__name__)

TICK = 0.25  # s between two looks at what has lasted long enough
VIEWFINDER = 480  # pixels wide; for the kiosk's own screen while it recognises, never stored
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
        self._trouble: dict[str, str] = {}
        self._watches: list[Watch] = []
        self._counting = Counting(self._people_finder, self._counted, self._minute_over)
        self._learnt: Path | None = None  # the features that the watches know works by
        self._frames: dict[str, SharedFrames] = {}
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
                BlockSpeaker(open_voice(settings.speech), for_phones=False),
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
        for number, eye in enumerate(self._settings.eyes, start=1):
            self._open(f"camera-{number}", eye)
        self._run(lambda: None, self._counting.stop)
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
        for watch in self._watches:
            watch.touched()
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
        for name, frames in self._frames.items():
            if not self._settings.eyes[int(name[-1]) - 1].recognise:
                continue
            latest = frames.after(0, 0.0)
            if latest is None:
                return None
            image = latest[1].image
            height = round(image.shape[0] * VIEWFINDER / image.shape[1])
            done, body = cv2.imencode(".jpg", cv2.resize(image, (VIEWFINDER, height)))
            return bytes(body) if done else None
        return None

    # What a technician's look asks for (device.aim.aim.Host).

    def eyes(self) -> tuple[Eye, ...]:
        """The cameras, with the lines and zones that are counted with now."""
        return self._settings.eyes

    def frames(self, number: int) -> SharedFrames | None:
        """What camera `number` sees, from 0; None where it can't be had."""
        return self._frames.get(f"camera-{number + 1}")

    def detector(self) -> Detect | None:
        """A person detector for one more thread; None where there is none."""
        return self._people_finder("aim")

    def aimed(self, number: int, eye: Eye) -> None:
        """Counts with `eye` from now on. The minute so far is sealed as it stands, and a new one begins."""
        eyes = list(self._settings.eyes)
        eyes[number] = eye
        self._settings = msgspec.structs.replace(self._settings, eyes=tuple(eyes))
        self._counting.use(f"camera-{number + 1}", eye, self.frames(number))

    def looked_through(self) -> None:
        """A look has begun or ended: the screen says so."""
        self._show()

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

    def _open(self, name: str, eye: Eye) -> None:
        """One camera and what looks through it; a camera that can't be had is a trouble."""
        try:
            camera = open_camera(eye.camera)
        except (CameraLostError, OSError, ValueError) as error:
            log.warning("%s", error)
            self._trouble[name] = str(error)
            return
        frames = SharedFrames(camera)
        self._frames[name] = frames
        self._run(frames.start, frames.stop)
        if eye.recognise:
            wall = self._settings.placement is Placement.FACING_A_WALL
            find = self._detector(name) if wall else None
            watch = Watch(
                frames,
                None,
                self._settings.placement,
                self._event,
                find.detect if find else None,
            )
            self._watches.append(watch)
            self._run(watch.start, watch.stop)
        self._counting.use(name, eye, frames)

    def _technicians_look(self, folder: Path, file: Path | None) -> Aim | None:
        try:
            return Aim(self._settings.aim, folder, self._settings.name, self, file)
        except OSError as error:
            log.warning("%s", error)
            self._trouble["aim"] = f"No technician can look through the cameras: {error}"
            return None

    def _detector(self, name: str, threshold: float = 0.4) -> PersonDetector | None:
        try:
            found = model_file.path(model_file.PERSON_DETECTOR)
            return PersonDetector(found, threads=1, threshold=threshold)
        except (MissingModelError, NoInferenceError) as error:
            log.warning("%s", error)
            self._trouble[name] = str(error)
            return None

    def _people_finder(self, name: str) -> Detect | None:
        found = self._detector(name, DETECT_FROM)
        return found.detect if found else None

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
        features = self._content.features_path  # named by its content
        if features is not None and features != self._learnt:
            try:
                learnt = Features.load(features)
                accept = threshold(self._settings.false_accepts)
                for watch in self._watches:
                    watch.use(Recogniser(learnt, self._settings.threads, accept=accept))
                self._learnt = features
                self._trouble.pop("recognition", None)
            except (OSError, ValueError, KeyError, MissingModelError, NoInferenceError) as error:
                log.warning("works can't be recognised: %s", error)
                self._trouble["recognition"] = f"Works can't be recognised: {error}"
        with self._lock:
            self._guide.released()
        log.info("release %d is in use", release.number)
        self._show()

    def _tell_server(self, hour: float, work: str, language: str, tally: Tally) -> None:
        self._outbox.add_told(
            Told(
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
        cameras = {
            name: "trouble" if frames.trouble else "ok" for name, frames in self._frames.items()
        }
        cameras |= {name: "trouble" for name in self._trouble if name.startswith("camera-")}
        return self._machine.health(
            release=release.number if release else None,
            room=self._settings.room,
            outbox_depth=self._outbox.depth,
            cameras=cameras,
            trouble=self._troubles(),
            blind=self._blind(),
        )

    def _blind(self) -> dict[str, Blindness]:
        """The cameras that should count and can't, and why."""
        found: dict[str, Blindness] = {}
        for number, eye in enumerate(self._settings.eyes, start=1):
            name = f"camera-{number}"
            if not eye.count:
                continue
            blindness = self._counting.blindness(name, there=name in self._frames)
            if blindness is not None:
                found[name] = blindness
        return found

    def _troubles(self) -> list[str]:
        found = [*self._trouble.values(), *self._outbox.trouble, *self._content.trouble]
        found += [frames.trouble for frames in self._frames.values() if frames.trouble]
        found += [*self._counting.trouble, *self._aloud.trouble, *self._link.trouble]
        return found
