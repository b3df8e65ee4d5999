"""A rollout as the page shows it: its kiosks, what happens next, and when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct
from sqlalchemy.orm import Session

from contract.software import SoftwareStep
from tour_server.updates.kiosk_views import KioskSoftware, seen_kiosks
from tour_server.updates.nights import Night
from tour_server.updates.rollout import (
    Rollout,
    RolloutMember,
    RolloutRules,
    RolloutState,
    SeenKiosk,
    Stage,
    Standing,
    candidates,
    needing_it,
)
from tour_server.updates.rollout_rows import as_rollout, orders_of
from tour_server.updates.tables import RolloutRecord, SoftwareOrderRecord
from tour_server.updates.words import STAGE_WORDS, STATE_WORDS, order_words, reason_words
from web.translations import gettext as _
from web.translations import ngettext

NAMED = 3  # kiosks in a sentence


class RolloutKiosk(Struct, frozen=True):
    """One kiosk of a rollout. `progress`: of a step that has one. `failed`: and staff don't know of it yet."""

    name: str
    room: str | None
    online: bool
    last_seen: str
    running: str
    stage: str
    words: str
    why: str
    progress: float | None
    failed: bool


class RolloutView(Struct, frozen=True):
    """A rollout. `next`: what happens next, in sentences. `good`, `count`: kiosks that run it, and that can."""

    record: RolloutRecord
    state: RolloutState
    stage: Stage
    state_words: str
    stage_words: str
    next: list[str]
    kiosks: list[RolloutKiosk]
    left: list[str]
    good: int
    count: int


class ViewParts(Struct, frozen=True):
    """What views are made of. `moment`: a moment in words, by the museum's clock."""

    now: dt.datetime
    night: Night | None
    rules: RolloutRules
    moment: Callable[[dt.datetime], str]


def rollout_view(
    session: Session, row: RolloutRecord, known: Sequence[KioskSoftware], parts: ViewParts
) -> RolloutView:
    """Return a rollout for the page."""
    orders = orders_of(session, row)
    rollout = as_rollout(row, orders)
    seen = seen_kiosks(known, orders, {}, row.started_at, row.id)
    names = {one.name: one for one in known}
    shown = [
        _kiosk(names.get(device), order, parts.moment)
        for device, order in sorted(orders.items(), key=lambda one: (one[1].stage, one[0]))
    ]
    return RolloutView(
        row,
        rollout.state,
        rollout.stage,
        _(STATE_WORDS[rollout.state]),
        _(STAGE_WORDS[rollout.stage]),
        next_words(rollout, seen, orders, parts),
        shown,
        [one.name for one in needing_it(rollout, seen)],
        sum(one.running == row.version for one in seen),
        sum(one.able for one in seen),
    )


def next_words(
    rollout: Rollout,
    seen: Sequence[SeenKiosk],
    orders: Mapping[str, SoftwareOrderRecord],
    parts: ViewParts,
) -> list[str]:
    """Return what happens next and when, in sentences."""
    if rollout.state is RolloutState.FAILED:
        return _failed_words(rollout, orders)
    if rollout.state is RolloutState.PAUSED:
        return [
            _("It is paused: no kiosk begins to install. One that had begun brings it to an end.")
        ]
    if rollout.state is not RolloutState.RUNNING:
        return []
    if parts.night is None:
        return [
            _(
                "The museum’s hours leave no night in which nobody is there, so no kiosk begins. Send it to kiosks "
                "one by one, or look at the hours."
            )
        ]
    told = [one for one in rollout.members.values() if one.standing is Standing.TOLD]
    if told:
        return [_told_words(told, parts)]
    return [*_waiting_words(rollout, seen, parts)]


