"""A house of kiosks that obey software orders, or don't, for tests of rollouts. An hour is a step."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from contract.software import InstallHours, SoftwareReason, SoftwareStep
from tour_server.updates.nights import Night
from tour_server.updates.rollout import (
    BUSY,
    Rollout,
    RolloutRules,
    RolloutState,
    SeenKiosk,
    Standing,
    next_state,
    stage_size,
)

HOUR = dt.timedelta(hours=1)
BEGAN = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
RULES = RolloutRules(good=12 * HOUR, grace=HOUR)
HOURS = InstallHours("20:00", "07:00", "UTC")
OLD, NEW = "1.3.0", "1.4.0"


class KioskHabit(StrEnum):
    """What a kiosk does when it is told."""

    GOOD = "good"
    SLOW = "slow"  # it waits for a calm screen for two nights
    ROLLS_BACK = "rolls back"
    REFUSES = "refuses"
    VANISHES = "vanishes"  # while it installs
    OLD = "old"  # it does not know of software
    NO_UPDATER = "no updater"
    OFF = "off"
    OFF_AT_NIGHT = "off at night"
    NEVER_CALM = "never calm"


BAD = (KioskHabit.ROLLS_BACK, KioskHabit.REFUSES, KioskHabit.VANISHES)
TAKES_IT = (KioskHabit.GOOD, KioskHabit.SLOW)


@dataclass
class KioskTwin:
    """One kiosk. `told`: whether it has heard its order and not its withdrawal."""

    name: str
    habit: KioskHabit
    running: str = OLD
    step: SoftwareStep | None = None
    reason: str | None = None
    told: bool = False
    nights_waited: int = 0
    last_seen: dt.datetime = BEGAN

    def online(self, night: bool) -> bool:
        if self.habit is KioskHabit.OFF or (self.habit is KioskHabit.OFF_AT_NIGHT and night):
            return False
        return not (self.habit is KioskHabit.VANISHES and self.step in BUSY)

    def seen(self, night: bool) -> SeenKiosk:
        running = self.running if self.step else None
        return SeenKiosk(
            self.name,
            self.online(night),
            running=running,
            last_seen=self.last_seen,
            step=self.step,
            reason=self.reason,
        )

    def live(self, night: bool, last_hour: bool) -> None:
        """Do what it does in an hour."""
        if not self.told or self.habit is KioskHabit.OLD or not self.online(night):
            return
        if self.step in (SoftwareStep.GOOD, SoftwareStep.ROLLED_BACK, SoftwareStep.REFUSED):
            return
        if self.habit is KioskHabit.NO_UPDATER:
            self._refuse(SoftwareReason.NO_UPDATER)
        elif self.habit is KioskHabit.REFUSES:
            self._refuse(SoftwareReason.WRONG_SIGNATURE)
        elif self.step in BUSY:
            self._end()
        elif night and not last_hour and self._is_calm():
            self.step = SoftwareStep.INSTALLING
        else:
            self.nights_waited += last_hour
            self.step = SoftwareStep.WAITING

    def _is_calm(self) -> bool:
        if self.habit is KioskHabit.NEVER_CALM:
            return False
        return self.habit is not KioskHabit.SLOW or self.nights_waited >= 2

    def _refuse(self, reason: SoftwareReason) -> None:
        self.step, self.reason = SoftwareStep.REFUSED, reason.value

    def _end(self) -> None:
        if self.habit is KioskHabit.ROLLS_BACK:
            self.step, self.reason = SoftwareStep.ROLLED_BACK, SoftwareReason.UNHEALTHY.value
        else:
            self.step, self.running = SoftwareStep.GOOD, NEW


@dataclass
class House:
    """Kiosks and a rollout over them, hour by hour."""

    kiosks: list[KioskTwin]
    rollout: Rollout = field(default_factory=lambda: Rollout(NEW))
    now: dt.datetime = BEGAN

    def night(self) -> Night:
        """Return the night that it is, or the next: from 20 to 7."""
        day = self.now if self.now.hour >= 7 else self.now - dt.timedelta(days=1)
        begins = day.replace(hour=20, minute=0)
        return Night(begins, begins + 11 * HOUR, HOURS)

    def is_night(self) -> bool:
        return self.night().holds(self.now)

    def hour(self) -> None:
        """Let an hour go by."""
        self.now += HOUR
        night = self.is_night()
        last_hour = self.now.hour == 6
        for one in self.kiosks:
            if one.online(night):
                one.last_seen = self.now
                self._hear(one)
                one.live(night, last_hour)
        seen = [one.seen(night) for one in self.kiosks]
        self.rollout = next_state(self.rollout, seen, self.now, self.night(), RULES)

    def busy(self) -> int:
        """Return how many install or try; one that vanished is no longer counted when its failure is known."""
        return sum(
            one.step in BUSY and self.standing(one.name) is not Standing.FAILED
            for one in self.kiosks
        )

    def limit(self) -> int:
        return stage_size(self.rollout.stage, len(self.kiosks))

    def standing(self, name: str) -> Standing | None:
        member = self.rollout.members.get(name)
        return None if member is None else member.standing

    @property
    def state(self) -> RolloutState:
        return self.rollout.state

    def _hear(self, kiosk: KioskTwin) -> None:
        """Give a kiosk that is online its order, or take it back as a withdrawal does."""
        told = self.standing(kiosk.name) is Standing.TOLD
        if told and not kiosk.told and kiosk.step is not SoftwareStep.GOOD:
            kiosk.step = kiosk.reason = None  # another order
        begun = kiosk.step is not None and (kiosk.step in BUSY or kiosk.step.is_end)
        if kiosk.told and not told and not begun:
            kiosk.step = None
        if kiosk.step not in BUSY:
            kiosk.told = told
