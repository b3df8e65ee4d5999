"""A rollout of software: first one kiosk, then one in ten, then all. What it does next, and nothing else.

Nothing here reads a clock, a database or a kiosk: `next_state` takes what is known and returns what becomes of it.

Note: a kiosk that has begun to install can't be called back, so it stays told until it says how that ended.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from enum import IntEnum, StrEnum

from msgspec import Struct
from msgspec.structs import replace

from contract.software import SoftwareReason, SoftwareStep, is_older
from tour_server.updates.nights import Night

ONE_IN = 10  # kiosks: the second stage
MOST_NIGHTS = 3  # that a stage waits for a kiosk
LONGEST_SILENCE = dt.timedelta(days=MOST_NIGHTS)


class Stage(IntEnum):
    """How far a rollout has come."""

    ONE = 0
    TENTH = 1
    ALL = 2


class RolloutState(StrEnum):
    """Whether a rollout goes on. Only FAILED is its own doing."""

    RUNNING = "running"
    PAUSED = "paused"
    FAILED = "failed"
    STOPPED = "stopped"
    DONE = "done"
    """All kiosks that can have it have it; one that comes later gets it, too."""


ENDED = (RolloutState.STOPPED, RolloutState.DONE)


class Standing(StrEnum):
    """How a kiosk stands in a rollout."""

    TOLD = "told"
    GOOD = "good"
    FAILED = "failed"
    AWAY = "away"
    """It was off, or did not come to it: no stage waits for it, and it gets its turn later."""
    UNABLE = "unable"
    """It can't be updated from here, or this bundle is for another kind of machine."""
    WITHDRAWN = "withdrawn"
    """Staff have paused or stopped the rollout before it began, or sent it something else."""


class Why(StrEnum):
    """Why a kiosk stands as it does, where that is not plain."""

    NOTHING = ""
    OFF = "off"
    NOT_REACHED = "not-reached"
    SILENT_SINCE = "silent-since"
    """It ran the new software and has not been heard for days."""
    ILL_SINCE = "ill-since"
    NOT_BACK = "not-back"
    """It began to install and was not back by the morning."""
    WENT_BACK = "went-back"
    """It was good and runs other software now."""
    SAID_SO = "said-so"
    """Its own answer says why."""
    NO_ANSWER = "no-answer"
    """It is online, and does not know of software."""


BUSY = (SoftwareStep.INSTALLING, SoftwareStep.TRYING)


# With one of these a kiosk waits, also after it has installed: the restart comes in another night.
WAIT_REASONS = (
    SoftwareReason.OUTSIDE_HOURS,
    SoftwareReason.NOT_YET,
    SoftwareReason.VISITOR,
    SoftwareReason.CLOCK,
)
UNABLE_REASONS = (SoftwareReason.NO_UPDATER, SoftwareReason.WRONG_COMPATIBLE)


class RolloutMember(Struct, frozen=True):
    """A kiosk in a rollout. `due`: the end of the night of its turn. `nights`: that went by since it was told.

    `noted`: staff know that it has failed.
    """

    device: str
    stage: Stage
    told_at: dt.datetime
    due: dt.datetime
    nights: int = 0
    standing: Standing = Standing.TOLD
    why: Why = Why.NOTHING
    good_at: dt.datetime | None = None
    noted: bool = False


class Rollout(Struct, frozen=True):
    """A rollout as it stands. `first`: the kiosk that staff have chosen. `failed`: for which it has stopped."""

    version: str
    older: bool = False
    state: RolloutState = RolloutState.RUNNING
    stage: Stage = Stage.ONE
    members: Mapping[str, RolloutMember] = {}
    first: str | None = None
    failed: str | None = None


class SeenKiosk(Struct, frozen=True):
    """What is known of a kiosk.

    `ill`: something is wrong with it, so it proves nothing of new software. `unfit`: its machine has trouble, so it
    gets none. A kiosk whose screen is dark, or whose camera or sound has failed, gets it: the software may mend
    that. `running`: its version, None where it does not say. `able`: False where it can't be updated from here. `step`,
    `reason`: its answer to the order of this rollout. `own`: staff have sent it software of its own since the rollout
    began. `calm`: the smaller, the fewer visitors it tells something.
    """

    name: str
    online: bool
    ill: bool = False
    unfit: bool = False
    running: str | None = None
    able: bool = True
    last_seen: dt.datetime | None = None
    step: SoftwareStep | None = None
    reason: str | None = None
    own: bool = False
    calm: float = 0.0


class RolloutRules(Struct, frozen=True):
    """`good`: how long the kiosks of a stage have to be good. `grace`: for one that began late in the night."""

    good: dt.timedelta
    grace: dt.timedelta