def _failed_words(rollout: Rollout, orders: Mapping[str, SoftwareOrderRecord]) -> list[str]:
    name = rollout.failed or ""
    why = reason_words(orders[name]) if name in orders else ""
    return [
        _("It stopped by itself: it failed at {name}. {why}", name=name, why=why).strip(),
        _(
            "No other kiosk gets it until you decide: let it go on without {name}, or stop it for good.",
            name=name,
        ),
    ]


def _told_words(told: Sequence[RolloutMember], parts: ViewParts) -> str:
    names = _names([one.device for one in told])
    night = parts.night
    if night is None:
        return names
    if night.holds(parts.now):
        return _(
            "{names}: in this night, until {end}, as soon as nobody stands there.",
            names=names,
            end=parts.moment(night.ends),
        )
    return _(
        "{names}: in the next night, from {begin} until {end}.",
        names=names,
        begin=parts.moment(night.begins),
        end=parts.moment(night.ends),
    )


def _waiting_words(rollout: Rollout, seen: Sequence[SeenKiosk], parts: ViewParts) -> Sequence[str]:
    night = parts.night
    if night is None:
        return []
    good = [
        one
        for one in rollout.members.values()
        if one.standing is Standing.GOOD and one.stage is rollout.stage
    ]
    kiosks = {one.name: one for one in seen}
    held = [
        one.device
        for one in good
        if one.device in kiosks and (kiosks[one.device].ill or not kiosks[one.device].online)
    ]
    if held:
        return [
            _(
                "It waits for {names}: a kiosk that took it is off or unwell. Nothing goes on before that is over.",
                names=_names(held),
            )
        ]
    if not candidates(rollout, seen):
        return [_("It waits for a kiosk that is on and well. None that needs it is.")]
    begins = max(parts.now, night.begins)
    if good and rollout.stage is not Stage.ALL:
        well = max(one.good_at or parts.now for one in good) + parts.rules.good
        begins = max(begins, well)
        stage, hours = _(STAGE_WORDS[Stage(rollout.stage + 1)]), parts.rules.good
        well_for = round(hours.total_seconds() / 3600)
        if begins < night.ends:
            return [
                _(
                    "The next stage, {stage}, begins {when}, when all are good for {hours} hours.",
                    stage=stage,
                    when=parts.moment(begins),
                    hours=well_for,
                )
            ]
        return [
            _(
                "The next stage, {stage}, comes in the night after {when}, when all are good for {hours} hours.",
                stage=stage,
                when=parts.moment(well),
                hours=well_for,
            )
        ]
    first = candidates(rollout, seen)[0].name
    if not rollout.members:
        return [
            _("It begins {when}, at {name}.", when=parts.moment(begins), name=first),
        ]
    return [_("It goes on {when}.", when=parts.moment(begins))]


def _names(names: Sequence[str]) -> str:
    """Return the first names, and how many there are more."""
    shown = ", ".join(sorted(names)[:NAMED])
    more = len(names) - NAMED
    if more <= 0:
        return shown
    return ngettext("{names} and {number} more", "{names} and {number} more", more, names=shown)


def _kiosk(
    one: KioskSoftware | None, order: SoftwareOrderRecord, moment: Callable[[dt.datetime], str]
) -> RolloutKiosk:
    step = None if order.step is None else SoftwareStep(order.step)
    going = step in (SoftwareStep.FETCHING, SoftwareStep.INSTALLING)
    told = order.standing == Standing.TOLD
    words = order_words(order)
    if order.standing == Standing.GOOD and order.good_at is not None:
        words = _("runs it since {when}", when=moment(order.good_at))
    return RolloutKiosk(
        order.device,
        None if one is None else one.kiosk.room,
        one is not None and one.kiosk.online,
        "" if one is None else one.kiosk.last_seen,
        "" if one is None or one.running is None else one.running,
        _(STAGE_WORDS[Stage(order.stage)]),
        words,
        reason_words(order) if order.standing != Standing.GOOD else "",
        order.progress if told and going else None,
        order.standing == Standing.FAILED and order.noted_at is None,
    )
