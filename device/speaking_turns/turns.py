"""Decides whether this kiosk's sound waits, because another kiosk of its room speaks.

A kiosk says to the server that it begins to speak, goes on and has stopped; the server passes that on to every kiosk of
the room, with the time at which the turn began by its own clock. All compare the same times, so all decide the same:
the earliest goes on, the others tell with captions and wait. Between two of one time the name decides.

A kiosk that finds its room quiet begins at once: two that begin within the way of a message both sound until it has
come. One that has waited begins when the server has its turn, so those that have waited for the same kiosk never do.

Without a server nothing is heard of others, and every kiosk speaks. What was heard ends by itself after a while, so a
kiosk that died silences no room.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from contract.messages import RoomSpeech, Speaking
from contract.museum import Key

HOLDS_SECONDS = 10.0  # that a message holds without another
RENEWED_SECONDS = 2.0  # four may be lost before others take the room to be quiet
REPEATED_SECONDS = 0.5  # between two messages while the server has not answered
REPEATS = 4
ANSWERED_WITHIN_SECONDS = 2.0  # else the server is taken to be away


@dataclass(frozen=True, slots=True)
class _Turn:
    """The turn of this kiosk. `begun`: by the server's clock, None until it has answered. `sent`: messages."""

    number: int
    since: float
    sent_at: float
    sent: int = 1
    begun: float | None = None
    after_waiting: bool = False


@dataclass(frozen=True, slots=True)
class _Other:
    """What was heard of another kiosk. `until`: monotonic seconds."""

    begun: float
    until: float


class SpeakingTurns:
    """The turns of one kiosk in its room. Thread-safe; all times are monotonic seconds."""

    def __init__(
        self,
        device: Key,
        room: Key | None,
        say: Callable[[Speaking], None],
        connected: Callable[[], bool],
        in_turn: Callable[[], bool],
    ) -> None:
        """`room`: None where it is not known; then nobody is waited for.

        `say` sends a message now or never. `in_turn`: whether the museum wants it.
        """
        self._device, self.room = device, room
        self._say, self._connected, self._in_turn = say, connected, in_turn
        self._lock = threading.RLock()
        self._others: dict[Key, _Other] = {}
        self._turn: _Turn | None = None
        self._waits = False
        self._turns = 0
        self._kiosks = 0  # in the room, as the server said last
        self._answered_at = float("-inf")
        self._unanswered = False
        self.headphones = False
        """Whether only its visitor hears it now: then it neither waits nor makes others wait."""

    @property
    def problems(self) -> list[str]:
        """Says that kiosks of this room may speak at once, because the server passes nothing on."""
        if self._unanswered and self._kiosks > 1 and self._in_turn():
            return [
                "The server does not say who speaks in this room: its kiosks may speak at once until it does."
            ]
        return []

    def waits(self, now: float, *, wants: bool, anyway: bool) -> bool:
        """Returns whether the sound waits. Call it at every change, and at least twice a second.

        `wants`: something would sound. `anyway`: the visitor has said that it should.
        """
        with self._lock:
            self._others = {name: one for name, one in self._others.items() if one.until > now}
            if not wants or self.room is None or self.headphones or not self._in_turn():
                self._stop(now)
                self._waits = False
            else:
                self._waits = self._decide(now, anyway=anyway)
            return self._waits

    def heard(self, message: RoomSpeech, now: float) -> None:
        """Take in what the server passes on."""
        with self._lock:
            if message.room != self.room:
                return
            self._kiosks = message.kiosks
            self._unanswered = False
            if message.device == self._device:
                self._confirm(message, now)
            elif message.seconds > 0:
                if message.device not in self._others and self._turn is not None:
                    self._turn = replace(
                        self._turn, sent_at=float("-inf")
                    )  # it has not heard of us
                self._others[message.device] = _Other(message.begun, now + message.seconds)
            else:
                self._others.pop(message.device, None)

    def stop(self, now: float) -> None:
        """Let the others speak, because this kiosk ends."""
        with self._lock:
            self._stop(now)

    def _confirm(self, message: RoomSpeech, now: float) -> None:
        self._answered_at = now
        turn = self._turn
        if turn is not None and message.turn == turn.number and turn.begun is None:
            self._turn = replace(turn, begun=message.begun)

    def _decide(self, now: float, *, anyway: bool) -> bool:
        turn = self._turn
        if turn is None:
            if self._others and not anyway:
                return True
            self._begin(now)
            return self._waits and not anyway and self._connected()
        if not anyway and self._is_behind(turn, now):
            self._stop(now)
            return True
        self._go_on(turn, now)
        if turn.begun is not None or anyway or not turn.after_waiting:
            return False
        return self._connected() and now < turn.since + ANSWERED_WITHIN_SECONDS

    def _is_behind(self, turn: _Turn, now: float) -> bool:
        """Returns whether another's turn comes first. Where others are heard, one without an answer is the last."""
        if turn.begun is None:
            return bool(self._others) and now >= turn.since + ANSWERED_WITHIN_SECONDS
        mine = (turn.begun, self._device)
        return any((other.begun, name) < mine for name, other in self._others.items())

    def _begin(self, now: float) -> None:
        self._turns += 1
        self._turn = _Turn(self._turns, now, now, after_waiting=self._waits)
        self._send(self._turn, now)

    def _go_on(self, turn: _Turn, now: float) -> None:
        """Say it again when it is time, sooner while the server has not answered."""
        last = max(turn.since, self._answered_at)
        self._unanswered = now >= last + RENEWED_SECONDS + ANSWERED_WITHIN_SECONDS
        hurry = turn.begun is None and turn.sent < REPEATS
        if now < turn.sent_at + (REPEATED_SECONDS if hurry else RENEWED_SECONDS):
            return
        self._turn = replace(turn, sent_at=now, sent=turn.sent + 1)
        self._send(self._turn, now)

    def _stop(self, now: float) -> None:
        turn, self._turn = self._turn, None
        if turn is not None:
            self._send(turn, now, 0.0)

    def _send(self, turn: _Turn, now: float, seconds: float = HOLDS_SECONDS) -> None:
        """Send the turn. One that has waited counts from when the server hears of it: until then it does not sound."""
        if self.room is not None:
            silent = turn.after_waiting and turn.begun is None
            running = 0.0 if silent else max(now - turn.since, 0.0)
            self._say(Speaking(self.room, turn.number, running, seconds, turn.begun))
