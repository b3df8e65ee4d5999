"""Empties the outbox: sends what waits, in order, and forgets only what the server says it has committed.

The one thing a newcomer would get wrong: that the broker took a message means nothing here but that it was not
refused. A message the server has not acknowledged within `again_after` seconds is sent again, for ever; the
server's key makes the second one harmless.

While the server is silent what is new still goes out once; of what went before one message at a time asks whether it
is back, after growing, scattered pauses. Ten thousand kiosks that each sent a night's minutes again every twenty
seconds would keep broker and server from ever coming back.
"""

from __future__ import annotations

import logging
import random
import threading
from collections import deque
from collections.abc import Callable, Sequence

from msgspec import Struct

from contract.messages import (
    Acknowledgement,
    Health,
    Presence,
    ReleaseAnnounced,
    UnknownMessageError,
    decode,
    encode,
)
from contract.topics import EVERY_DEVICE, topic
from device.uplink.boot import Clock
from device.uplink.outbox import FOOTFALL, TOLD, Outbox
from device.uplink.outside import Outside
from runtime.backoff import Backoff

log = logging.getLogger(__name__)

ACKNOWLEDGEMENTS = {"acknowledgement": FOOTFALL, "told-acknowledgement": TOLD}


class Pace(Struct, frozen=True, kw_only=True):
    """How fast the link works; seconds."""

    again_after: float = 20.0  # without the server's acknowledgement
    longest_silence: float = 120.0  # between two questions to a server that acknowledges nothing
    health_every: float = 60.0
    place_every: float = 5.0
    answer_within: float = 15.0  # a broker that accepts the line but never answers
    idle: float = 0.2  # the longest wait for the network, and so the delay of a new bin
    longest_pause: float = 60.0  # between two tries to reach the broker
    window: int = 500  # sent and not acknowledged; 10,080 bins drain in ≤ 5 s at 0.2 s a round


def subscriptions(site: str, device: str) -> list[str]:
    """What a kiosk listens to."""
    return [
        *(topic(site, device, kind) for kind in ACKNOWLEDGEMENTS),
        topic(site, EVERY_DEVICE, "release"),
    ]


def will(site: str, device: str) -> tuple[str, bytes]:
    """The kiosk's last will: topic and body, retained."""
    return topic(site, device, "presence"), encode(Presence(online=False))


