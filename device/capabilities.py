"""The list of the kiosk's capabilities, and how each is built from the settings.

They are built and started in this order, so each comes after those whose objects it uses. Recognition and footfall
have no entry of their own: they read the cameras' frames, and device.cameras builds them for each camera.

Note: nothing of a capability is imported at the top. `zaalgids device --help` reads this file.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from device.capability import DeviceCommand, KioskCapability, KioskContribution, StartAndStop
from device.claim_capability import certificate_fetcher, claim_capability
from device.screen_capability import screen_capability
from device.software_capability import software_capability
from device.wiring import KioskWiring

if TYPE_CHECKING:
    from contract.bundle import Release
    from contract.credentials import DeviceCredentials
    from contract.messages import RoomSpeech
    from device.settings import KioskSettings
    from device.uplink.broker_client import BrokerClient
    from device.uplink.server_hooks import ServerHooks

log = logging.getLogger(__name__)


def _server_hooks(wiring: KioskWiring) -> ServerHooks:
    from device import desk_link
    from device.closed_rooms.closures_heard import ClosuresHeard
    from device.offers.offers_heard import OffersHeard
    from device.software_capability import take_software
    from device.speaking_turns.silence_heard import SilenceHeard
    from device.speaking_turns.turns import SpeakingTurns
    from device.uplink.server_hooks import ServerHooks

    def room_speech(message: RoomSpeech) -> None:
        wiring.require(SpeakingTurns).heard(message, time.monotonic())
        wiring.show()

    def show_if(changed: bool) -> None:
        if changed:
            wiring.show()

    return ServerHooks(
        room_speech=room_speech,
        offers=lambda message: show_if(wiring.require(OffersHeard).heard(message)),
        closed_rooms=lambda message: show_if(wiring.require(ClosuresHeard).heard(message)),
        silence=lambda message: show_if(wiring.require(SilenceHeard).heard(message)),
        settings=lambda message: desk_link.take_settings(wiring, message),
        order=lambda message: desk_link.take_order(wiring, message),
        round_trip=lambda message: desk_link.take_answer(wiring, message),
        software=lambda message: take_software(wiring, message),
    )


def _uplink(wiring: KioskWiring) -> KioskContribution:
    from device.content.store import ContentStore
    from device.message_trouble import MessageTrouble
    from device.orders.log_lines import RecentLog
    from device.uplink.identity import identity
    from device.uplink.outbox import Outbox
    from device.uplink.uplink import Uplink
    from runtime.certificate_end import certificate_problem
    from runtime.clocks import utc_now

    settings = wiring.settings
    outbox = Outbox(wiring.data / "outbox.db", wiring.clock)
    credentials, problems = identity(settings.credentials, settings.site, settings.name)
    client = _broker_client(settings, credentials)
    trouble = MessageTrouble()
    uplink = Uplink(
        outbox,
        client,
        wiring.clock,
        site=settings.site,
        device=settings.name,
        key=None if credentials is None else credentials.key_bytes,
        health=wiring.health,
        on_release=lambda _number: wiring.require(ContentStore).poke(),
        hears=_server_hooks(wiring),
        trouble=trouble,
        rng=random.Random(),  # noqa: S311 - scatters pauses, guards nothing
    )
    recent = RecentLog()  # the first to start, so that it misses nothing of the others
    wiring.provide(outbox, uplink, trouble, recent)
    if credentials is not None:
        wiring.provide(credentials)

    def certificate_problems() -> list[str]:
        if wiring.claimed is not None or not wiring.clock.trusted():
            return []  # a claimed kiosk's certificate renews itself: see device.claim.membership
        problem = certificate_problem(settings.broker_certificate, utc_now())
        return [problem] if problem else []

    return KioskContribution(
        parts=(recent, StartAndStop(lambda: None, outbox.close), uplink),
        problems=lambda: [
            *(*problems, *outbox.problems, *uplink.problems, *certificate_problems()),
            *wiring.clock.problems,
        ],
        alerts=lambda: [*outbox.alerts, *uplink.alerts, *wiring.clock.alerts],
    )


def _broker_client(settings: KioskSettings, credentials: DeviceCredentials | None) -> BrokerClient:
    """Returns the client for the broker of the settings. Raises ValueError for an address that is none."""
    from device.uplink.identity import broker_login
    from device.uplink.message_folder import without_network
    from device.uplink.mqtt_client import KioskMqttClient
    from device.uplink.uplink import subscriptions, will
    from runtime.broker_address import broker_address

    if (client := without_network(settings.broker, settings.site)) is not None:
        return client
    address = broker_address(
        settings.broker,
        settings.broker_ca,
        settings.broker_certificate,
        settings.broker_key,
        authority_pem="" if credentials is None or settings.broker_ca else credentials.broker_ca,
        login=broker_login(credentials, settings.broker),
    )
    return KioskMqttClient(
        address,
        settings.name,
        subscriptions(settings.site, settings.name),
        will(settings.site, settings.name),
    )


def _offers(wiring: KioskWiring) -> KioskContribution:
    from device.offers.offers_heard import OffersHeard
    from device.uplink.message_folder import is_folder
    from device.uplink.uplink import Uplink

    uplink, clock = wiring.require(Uplink), wiring.clock
    one_clock = is_folder(wiring.settings.broker)  # the server's and the kiosk's
    wiring.provide(
        OffersHeard(
            lambda: uplink.connected,
            time.monotonic,
            clock.wall_clock if one_clock else clock.known,
        )
    )
    return KioskContribution()


def _closed_rooms(wiring: KioskWiring) -> KioskContribution:
    from device.closed_rooms.closures_heard import ClosuresHeard

    wiring.provide(ClosuresHeard(time.monotonic, wiring.clock.known))
    return KioskContribution()


def _cameras(wiring: KioskWiring) -> KioskContribution:
    from device.cameras import Cameras
    from device.content.store import ContentStore
    from device.counted_minutes import CountedMinutes
    from device.uplink.outbox import Outbox

    settings = wiring.settings
    minutes = CountedMinutes(wiring.require(Outbox), settings.room)
    cameras = Cameras(
        settings.cameras,
        settings.placement,
        wiring.event,
        minutes.update,
        minutes.seal,
        on_unreadable=lambda: wiring.require(ContentStore).report_unreadable_features(),
    )
    wiring.provide(cameras, minutes)

    def learn(_release: Release) -> None:
        features = wiring.require(ContentStore).features_path
        if features is not None:
            cameras.learn(features, settings.threads, settings.false_accepts)

    return KioskContribution(
        parts=(cameras,),
        problems=lambda: cameras.problems,
        alerts=lambda: cameras.alerts,
        on_release=learn,
        on_touch=cameras.touched,
    )


def _content(wiring: KioskWiring) -> KioskContribution:
    from device.content.store import ContentStore

    settings = wiring.settings
    root = Path(settings.trusted_root).read_bytes() if settings.trusted_root else None
    store = ContentStore(
        wiring.data / "content",
        settings.server if wiring.claimed is None else settings.door,
        root,
        on_new=wiring.released,
        fetcher=certificate_fetcher(wiring),
        room=settings.room,
        language=settings.language,
        most_bytes=settings.content_megabytes and settings.content_megabytes * 1_000_000,
    )
    wiring.provide(store)

    def start() -> None:
        if store.release is not None:
            wiring.released(store.release)
        store.start(settings.bundle_seconds)

    return KioskContribution(
        parts=(StartAndStop(start, store.stop),),
        problems=lambda: store.problems,
        alerts=lambda: store.alerts,
    )


def _speech(wiring: KioskWiring) -> KioskContribution:
    from device.content.store import ContentStore
    from device.content.word_sounds import word_sounds
    from device.speech.live_speech import LiveSpeech
    from narration.speech.settings import open_voice
    from narration.voice_renderer import VoiceRenderer

    settings = wiring.settings
    live_speech = LiveSpeech(
        wiring.data / "speech",
        VoiceRenderer(
            open_voice(settings.speech),
            for_phones=False,
            sounds=word_sounds(wiring.require(ContentStore)),
        ),
        settings.own_speech_megabytes * 1_000_000,
        wiring.show,
    )
    wiring.provide(live_speech)
    parts = (live_speech,) if settings.own_speech_megabytes else ()
    return KioskContribution(
        parts=parts,
        problems=lambda: live_speech.problems,
        on_release=lambda release: live_speech.pronounce(release.museum.site.lexicon),
    )


def _speaking_turns(wiring: KioskWiring) -> KioskContribution:
    from device.content.store import ContentStore
    from device.speaking_turns.silence_heard import SilenceHeard
    from device.speaking_turns.turns import SpeakingTurns
    from device.uplink.uplink import Uplink

    settings, uplink = wiring.settings, wiring.require(Uplink)
    content = wiring.require(ContentStore)

    def in_turn() -> bool:
        release = content.release
        return release is None or release.museum.site.speak_in_turn

    turns = SpeakingTurns(
        settings.name, settings.room, uplink.say, lambda: uplink.connected, in_turn
    )
    wiring.provide(turns, SilenceHeard())
    ended = StartAndStop(lambda: None, lambda: turns.stop(time.monotonic()))
    return KioskContribution(parts=(ended,), problems=lambda: turns.problems)


def _sound_level(wiring: KioskWiring) -> KioskContribution:
    from device.sound_level.sound_level import SoundLevel

    wiring.provide(SoundLevel(wiring.data, wiring.show))
    return KioskContribution()


def _camera_setup(wiring: KioskWiring) -> KioskContribution:
    from device.camera_setup.invitation import FOLDER
    from device.camera_setup.setup_sessions import SetupSessions
    from device.cameras import Cameras
    from device.sound_level.sound_level import SoundLevel

    settings = wiring.settings
    try:
        sessions = SetupSessions(
            settings.camera_setup,
            wiring.data / FOLDER,
            settings.name,
            wiring.require(Cameras),
            wiring.show,
            wiring.settings_file,
            sound=wiring.require(SoundLevel),
        )
    except OSError as error:
        problem = f"No technician can look through the cameras: {error}"
        log.warning("%s", problem)
        return KioskContribution(problems=lambda: (problem,))
    wiring.provide(sessions)
    return KioskContribution(parts=(sessions,))


def _glossary(wiring: KioskWiring) -> KioskContribution:
    from device.content.store import ContentStore
    from device.glossary.pages import GlossaryPages

    content = wiring.require(ContentStore)
    return KioskContribution(pages=(GlossaryPages(lambda: content.release).blueprint(),))


def _visitor_notes(wiring: KioskWiring) -> KioskContribution:
    from device.content.store import ContentStore
    from device.uplink.outbox import Outbox
    from device.visitor_notes.pages import NotePages

    content = wiring.require(ContentStore)
    pages = NotePages(lambda: content.release, wiring.require(Outbox).add_note)
    return KioskContribution(pages=(pages.blueprint(),))


def _ask(wiring: KioskWiring) -> KioskContribution:
    from device.ask.pages import KioskAskPages
    from device.content.store import ContentStore
    from device.uplink.outbox import Outbox

    content = wiring.require(ContentStore)
    pages = KioskAskPages(
        lambda: content.release, wiring.require(Outbox).add_note, wiring.clock.known
    )
    return KioskContribution(pages=(pages.blueprint(),))


def _access(wiring: KioskWiring) -> KioskContribution:
    from device.access.headphones import HeadphoneWatch, LinuxSocket, Loudspeaker
    from device.access.pages import AccessPages
    from device.access.phrases import PhraseVoice
    from device.content.store import ContentStore
    from device.content.word_sounds import word_sounds

    settings = wiring.settings.access
    voice = PhraseVoice(sounds=word_sounds(wiring.require(ContentStore)))
    headphones = settings.headphones
    loudspeaker = Loudspeaker(headphones.card, headphones.loudspeaker)
    watch = HeadphoneWatch(LinuxSocket(), loudspeaker, wiring.show)
    wiring.provide(watch)
    parts = (StartAndStop(lambda: None, voice.close),)
    return KioskContribution(
        parts=(*parts, watch) if headphones.watch else parts,
        pages=(AccessPages(settings, voice.wav).blueprint(),),
        problems=lambda: [*voice.problems, *watch.problems],
        on_release=lambda release: voice.pronounce(release.museum.site.lexicon),
    )


def _selftest(wiring: KioskWiring) -> KioskContribution:
    from device.cameras import Cameras
    from device.selftest.pages import SelftestPages

    settings, cameras = wiring.settings, wiring.require(Cameras)
    pages = SelftestPages(
        lambda: [cameras.frames(number) for number in range(len(settings.cameras))],
        settings.screen.host,
    )
    return KioskContribution(pages=(pages.blueprint(),))


def _desk_settings(wiring: KioskWiring) -> KioskContribution:
    from device.desk_link import build_desk_settings

    return build_desk_settings(wiring)


def _orders(wiring: KioskWiring) -> KioskContribution:
    from device.desk_link import build_orders

    return build_orders(wiring)


CAPABILITIES: Sequence[KioskCapability[KioskWiring]] = (
    KioskCapability("uplink", _uplink),
    KioskCapability("offers", _offers),
    KioskCapability("closed_rooms", _closed_rooms),
    KioskCapability("cameras", _cameras),
    KioskCapability("content", _content),
    KioskCapability("claim", claim_capability),
    KioskCapability("speech", _speech),
    KioskCapability("speaking_turns", _speaking_turns),
    KioskCapability("sound_level", _sound_level),
    KioskCapability(
        "camera_setup",
        _camera_setup,
        commands=(
            DeviceCommand(
                "look", "device.camera_setup.commands:look", "Aim its camera from a browser."
            ),
        ),
    ),
    KioskCapability("glossary", _glossary),
    KioskCapability("visitor_notes", _visitor_notes),
    KioskCapability("ask", _ask),
    KioskCapability("access", _access),
    KioskCapability("desk_settings", _desk_settings),
    KioskCapability("orders", _orders),
    KioskCapability("updates", software_capability),
    KioskCapability(
        "selftest",
        _selftest,
        commands=(
            DeviceCommand(
                "selftest",
                "zaalgids.commands.selftest:selftest",  # with what `zaalgids evaluate device` measures
                "Try each of its parts, and say what to do.",
            ),
        ),
    ),
    KioskCapability(
        "screen",
        screen_capability,
        commands=(
            DeviceCommand(
                "screen",
                "device.screen.commands:screen",
                "Print the address that opens its screen on another machine.",
            ),
        ),
    ),
)
