"""Empties the outbox: sends what waits, in order, and removes only what the server says it has committed.

A broker's PUBACK means only that the broker did not refuse a message. A message that the server has not acknowledged
within `again_after` seconds is sent again, without limit. The server stores a message only once, by its key.

While the server is silent, new messages still go out once. Of the earlier ones, a single message is sent after growing,
scattered pauses, to see whether the server is back. If ten thousand kiosks each sent a night's minutes again every
twenty seconds, broker and server could not come back.
"""

from __future__ import annotations

import logging
import random
import ssl
from collections import deque
from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from contract.kiosk_alerts import KioskAlert
from contract.kiosk_messages import (
    OrderOutcome,
    RoundTrip,
)
from contract.messages import (
    ACKNOWLEDGED_BY,
    Acknowledgement,
    Health,
    NameConflict,
    Presence,
    ReleaseAnnounced,
    Speaking,
    UnknownMessageError,
    decode,
    encode,
)
from contract.software import SoftwareState
from contract.topics import EVERY_DEVICE, topic
from device.message_trouble import FORGED_CONFLICT, MessageTrouble
from device.uplink.authenticity import Authenticity
from device.uplink.boot import DeviceClock
from device.uplink.broker_client import BrokerClient
from device.uplink.outbox import MESSAGES, Outbox
from device.uplink.send_position import SendPosition
from device.uplink.server_hooks import ServerHooks
from runtime.backoff import Backoff
from runtime.certificate_end import NOT_NOW
from runtime.worker import Worker

log = logging.getLogger(__name__)

CONFLICT, STRANGER = "conflict", "stranger"
SPEAKING_LIMIT = 20  # messages between two rounds; the oldest are worth nothing any more
ACKNOWLEDGEMENTS = {ACKNOWLEDGED_BY[kind]: kind for kind in MESSAGES}
TOLD: Mapping[type[Struct], str] = {
    OrderOutcome: "order-outcome",
    RoundTrip: "round-trip",
    SoftwareState: "software-state",
}
FOR_ALL = ("release", "offers", "closed-rooms", "silence")
FOR_THIS_ONE = (CONFLICT, "room-speech", "settings", "order", "round-trip-answer", "software")


class UplinkTiming(Struct, frozen=True, kw_only=True):
    """The times of the uplink, in seconds."""

    again_after: float = 20.0  # without the server's acknowledgement
    longest_silence: float = 120.0  # between two probes of a server that acknowledges nothing
    health_every: float = 60.0
    health_compared: float = 10.0  # a change is reported within this time
    lasting: float = 30.0  # a connection of this length is a good one; a shorter one may be another kiosk's fault
    conflict_for: float = 600.0  # after the last sign of another kiosk of this name
    place_every: float = 5.0  # between two calls of `Outbox.place`
    answer_within: float = 15.0  # for a broker that accepts the connection
    idle: float = 0.2  # the longest wait for the network, and so the delay of a new bin
    longest_pause: float = 60.0  # between two tries to reach the broker
    window: int = 500  # sent and not acknowledged; 10,080 bins drain in ≤ 5 s at 0.2 s a round


def subscriptions(site: str, device: str) -> list[str]:
    """Returns the topics that a kiosk subscribes to."""
    return [
        *(topic(site, device, kind) for kind in (*ACKNOWLEDGEMENTS, *FOR_THIS_ONE)),
        *(topic(site, EVERY_DEVICE, kind) for kind in FOR_ALL),
    ]


def will(site: str, device: str) -> tuple[str, bytes]:
    """Returns the kiosk's last will: topic and body, retained."""
    return topic(site, device, "presence"), encode(Presence(online=False))


