"""The composition root: builds the kiosk from the list of its capabilities, and joins guide and screen to them.

Only this module reads settings, and only it starts and stops the parts. A part that can't start (no camera, no
broker, no content) is a problem in the kiosk's health, and the kiosk starts without it. Only a taken port or a folder
that can't be used prevents the start, because a kiosk without its page or its outbox is useless.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import cv2
import msgspec

from contract.bundle import Release
from contract.kiosk_messages import ScreenState
from contract.messages import Health, OfferCounts, PlaybackCounts
from device.access.headphones import HeadphoneWatch
from device.camera_setup.setup_sessions import SetupSessions
from device.cameras import Cameras
from device.capabilities import CAPABILITIES
from device.capability import KioskPart, StartAndStop
from device.claim.claimed_part import ClaimedPart
from device.closed_rooms.closures_heard import ClosuresHeard
from device.content.store import ContentStore
from device.counted_minutes import CountedMinutes
from device.desk_link import DeskHooks, start_with_desk
from device.desk_settings.desk_settings import DeskSettings
from device.desk_settings.round_trips import RoundTrips
from device.desk_settings.wifi import Wifi
from device.guide.guide import Guide
from device.guide.hour_tally import HourTally
from device.guide.museum_now import MuseumNow
from device.guide.scene import Label
from device.guide.shown_offers import ShownOffers
from device.health.machine import Machine, ProgramState
from device.offers.offers_heard import OffersHeard
from device.orders.orders import KioskOrders
from device.recognition import events
from device.screen.door import addresses_for_others, keep_addresses, screen_token
from device.screen.pages import MAX_BODY_BYTES, create_screen_app, scene_json
from device.screen.scene_streams import SceneStreams
from device.screen.speaker import SpeakerTwin
from device.settings import KioskSettings
from device.software_capability import SoftwareHooks, restarting
from device.sound_level.sound_level import SoundLevel
from device.speaking_turns.silence_heard import SilenceHeard
from device.speaking_turns.turns import SpeakingTurns
from device.speech.live_speech import LiveSpeech
from device.uplink.boot import SystemClock
from device.uplink.outbox import Outbox, OutboxError
from device.uplink.steady_clock import SteadyClock
from device.uplink.uplink import Uplink
from device.wiring import KioskWiring
from narration.speech.voice import VoiceError
from runtime.hosts import EVERY_ADDRESS, in_url, on_this_machine
from runtime.private_files import private_folder
from runtime.service_watchdog import page_answers
from runtime.struct_types import prepare_structs
from runtime.worker import Worker
from web.page_server import PageServer

log = logging.getLogger(__name__)

NO_SOUND_OUTPUT = (
    "The screen has no sound output any more. Its captions go on; check the loudspeaker's cable."
)
TICK_SECONDS = 0.25  # between two calls of `Guide.tick`
STILL_SECONDS = 60.0  # without a tick the guide hangs; a disk that stalls holds it for half of that
PAGE_THREADS = 16


class KioskProblemError(RuntimeError):
    """The kiosk can't start, in a sentence for the technician."""