def next_state(
    rollout: Rollout,
    kiosks: Sequence[SeenKiosk],
    now: dt.datetime,
    night: Night | None,
    rules: RolloutRules,
) -> Rollout:
    """Return the rollout after a look at the kiosks. `night`: the one that it is, or the next."""
    seen = {one.name: one for one in kiosks}
    members = {
        name: observed(rollout, one, seen.get(name), now, rules)
        for name, one in rollout.members.items()
    }
    rollout = _failed_or_not(replace(rollout, members=members))
    if rollout.state not in (RolloutState.RUNNING, RolloutState.DONE):
        return withdrawn(rollout, seen)
    if not _told(rollout) and not needing_it(rollout, kiosks):
        return replace(rollout, state=RolloutState.DONE, stage=Stage.ALL)
    if night is None or not night.holds(now):
        return rollout
    while rollout.stage < Stage.ALL and stage_is_good(rollout, kiosks, now, rules):
        rollout = replace(rollout, stage=Stage(rollout.stage + 1))
    rollout = _with_turns(rollout, kiosks, now, night)
    if rollout.stage is Stage.ALL and not _told(rollout):
        return replace(rollout, state=RolloutState.DONE)  # what is left is off, and comes later
    return rollout


def stage_size(stage: Stage, count: int) -> int:
    """Return how many of `count` kiosks a stage has."""
    if stage is Stage.ONE:
        return 1
    return math.ceil(count / ONE_IN) if stage is Stage.TENTH else count


def withdrawn(rollout: Rollout, seen: Mapping[str, SeenKiosk]) -> Rollout:
    """Return the rollout with nobody told but those that have begun to install."""
    members = {
        name: one
        if one.standing is not Standing.TOLD or (name in seen and seen[name].step in BUSY)
        else replace(one, standing=Standing.WITHDRAWN)
        for name, one in rollout.members.items()
    }
    return replace(rollout, members=members)


def candidates(rollout: Rollout, kiosks: Sequence[SeenKiosk]) -> list[SeenKiosk]:
    """Return the kiosks that may have their turn now, the calmest first, then ill ones, those that missed a turn last.

    The kiosk that staff have chosen stands before all, also when it is off: until it has missed its turn.
    """
    found = [
        one
        for one in needing_it(rollout, kiosks)
        if (one.online and not one.unfit) or _is_chosen(rollout, one)
    ]

    def place(one: SeenKiosk) -> tuple[bool, bool, bool, float, str]:
        missed = one.name in rollout.members
        return not _is_chosen(rollout, one), missed, one.ill, one.calm, one.name

    return sorted(found, key=place)


def _is_chosen(rollout: Rollout, kiosk: SeenKiosk) -> bool:
    return kiosk.name == rollout.first and kiosk.name not in rollout.members


def stage_is_good(
    rollout: Rollout, kiosks: Sequence[SeenKiosk], now: dt.datetime, rules: RolloutRules
) -> bool:
    """Return whether the next stage may begin: every kiosk of this one has been good for long enough."""
    seen = {one.name: one for one in kiosks}
    good = [one for one in _of_stage(rollout) if one.standing is Standing.GOOD]
    if any(one.standing is Standing.TOLD for one in rollout.members.values()):
        return False
    for one in good:
        kiosk = seen.get(one.device)
        if kiosk is None:  # it was taken off the list
            continue
        if not kiosk.online or kiosk.ill:
            return False
        if one.good_at is None or now - one.good_at < rules.good:
            return False
    return len(good) >= min(
        _open_size(rollout, kiosks), len(good) + len(needing_it(rollout, kiosks))
    )


def _open_size(rollout: Rollout, kiosks: Sequence[SeenKiosk]) -> int:
    able = sum(one.able for one in kiosks)
    return stage_size(rollout.stage, able)


def _of_stage(rollout: Rollout) -> list[RolloutMember]:
    return [one for one in rollout.members.values() if one.stage is rollout.stage]


def _told(rollout: Rollout) -> list[RolloutMember]:
    return [one for one in rollout.members.values() if one.standing is Standing.TOLD]


def needing_it(rollout: Rollout, kiosks: Sequence[SeenKiosk]) -> list[SeenKiosk]:
    """Return the kiosks that have not had their turn and need it, those that are off among them."""
    return [one for one in kiosks if _needs_it(rollout, one)]


def _needs_it(rollout: Rollout, kiosk: SeenKiosk) -> bool:
    member = rollout.members.get(kiosk.name)
    if not kiosk.able or kiosk.own or kiosk.running == rollout.version:
        return False
    if member is not None and member.standing not in (Standing.AWAY, Standing.WITHDRAWN):
        return False
    if rollout.older or kiosk.running is None:
        return True
    return is_older(kiosk.running, rollout.version)


def observed(
    rollout: Rollout,
    one: RolloutMember,
    kiosk: SeenKiosk | None,
    now: dt.datetime,
    rules: RolloutRules,
) -> RolloutMember:
    """Return how a kiosk stands by what it said last. None: it was taken off the list or revoked."""
    if one.standing in (Standing.FAILED, Standing.UNABLE):
        return one
    if kiosk is None:
        return replace(one, standing=Standing.AWAY, why=Why.OFF) if _waits(one) else one
    if one.standing is Standing.GOOD:
        return _still_good(rollout, one, kiosk, now)
    said = _answered(one, kiosk, now)
    if said is not None:
        return said
    if kiosk.step in BUSY and one.standing is not Standing.TOLD:  # it had begun before it heard
        return replace(one, standing=Standing.TOLD, why=Why.NOTHING, due=max(one.due, now))
    if one.standing is not Standing.TOLD:
        return one
    if kiosk.own and kiosk.step not in BUSY:
        return replace(one, standing=Standing.WITHDRAWN)
    grace = rules.grace if kiosk.step in BUSY else dt.timedelta()
    return one if now < one.due + grace else _after_the_night(one, kiosk, now)