class Uplink:
    """Has one thread, between `start` and `stop`; other threads may write to the outbox meanwhile."""

    def __init__(
        self,
        outbox: Outbox,
        client: BrokerClient,
        clock: DeviceClock,
        *,
        site: str,
        device: str,
        key: bytes | None,
        health: Callable[[], Health],
        on_release: Callable[[int], None],
        hears: ServerHooks | None = None,
        trouble: MessageTrouble | None = None,
        rng: random.Random,
        timing: UplinkTiming | None = None,
    ) -> None:
        """`key`: what this kiosk shares with its server; without one it keeps every count.

        `on_release`, `hears` and `health` are called from the uplink's thread and should be quick.
        """
        self._outbox = outbox
        self._client = client
        self._clock = clock
        self._health = health
        self._on_release = on_release
        self._hears = (hears or ServerHooks()).by_kind
        self._trouble = trouble or MessageTrouble()
        self._to_say: deque[tuple[str, bytes]] = deque(maxlen=SPEAKING_LIMIT)
        self._timing = timing or UplinkTiming()
        self._backoff = Backoff(rng, most=self._timing.longest_pause)
        self._probes = Backoff(rng, self._timing.again_after, self._timing.longest_silence)
        self._device = device
        self._authenticity = Authenticity(key, site, device)
        self._boot: str | None = None  # this start, as its health says it
        self._connected_at = float("inf")
        self._conflict_until = 0.0
        self._silent = False  # the server has acknowledged nothing for too long
        self._heard_at = 0.0  # when it last acknowledged something
        self._probe_at = 0.0
        self._late: deque[tuple[str, int]] = (
            deque()
        )  # sent to a silent server, in the order of probing
        self._topics = {
            kind: topic(site, device, kind)
            for kind in (*MESSAGES, "health", "presence", "speaking", *TOLD.values())
        }
        self._worker = Worker("uplink", self._run)
        self._connected = False
        self._opened = False
        self._opened_at = 0.0
        self._try_at = 0.0
        self._place_at = 0.0
        self._health_at = 0.0
        self._compare_at = 0.0
        self._reported: Health | None = None
        self._sent: dict[tuple[str, int], float] = {}  # not acknowledged by the server -> when sent
        self._unanswered: dict[int, str] = {}  # not answered by the broker -> topic
        self._position = SendPosition(MESSAGES)
        self._problems: dict[str, str] = {}

    def start(self) -> None:
        """Begin to connect and to send."""
        self._worker.start()

    def stop(self) -> None:
        """Disconnect and end the thread. What is not acknowledged stays in the outbox."""
        self._worker.stop()

    def say(self, message: Speaking) -> None:
        """Send at once, and once, that this kiosk speaks; without a connection forget it.

        May be called from any thread.
        """
        self._say("speaking", message)

    def tell(self, message: OrderOutcome | RoundTrip | SoftwareState) -> None:
        """Send at once, and once; without a connection forget it. May be called from any thread."""
        self._say(TOLD[type(message)], message)

    def report_soon(self) -> None:
        """Send the kiosk's health at once, because something has changed. May be called from any thread."""
        self._health_at = 0.0
        self._client.wake()

    def _say(self, kind: str, message: Struct) -> None:
        if self._connected:
            self._to_say.append((kind, encode(message)))
            self._client.wake()

    @property
    def connected(self) -> bool:
        """Whether the broker is connected now."""
        return self._connected

    @property
    def problems(self) -> Sequence[str]:
        """What is wrong with the connection now, in plain sentences."""
        ours = [*self._authenticity.problems.values(), *self._problems.values()]
        return [*ours, *self._trouble.problems]

    @property
    def alerts(self) -> Sequence[KioskAlert]:
        """What of it staff have an alarm of."""
        others = [KioskAlert.ANOTHER_SERVER] if STRANGER in self._problems else []
        return [*others, *self._trouble.alerts]

    # What the client reports (device.uplink.broker_client.BrokerListener), in the uplink's thread.

    def connected_to_broker(self, *, kept: bool) -> None:
        """Send everything again when the broker has lost its session."""
        self._connected = True
        self._connected_at = self._clock.monotonic()
        for gone in ("connection", STRANGER):
            self._problems.pop(gone, None)
        if not kept:
            self._send_again()
        self._health_at = 0.0
        self._publish("presence", encode(Presence(online=True)), retain=True)
        log.info("connected to the broker")

    def disconnected(self, reason: str, *, taken_over: bool = False) -> None:
        """Try again after a pause. The pauses grow until a connection has lasted."""
        self._to_say.clear()
        if taken_over:
            self._say_conflict()
        elif self._opened:
            log.warning("%s", reason)
        self._problems["connection"] = reason
        self._connected = self._opened = False
        self._connected_at = float("inf")
        self._try_at = self._clock.monotonic() + self._backoff.next()

    def received(self, name: str, body: bytes) -> None:
        """Handle what the server says; log and ignore anything else."""
        if not body:
            return  # a retained message was taken away
        kind = name.rsplit("/", 1)[-1]
        try:
            if kind in ACKNOWLEDGEMENTS:
                self._acknowledged(ACKNOWLEDGEMENTS[kind], decode(body, Acknowledgement))
            elif kind == CONFLICT:
                self._other_kiosk(decode(body, NameConflict))
            elif kind == "release":
                self._on_release(decode(body, ReleaseAnnounced).number)
            elif kind in self._hears:
                read, take = self._hears[kind]
                take(decode(body, read))
        except UnknownMessageError as error:
            self._trouble.unreadable(name, error)
        except (
            Exception
        ):  # without this, a message that a part can't take would come again and again
            log.exception("a message on %s was not taken", name)

    def answered(self, token: int, refused: str | None) -> None:
        """Report a refusal as a problem; the message stays in the outbox and is sent again."""
        name = self._unanswered.pop(token, "")
        if refused is None:
            self._problems.pop("refused", None)
        elif "refused" not in self._problems:
            self._problems["refused"] = f"The broker refuses messages on {name}: {refused}."
            log.error("%s", self._problems["refused"])

    def _run(self) -> None:
        while not self._worker.stopping.is_set():
            try:
                self._round()
                if self._connected:
                    self._problems.pop("failed", None)
            except Exception:  # without this, no count would leave the kiosk any more
                log.exception("the uplink failed; it connects again")
                self._problems["failed"] = "The uplink has failed; its log says how."
                self.disconnected("The connection to the broker was given up after an error.")
        self._say_waiting()
        self._client.close(self._topics["presence"], encode(Presence(online=False)))
        self._connected = False

    def _round(self) -> None:
        now = self._clock.monotonic()
        if now >= self._place_at:
            self._place_at = now + self._timing.place_every
            self._outbox.place()
        if not self._opened:
            if now < self._try_at:
                self._worker.wait(min(self._timing.idle, self._try_at - now))
                return
            self._open(now)
        elif not self._connected and now > self._opened_at + self._timing.answer_within:
            self.disconnected("The broker accepts the line but does not answer.")
            return
        if now >= self._connected_at + self._timing.lasting:
            self._connected_at = float("inf")
            self._backoff.reset()
        if now >= self._conflict_until:
            self._problems.pop(CONFLICT, None)
        if self._opened:
            self._client.step(0.01 if self._send(now) else self._timing.idle)

    def _open(self, now: float) -> None:
        try:
            self._client.open(self)
        except OSError as error:  # ssl.SSLError is one
            self.disconnected(self._why_not(error))
            return
        self._opened = True
        self._opened_at = now

    def _why_not(self, error: OSError) -> str:
        """Returns why the broker can't be reached, and notes when another machine answers in its place."""
        self._problems.pop(STRANGER, None)
        if not isinstance(error, ssl.SSLCertVerificationError):
            return f"The broker can't be reached: {error.strerror or error}."
        if error.verify_code in NOT_NOW:
            return (
                "By this kiosk's clock the broker's certificate does not hold. "
                "It is tried again by itself when the clock is set."
            )
        words = (
            "Another machine answers in the broker's place: its certificate is not of this kiosk's "
            f"broker ({error.verify_message}). It is told nothing."
        )[:200]
        self._problems[STRANGER] = words
        return words

    def _send(self, now: float) -> bool:
        """Send what may be sent now. Returns whether more waits."""
        if not self._connected:
            return False
        self._say_waiting()
        self._report_health(now)
        self._expire(now)
        more = False
        if self._silent and now >= self._probe_at:
            self._probe(now)
        for kind in MESSAGES:
            free = self._timing.window - max(len(self._sent), len(self._unanswered))
            if free <= 0:
                return False
            after, in_memory = self._position.after(kind)
            entries = self._outbox.waiting(kind, after, free, in_memory)
            for entry in entries:
                self._position.reached(kind, entry.sequence)
                if (kind, entry.sequence) not in self._sent:
                    self._sent[kind, entry.sequence] = now
                    self._publish(kind, entry.body)
            more = more or len(entries) == free
        return more

    def _say_waiting(self) -> None:
        while self._connected and self._to_say:
            kind, body = self._to_say.popleft()
            if kind in ("order-outcome", "software-state"):
                # They wait for the broker's answer; the rest is soon worth nothing.
                self._publish(kind, body, retain=kind == "software-state")
            else:
                self._client.publish_once(self._topics[kind], body)

    def _report_health(self, now: float) -> None:
        """Send the kiosk's health when it is due, and soon after its release, cameras or problems have changed."""
        if now < min(self._health_at, self._compare_at):
            return
        self._compare_at = now + self._timing.health_compared
        health = self._health()
        if now < self._health_at and _same_state(health, self._reported):
            return
        self._health_at = now + self._timing.health_every
        self._boot, self._reported = health.boot, health
        self._publish("health", encode(health))

    def _expire(self, now: float) -> None:
        """Make due again what the server has not acknowledged in time."""
        # A dictionary keeps the order of insertion, here that of sending: the first fresh message ends the search.
        late = []
        for key, sent in self._sent.items():
            if sent + self._timing.again_after > now:
                break
            late.append(key)
        if not late:
            return
        answers = (
            self._heard_at >= self._sent[late[0]]
        )  # the server answers, but not to these messages
        for kind, sequence in late:
            del self._sent[kind, sequence]
            if answers:
                self._position.back_to(kind, sequence)
            else:
                self._late.append((kind, sequence))
        if not answers and not self._silent:
            self._silent = True
            self._probe_at = now + self._probes.next()

    def _probe(self, now: float) -> None:
        """Send one late message, each in turn, because the server may refuse one of them for good."""
        self._probe_at = now + self._probes.next()
        if self._late:
            kind, sequence = self._late.popleft()
            for entry in self._outbox.waiting(kind, sequence - 1, 1):
                if entry.sequence == sequence:
                    self._sent[kind, sequence] = now
                    self._publish(kind, entry.body)

    def _send_again(self) -> None:
        """Make due again what the broker has lost."""
        if self._silent:
            self._late.extend(self._sent)
        else:
            self._position.restart()
        self._sent.clear()

    def _acknowledged(self, kind: str, acknowledgement: Acknowledgement) -> None:
        sequences = self._authenticity.forgettable(kind, acknowledgement, self._outbox)
        if "forged" in self._authenticity.problems:
            self._trouble.forged("")  # which the problem itself says
        if sequences is None or not self._outbox.forget(kind, acknowledgement.epoch, sequences):
            return
        self._heard_at = self._clock.monotonic()
        for sequence in sequences:
            self._sent.pop((kind, sequence), None)
        if self._silent:  # the server is back: everything it has not acknowledged is sent again
            self._silent = False
            self._late.clear()
            self._probes.reset()
            self._position.restart()

    def _other_kiosk(self, conflict: NameConflict) -> None:
        """Say that another kiosk has this one's name, when the server has heard both in turn."""
        if not self._authenticity.is_ours(conflict):
            self._trouble.forged(FORGED_CONFLICT)
        elif self._boot in conflict.boots and set(conflict.boots) != {self._boot}:
            self._say_conflict()

    def _say_conflict(self) -> None:
        words = (
            f"Another kiosk uses the name {self._device}, and each throws the other off. "
            "Give one of the two another name in its settings."
        )
        if CONFLICT not in self._problems:
            log.warning("%s", words)
            self._health_at = 0.0  # the desk learns it, too
        self._problems[CONFLICT] = words
        self._conflict_until = self._clock.monotonic() + self._timing.conflict_for

    def _publish(self, kind: str, body: bytes, *, retain: bool = False) -> None:
        name = self._topics[kind]
        self._unanswered[self._client.publish(name, body, retain=retain)] = name


def _same_state(health: Health, reported: Health | None) -> bool:
    """Returns whether a report would say the same, but for numbers that always change."""
    return reported is not None and all(
        getattr(health, name) == getattr(reported, name)
        for name in ("release", "release_hash", "cameras", "blind", "trouble", "settings", "alerts")
    )