class Kiosk:
    """The whole kiosk, between `start` and `stop`."""

    def __init__(
        self,
        settings: KioskSettings,
        file: Path | None = None,
        *,
        claimed: ClaimedPart | None = None,
        fixed: Collection[str] = (),
        restart: Callable[[], None] = lambda: log.warning("nothing here restarts this kiosk"),
        wifi: Wifi | None = None,
    ) -> None:
        """`file`: where the settings came from; what a technician draws is saved there. `claimed`: see KioskWiring.

        `fixed`: names of settings that hold over those of the desk. `restart` restarts the program. `wifi`: in place
        of the machine's own. Raises KioskProblemError.
        """
        self._lock = threading.RLock()  # of the guide
        self._hushed = False  # in the scene made last
        self._running: list[KioskPart] = []
        self._ticked_at = time.monotonic()
        self._ticker = Worker("guide", self._tick)
        self._streams = SceneStreams()
        self._sounds = True  # as far as its page says
        self._clock = SteadyClock(SystemClock())
        self._speech_works: bool | None = None
        self._identified: tuple[int, str] | None = (
            None  # what its screen shows, so that staff find it
        )
        self._screen = ScreenState.OTHER
        data = Path(settings.data)
        try:
            private_folder(data)
            self._settings, start = start_with_desk(settings, data, fixed)
        except (OSError, ValueError) as error:
            raise KioskProblemError(str(error)) from error
        self._machine = Machine(data, self._clock)
        self._wiring = KioskWiring(
            self._settings,
            file,
            data,
            self._clock,
            show=self._show,
            event=self._event,
            released=self._released,
            health=self._health,
            claimed=claimed,
            wifi=wifi,
        )
        self._wiring.provide(start, DeskHooks(self._apply, restart, self._calm, self._problems))
        self._wiring.provide(SoftwareHooks(lambda: self._streams.own_page_watches))
        try:
            self._contributions = [one.build(self._wiring) for one in CAPABILITIES]
            clock = self._clock
            self._tally = HourTally(clock.best, self._put_playback, lambda: clock.is_known)
            self._shown_offers = ShownOffers(clock.best, self._put_offer, lambda: clock.is_known)
            self._guide = self._make_guide()
            self._pages = self._make_pages()
        except (OSError, OutboxError, ValueError, VoiceError) as error:
            raise KioskProblemError(str(error)) from error

    @property
    def screen_url(self) -> str:
        """The address of the page for the kiosk's own browser."""
        host = self._settings.screen.host
        return (
            f"http://{in_url('127.0.0.1' if host in EVERY_ADDRESS else host)}:{self._pages.port}/"
        )

    @property
    def serves(self) -> bool:
        """Whether the guide moves and the page answers. It asks no other part: a slow disk is no reason to end."""
        moves = time.monotonic() - self._ticked_at < STILL_SECONDS
        return moves and page_answers(self.screen_url)

    def start(self) -> None:
        """Start everything."""
        prepare_structs()
        cv2.setNumThreads(self._settings.threads)
        parts = [part for one in self._contributions for part in one.parts]
        for part in (*parts, StartAndStop(self._ticker.start, self._stop_ticking), self._pages):
            self._running.append(part)
            part.start()

    def stop(self) -> None:
        """Stop everything, the last started first. All counts are on disk then."""
        self._streams.close()
        while self._running:
            try:
                self._running.pop().stop()
            except Exception:
                log.exception("a part of the kiosk did not stop as it should")

    # What the screen asks for (device.screen.pages.ScreenHost).

    def touched(self, what: str, value: str) -> bool:
        """Act on a touch. Returns False when it was not understood."""
        with self._lock:
            understood = self._guide.touch(what, value, time.monotonic())
        self._show()
        for one in self._contributions:
            if one.on_touch is not None:
                one.on_touch()
        return understood

    def played(self, play: int, what: str, block: str, share: float) -> None:
        """Take in a report of the page's player."""
        if what == "started":
            self._speech_works = True
        with self._lock:
            self._guide.played(play, what, time.monotonic(), block, share)
        self._show()

    def sound_output(self, *, there: bool) -> None:
        """Report a screen that has lost its sound output in the kiosk's health."""
        if there != self._sounds:
            log.warning("%s", "The screen has a sound output again." if there else NO_SOUND_OUTPUT)
        self._sounds = there

    def works(self) -> list[Label]:
        """Returns every work, by number."""
        with self._lock:
            return self._guide.labels()

    def health(self) -> dict[str, Any]:
        """Returns the machine's health, for the page of health."""
        plain: dict[str, Any] = msgspec.to_builtins(self._health())
        plain["ready"] = self._wiring.require(ContentStore).release is not None
        plain["doing"] = "waiting for content" if not plain["ready"] else ""
        plain["watched"] = self._streams.own_page_watches
        plain["connected"] = self._wiring.require(Uplink).connected
        plain["name"] = self._settings.name
        return plain

    def viewfinder(self) -> bytes | None:
        """Returns the camera's picture as it is now, small, for the kiosk's own screen."""
        return self._wiring.require(Cameras).viewfinder()

    # The guide and its screen.

    def _make_guide(self) -> Guide:
        settings = self._settings
        own_speech = settings.own_speech_megabytes > 0
        return Guide(
            self._wiring.require(ContentStore),
            lambda what, work, language: self._tally.count(what, (work, language)),
            language=settings.language,
            level=settings.level,
            server=settings.server,
            room=settings.room,
            seeing=any(camera.recognise for camera in settings.cameras),
            live_speech=self._wiring.require(LiveSpeech) if own_speech else None,
            wall_clock=lambda: self._clock.wall_clock() if self._clock.trusted() else None,
            museum_now=self._museum_now,
        )

    def _museum_now(self) -> MuseumNow:
        offers, closures = self._wiring.require(OffersHeard), self._wiring.require(ClosuresHeard)
        return MuseumNow(tuple(offers.now()), closures.now())

    def _make_pages(self) -> PageServer:
        settings = self._settings.screen
        token = "" if on_this_machine(settings.host) else screen_token(self._wiring.data)
        app = create_screen_app(
            self,
            self._wiring.require(ContentStore),
            self._streams,
            SpeakerTwin(),
            settings,
            live_speech_file=self._wiring.require(LiveSpeech).file,
            token=token,
        )
        for pages in (pages for one in self._contributions for pages in one.pages):
            app.register_blueprint(pages)
        server = PageServer(app, settings.host, settings.port, PAGE_THREADS, MAX_BODY_BYTES)
        addresses = addresses_for_others(settings, server.port, token) if token else []
        keep_addresses(self._wiring.data, addresses)
        return server

    def _event(self, event: events.Event) -> None:
        now = time.monotonic()
        with self._lock:
            match event:
                case events.WorkShown(work):
                    self._guide.work_shown(work, now)
                case events.SomethingShown():
                    self._guide.something_shown(now)
                case events.SomethingGone():
                    self._guide.something_gone(now)
                case events.UnknownShown(candidates):
                    self._guide.unknown_shown(candidates, now)
                case events.TwinsShown(works):
                    self._guide.twins_shown(works, now)
                case events.TwinsLeft():
                    self._guide.twins_left(now)
                case events.VisitorCame():
                    self._guide.visitor_came(now)
                case events.VisitorLeft():
                    self._guide.visitor_left(now)
                case events.WorkLeft():
                    pass  # a card was put down; playback goes on while the visitor is there
        self._show()

    def _released(self, release: Release) -> None:
        """Recognise the works of the new release, and show its texts."""
        for one in self._contributions:
            if one.on_release is not None:
                one.on_release(release)
        with self._lock:
            self._guide.released()
        log.info("release %d is in use", release.number)
        self._show()

    def _tick(self) -> None:
        """Call the guide at each tick. A scene is made only when it may differ from the one on the screen."""
        while not self._ticker.wait(TICK_SECONDS):
            try:
                with self._lock:
                    self._guide.seeing = self._wiring.require(Cameras).seeing
                    changed = self._guide.tick(time.monotonic())
                    changed = self._hushed != self._sound_waits() or changed
                    self._tally.hand_over_past_hour()
                    self._shown_offers.holding(self._wiring.require(OffersHeard).now())
                    number = self._wiring.require(KioskOrders).identified_as
                    changed = changed or (number is None) != (self._identified is None)
                if changed:
                    self._show()
                self._ticked_at = time.monotonic()
            except Exception:
                log.exception("the guide failed; it goes on")

    def _stop_ticking(self) -> None:
        self._ticker.stop()
        with self._lock:
            self._tally.hand_over_all()
            self._shown_offers.hand_over_all()

    def _show(self) -> None:
        """Make the scene and show it. Called after every event, and from the ticker when time has changed it."""
        sessions, sound = self._wiring.find(SetupSessions), self._wiring.require(SoundLevel)
        with self._lock:
            scene = self._guide.scene(time.monotonic())
            number = self._wiring.require(KioskOrders).identified_as
            self._identified = None if number is None else (number, self._settings.name)
            self._screen = _screen_state(scene.screen)
            self._shown_offers.shown(scene)
            looked_through = sessions is not None and sessions.session_open
            self._hushed = self._sound_waits()
            self._streams.show(
                scene_json(
                    scene,
                    looked_through=looked_through,
                    headphones=self._headphones,
                    hushed=self._hushed,
                    silenced=self._wiring.require(SilenceHeard).silent,
                    identified=self._identified,
                    restarting=restarting(self._wiring),
                    sound=(sound.factor, sound.checks),
                )
            )

    @property
    def _headphones(self) -> bool:
        return self._wiring.require(HeadphoneWatch).plugged

    def _sound_waits(self) -> bool:
        """Returns whether another kiosk of this room speaks, so that the sound waits."""
        wish, turns = self._guide.speech_wish, self._wiring.require(SpeakingTurns)
        turns.headphones = self._headphones
        # Nobody waits for a kiosk without a loudspeaker, or for one that is silenced.
        wants = wish.wants and self._sounds and not self._wiring.require(SilenceHeard).silent
        return turns.waits(time.monotonic(), wants=wants, anyway=wish.anyway)

    # What leaves the kiosk.

    def _put_playback(self, hour: float, name: tuple[str, str], counts: Counter[str]) -> None:
        outbox, (work, language) = self._wiring.require(Outbox), name
        outbox.add_counts(
            PlaybackCounts(
                epoch=outbox.epoch,
                sequence=0,  # the outbox gives it its own
                hour=hour,
                work=work,
                language=language,
                told=counts["told"],
                finished=counts["finished"],
                stopped=counts["stopped"],
                refused=counts["refused"],
            )
        )

    def _put_offer(self, hour: float, offer: str, shown: int) -> None:
        outbox = self._wiring.require(Outbox)
        outbox.add_counts(OfferCounts(outbox.epoch, 0, hour, offer, shown))

    def _health(self) -> Health:
        content = self._wiring.require(ContentStore)
        release = content.release
        cameras = self._wiring.require(Cameras)
        return self._machine.health(
            release=release.number if release else None,
            release_hash=content.release_hash,
            room=self._settings.room,
            outbox_depth=self._wiring.require(Outbox).depth,
            cameras=cameras.states,
            problems=self._problems(),
            blind=cameras.blind,
            program=self._program_state(),
            settings=self._wiring.require(DeskSettings).report(),
            alerts={alert for one in self._contributions for alert in one.alerts()},
        )

    def _problems(self) -> list[str]:
        return [
            *(problem for one in self._contributions for problem in one.problems()),
            *([] if self._sounds else [NO_SOUND_OUTPUT]),
        ]

    def _program_state(self) -> ProgramState:
        trips = self._wiring.find(RoundTrips)
        watched = self._streams.own_page_watches
        return ProgramState(
            clock_offset=None if trips is None else trips.clock_offset,
            speech_works=self._speech_works if self._sounds else False,
            recognition_ms=self._wiring.require(Cameras).recognition_ms,
            screen=self._screen if watched else ScreenState.NO_PAGE,
        )

    # What the desk sets off (device.desk_link.DeskHooks).

    def _apply(self, name: str, value: Any) -> None:
        """Use a setting of the desk from now on, without a restart."""
        settings = self._settings = msgspec.structs.replace(self._settings, **{name: value})
        content = self._wiring.require(ContentStore)
        with self._lock:
            self._guide.stand(settings.room, settings.language, settings.level)
        content.room, content.language = settings.room, settings.language
        content.interval_seconds = settings.bundle_seconds
        self._wiring.require(CountedMinutes).room = settings.room
        self._wiring.require(SpeakingTurns).room = settings.room
        self._show()

    def _calm(self) -> bool:
        return self._screen in (ScreenState.ATTRACT, ScreenState.RESTING, ScreenState.CHOOSE)


def _screen_state(name: str) -> ScreenState:
    """Returns the state of the screen for the desk, by the scene's own name for it."""
    if name == "one_of_two":
        return ScreenState.UNKNOWN
    return ScreenState(name) if name in set(ScreenState) else ScreenState.OTHER