def _waits(one: RolloutMember) -> bool:
    return one.standing in (Standing.TOLD, Standing.AWAY)


def _answered(one: RolloutMember, kiosk: SeenKiosk, now: dt.datetime) -> RolloutMember | None:
    """Return how a kiosk stands by its own last word; None where it has not ended."""
    gone = one.why in (Why.SILENT_SINCE, Why.ILL_SINCE)
    if gone and (kiosk.ill or not kiosk.online):
        return one
    if kiosk.step is SoftwareStep.GOOD or (
        kiosk.step is SoftwareStep.REFUSED and kiosk.reason == SoftwareReason.SAME
    ):
        return replace(one, standing=Standing.GOOD, why=Why.NOTHING, good_at=now)
    if kiosk.step is SoftwareStep.ROLLED_BACK:
        return replace(one, standing=Standing.FAILED, why=Why.SAID_SO)
    if kiosk.step is SoftwareStep.REFUSED:
        if kiosk.reason == SoftwareReason.WITHDRAWN:
            return replace(one, standing=Standing.WITHDRAWN) if _waits(one) else one
        unable = kiosk.reason in UNABLE_REASONS
        standing = Standing.UNABLE if unable else Standing.FAILED
        return replace(one, standing=standing, why=Why.SAID_SO)
    return None


def _after_the_night(one: RolloutMember, kiosk: SeenKiosk, now: dt.datetime) -> RolloutMember:
    """Return how a kiosk stands in the morning that has not ended what it was asked."""
    nights = one.nights + 1
    if kiosk.step in BUSY:
        waits = kiosk.online and kiosk.reason in WAIT_REASONS and nights < MOST_NIGHTS
        if not waits:
            return replace(one, standing=Standing.FAILED, why=Why.NOT_BACK)
    if kiosk.step is None:
        if kiosk.online:
            return replace(one, standing=Standing.UNABLE, why=Why.NO_ANSWER)
        return replace(one, standing=Standing.AWAY, why=Why.OFF)
    if nights < MOST_NIGHTS:
        return replace(one, nights=nights, due=max(one.due, now) + dt.timedelta(days=1))
    why = Why.NOT_REACHED if kiosk.online else Why.OFF
    return replace(one, nights=nights, standing=Standing.AWAY, why=why)


def _still_good(
    rollout: Rollout, one: RolloutMember, kiosk: SeenKiosk, now: dt.datetime
) -> RolloutMember:
    """Return how a kiosk that was good stands now."""
    if kiosk.own:
        return one
    if kiosk.running is not None and kiosk.running != rollout.version:
        went_back = rollout.older or is_older(kiosk.running, rollout.version)
        return replace(one, standing=Standing.FAILED, why=Why.WENT_BACK) if went_back else one
    if one.stage is not rollout.stage or rollout.state is not RolloutState.RUNNING:
        return one
    if not kiosk.online and kiosk.last_seen and now - kiosk.last_seen > LONGEST_SILENCE:
        return replace(one, standing=Standing.AWAY, why=Why.SILENT_SINCE)
    if kiosk.ill and one.good_at is not None and now - one.good_at > LONGEST_SILENCE:
        return replace(one, standing=Standing.AWAY, why=Why.ILL_SINCE)
    return one


def _failed_or_not(rollout: Rollout) -> Rollout:
    """Return the rollout, stopped where a kiosk has failed that staff don't know of yet.

    One that is done stops no more: what others run for long is not in doubt because a new kiosk fails.
    """
    failed = [
        one.device
        for one in rollout.members.values()
        if one.standing is Standing.FAILED and not one.noted
    ]
    if not failed or rollout.state is not RolloutState.RUNNING:
        return rollout
    return replace(rollout, state=RolloutState.FAILED, failed=failed[0])


def went_on(rollout: Rollout) -> Rollout:
    """Return the rollout as it goes on after staff have paused it, or after it stopped by itself."""
    members = {
        name: replace(one, noted=True) if one.standing is Standing.FAILED else one
        for name, one in rollout.members.items()
    }
    return replace(rollout, state=RolloutState.RUNNING, failed=None, members=members)


def _with_turns(
    rollout: Rollout, kiosks: Sequence[SeenKiosk], now: dt.datetime, night: Night
) -> Rollout:
    """Return the rollout with the next kiosks told, as many as the stage still takes."""
    taken = sum(
        one.standing in (Standing.TOLD, Standing.GOOD) and one.stage is rollout.stage
        for one in rollout.members.values()
    )
    room = _open_size(rollout, kiosks) - taken
    turns = {
        one.name: RolloutMember(one.name, rollout.stage, now, night.ends)
        for one in candidates(rollout, kiosks)[: max(0, room)]
    }
    return replace(rollout, members={**rollout.members, **turns}) if turns else rollout