class Link:
    """Owns one thread, between `start` and `stop`; the outbox may be written by others meanwhile."""

    def __init__(
        self,
        outbox: Outbox,
        outside: Outside,
        clock: Clock,
        *,
        site: str,
        device: str,
        health: Callable[[], Health],
        on_release: Callable[[int], None],
        chance: random.Random,
        pace: Pace | None = None,
    ) -> None:
        """`health` and `on_release` are called from the link's own thread and should be quick."""
        self._outbox = outbox
        self._outside = outside
        self._clock = clock
        self._health = health
        self._on_release = on_release
        self._pace = pace or Pace()
        self._backoff = Backoff(chance, most=self._pace.longest_pause)
        self._asks = Backoff(chance, self._pace.again_after, self._pace.longest_silence)
        self._silent = False  # the server has acknowledged nothing for too long
        self._heard_at = 0.0  # when it last did
        self._ask_at = 0.0
        self._late: deque[tuple[str, int]] = (
            deque()
        )  # sent to a silent server, in the order of asking
        self._topics = {
            kind: topic(site, device, kind) for kind in (FOOTFALL, TOLD, "health", "presence")
        }
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="uplink", daemon=True)
        self._connected = False
        self._opened = False
        self._opened_at = 0.0
        self._try_at = 0.0
        self._place_at = 0.0
        self._health_at = 0.0
        self._sent: dict[tuple[str, int], float] = {}  # not acknowledged by the server -> when sent
        self._untaken: dict[int, str] = {}  # not answered by the broker -> topic
        self._after = {FOOTFALL: -1, TOLD: -1}
        self._trouble: dict[str, str] = {}

    def start(self) -> None:
        """Begins to connect and to send."""
        self._thread.start()

    def stop(self) -> None:
        """Says goodbye to the broker and ends the thread. What is not acknowledged stays in the outbox."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    @property
    def connected(self) -> bool:
        """Whether the broker is there now."""
        return self._connected

    @property
    def trouble(self) -> Sequence[str]:
        """What is wrong with the line now, in plain sentences."""
        return list(self._trouble.values())

    # What the line tells us (device.uplink.outside.Hears), in the link's own thread.

    def came_up(self, *, kept: bool) -> None:
        """Begins anew where the broker has lost what it was given."""
        self._connected = True
        self._backoff.reset()
        self._trouble.pop("line", None)
        if not kept:
            self._begin_again()
        self._health_at = 0.0
        self._publish("presence", encode(Presence(online=True)), retain=True)
        log.info("connected to the broker")

    def lost(self, reason: str) -> None:
        """Waits a pause, then tries again."""
        if self._opened:
            log.warning("%s", reason)
        self._trouble["line"] = reason
        self._connected = self._opened = False
        self._try_at = self._clock.monotonic() + self._backoff.next()

    def arrived(self, name: str, body: bytes) -> None:
        """An acknowledgement or a release; anything else is put aside with a word in the log."""
        kind = name.rsplit("/", 1)[-1]
        try:
            if kind in ACKNOWLEDGEMENTS:
                self._acknowledged(ACKNOWLEDGEMENTS[kind], decode(body, Acknowledgement))
            elif kind == "release":
                self._on_release(decode(body, ReleaseAnnounced).number)
        except UnknownMessageError as error:
            log.warning("put a message on %s aside: %s", name, error)

    def taken(self, token: int, refused: str | None) -> None:
        """A refusal is trouble; the message stays in the outbox and is tried again."""
        name = self._untaken.pop(token, "")
        if refused is None:
            self._trouble.pop("refused", None)
        elif "refused" not in self._trouble:
            self._trouble["refused"] = f"The broker refuses messages on {name}: {refused}."
            log.error("%s", self._trouble["refused"])

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._round()
            except Exception:  # a thread that dies in silence would stop every count from leaving
                log.exception("the uplink stumbled; it tries again")
                self._trouble["stumbled"] = "The uplink stumbled; its log says how."
                self._stop.wait(self._backoff.next())
        self._outside.close(self._topics["presence"], encode(Presence(online=False)))
        self._connected = False

    def _round(self) -> None:
        now = self._clock.monotonic()
        if now >= self._place_at:
            self._place_at = now + self._pace.place_every
            self._outbox.place()
        if not self._opened:
            if now < self._try_at:
                self._stop.wait(min(self._pace.idle, self._try_at - now))
                return
            self._open(now)
        elif not self._connected and now > self._opened_at + self._pace.answer_within:
            self.lost("The broker accepts the line but does not answer.")
            return
        if self._opened:
            self._outside.step(0.01 if self._send(now) else self._pace.idle)

    def _open(self, now: float) -> None:
        try:
            self._outside.open(self)
        except OSError as error:  # ssl.SSLError is one
            self.lost(f"The broker can't be reached: {error.strerror or error}.")
            return
        self._opened = True
        self._opened_at = now

    def _send(self, now: float) -> bool:
        """Sends what may be sent now. True while more waits than went."""
        if not self._connected:
            return False
        if now >= self._health_at:
            self._health_at = now + self._pace.health_every
            self._publish("health", encode(self._health()))
        self._expire(now)
        more = False
        if self._silent and now >= self._ask_at:
            self._ask(now)
        for kind in (FOOTFALL, TOLD):
            room = self._pace.window - max(len(self._sent), len(self._untaken))
            if room <= 0:
                return False
            entries = self._outbox.waiting(kind, self._after[kind], room)
            for entry in entries:
                self._after[kind] = entry.sequence
                if (kind, entry.sequence) not in self._sent:
                    self._sent[kind, entry.sequence] = now
                    self._publish(kind, entry.body)
            more = more or len(entries) == room
        return more

    def _expire(self, now: float) -> None:
        """What the server has not acknowledged in time is due again."""
        # Python keeps insertion order, which is the order of sending: the first fresh one ends the search.
        late = []
        for key, sent in self._sent.items():
            if sent + self._pace.again_after > now:
                break
            late.append(key)
        if not late:
            return
        there = self._heard_at >= self._sent[late[0]]  # it answers, but not to these
        for kind, sequence in late:
            del self._sent[kind, sequence]
            if there:
                self._after[kind] = min(self._after[kind], sequence - 1)
            else:
                self._late.append((kind, sequence))
        if not there and not self._silent:
            self._silent = True
            self._ask_at = now + self._asks.next()

    def _ask(self, now: float) -> None:
        """One late message, each in its turn: there may be one that this server never acknowledges."""
        self._ask_at = now + self._asks.next()
        if self._late:
            kind, sequence = self._late.popleft()
            for entry in self._outbox.waiting(kind, sequence - 1, 1):
                if entry.sequence == sequence:
                    self._sent[kind, sequence] = now
                    self._publish(kind, entry.body)

    def _begin_again(self) -> None:
        """The broker has lost what it was given."""
        if self._silent:
            self._late.extend(self._sent)
        else:
            self._after = {FOOTFALL: -1, TOLD: -1}
        self._sent.clear()

    def _acknowledged(self, kind: str, acknowledgement: Acknowledgement) -> None:
        if not self._outbox.forget(kind, acknowledgement.epoch, acknowledgement.sequences):
            return
        self._heard_at = self._clock.monotonic()
        for sequence in acknowledgement.sequences:
            self._sent.pop((kind, sequence), None)
        if self._silent:  # no longer: everything it has not acknowledged goes out again
            self._silent = False
            self._late.clear()
            self._asks.reset()
            self._after = {FOOTFALL: -1, TOLD: -1}

    def _publish(self, kind: str, body: bytes, *, retain: bool = False) -> None:
        name = self._topics[kind]
        self._untaken[self._outside.publish(name, body, retain=retain)] = name
