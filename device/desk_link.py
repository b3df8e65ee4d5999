"""Builds what links a kiosk to the desk: settings that come from there, their trial, and orders of staff."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace

from contract.signed_notices import sealed
from device.capability import KioskContribution
from device.desk_settings.desk_settings import DeskSettings, DeskSettingsParts, started_with
from device.desk_settings.door_address import door_address
from device.desk_settings.kept_settings import KeptSettings, read_kept, write_kept
from device.desk_settings.overlay import in_use, laid_over, own_values
from device.desk_settings.round_trips import RoundTrips
from device.desk_settings.trial import ConnectionTrial, TrialParts
from device.desk_settings.wifi import wifi_of_this_machine
from device.message_trouble import MessageTrouble
from device.orders.log_lines import RecentLog
from device.orders.orders import KioskOrders, OrderNotDoneError, OrderParts
from device.orders.selftest_order import SelftestOrder
from device.uplink.uplink import Uplink

if TYPE_CHECKING:
    from contract.kiosk_messages import (
        KioskOrder,
        LookInvitation,
        RoundTripAnswer,
        SettingsWanted,
    )
    from device.settings import KioskSettings
    from device.wiring import KioskWiring

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class DeskStart:
    """How the kiosk started: its own settings, what was kept of the desk's, and what was given at the start."""

    own: KioskSettings
    kept: KeptSettings
    problem: str
    fixed: frozenset[str]


@dataclass(frozen=True)
class DeskHooks:
    """What the desk may set off in the kiosk.

    `apply` uses a value that takes effect at once. `restart` restarts the program. `calm`: no visitor is at the
    screen. `sentences`: those of the kiosk's health.
    """

    apply: Callable[[str, Any], None]
    restart: Callable[[], None]
    calm: Callable[[], bool]
    sentences: Callable[[], Collection[str]]


def start_with_desk(
    own: KioskSettings, data: Path, fixed: Collection[str]
) -> tuple[KioskSettings, DeskStart]:
    """Returns the settings with the desk's laid over them. `fixed`: names given on the command line or the like."""
    kept, problem = read_kept(data)
    started = started_with(kept)
    if started != kept:
        try:
            write_kept(data, started)
        except OSError as error:  # without it a start would not be counted, and no trial would end
            problem = f"The desk's settings can't be kept on the disk: {error.strerror}."
            if started.trial is not None:
                started = replace(started, trial=None, returned=started.trial.values)
    start = DeskStart(own, started, problem, frozenset(fixed))
    return _laid_over(own, started, start.fixed), start


def as_it_runs(own: KioskSettings, data: Path) -> KioskSettings:
    """Returns the settings with the desk's laid over them, for a program beside the kiosk: nothing is tried by it."""
    kept, _problem = read_kept(data)
    return _laid_over(own, kept, ())


def _laid_over(own: KioskSettings, kept: KeptSettings, fixed: Collection[str]) -> KioskSettings:
    values = in_use(kept, fixed)
    settings: KioskSettings = laid_over(own, values)
    return replace(settings, door=door_address(own_values(own), values))


def build_desk_settings(wiring: KioskWiring) -> KioskContribution:
    """Build the settings that come from the desk, and their trial."""
    from contract.credentials import DeviceCredentials
    from device.claim.door_trip import DoorTrip

    start, hooks = wiring.require(DeskStart), wiring.require(DeskHooks)
    credentials, uplink = wiring.find(DeviceCredentials), wiring.require(Uplink)
    key = None if credentials is None else credentials.key_bytes
    clock, settings = wiring.clock, wiring.settings
    desk = DeskSettings(
        DeskSettingsParts(
            wiring.data,
            settings.site,
            settings.name,
            key,
            clock.known,
            hooks.apply,
            lambda: None,  # the trial's thread looks for itself
            wiring.require(MessageTrouble),
        ),
        start.own,
        start.kept,
        start.problem,
        start.fixed,
    )
    wiring.provide(desk)
    if key is None:
        return KioskContribution(problems=lambda: desk.problems)
    trips = RoundTrips(
        key, settings.site, settings.name, uplink.tell, clock.wall_clock, clock.heard
    )
    reached: Callable[[], bool] = partial(trips.by_address, settings.server)
    # The `server` of a claimed kiosk is for visitors' phones: the kiosk may not even reach it.
    if wiring.claimed is not None:
        reached = DoorTrip(wiring.claimed, settings.door).answered
    trial = ConnectionTrial(
        TrialParts(
            desk,
            wiring.wifi or wifi_of_this_machine(),
            reached,
            start.kept.trial,
            hooks.calm,
            hooks.restart,
            uplink.report_soon,
            clock_in_doubt=lambda: clock.has_jumped,
        ),
        trips,
    )
    wiring.provide(trips)
    return KioskContribution(parts=(trial,), problems=lambda: desk.problems)


def build_orders(wiring: KioskWiring) -> KioskContribution:
    """Build what does the orders of staff."""
    from contract.credentials import DeviceCredentials

    hooks, uplink = wiring.require(DeskHooks), wiring.require(Uplink)
    credentials, clock = wiring.find(DeviceCredentials), wiring.clock
    recent = wiring.require(RecentLog)
    key = None if credentials is None else credentials.key_bytes
    selftest = SelftestOrder(lambda: msgspec.json.encode(wiring.settings))
    orders = KioskOrders(
        OrderParts(
            wiring.data,
            wiring.settings.site,
            wiring.settings.name,
            key,
            clock.known,
            uplink.tell,
            hooks.restart,
            wiring.show,
            lambda: recent.lines(hooks.sentences()),
            selftest.run,
            lambda: invited_look(wiring, key),
            wiring.require(MessageTrouble),
        )
    )
    wiring.provide(orders)
    return KioskContribution(parts=(selftest,))


def invited_look(wiring: KioskWiring, key: bytes | None) -> LookInvitation:
    """Open a session of camera set-up, and return the invitation to it. Raises OrderNotDoneError."""
    from contract.kiosk_messages import LookInvitation
    from device.camera_setup.invitation import InvitationRefused
    from device.camera_setup.setup_sessions import SetupSessions

    sessions = wiring.find(SetupSessions)
    if not wiring.settings.camera_setup.from_desk:
        raise OrderNotDoneError("Its settings let nobody at the desk look through its cameras.")
    if not wiring.settings.cameras:
        raise OrderNotDoneError("It has no camera.")
    if sessions is None or key is None:
        raise OrderNotDoneError("It can't open a session of camera set-up. See its problems.")
    invited = sessions.invite()
    if isinstance(invited, InvitationRefused):
        raise OrderNotDoneError(invited.words[:200])
    return LookInvitation(
        addresses=invited.addresses[:16],
        code=sealed(key, invited.code),
        fingerprint=invited.fingerprint,
        minutes=invited.minutes,
    )


def take_settings(wiring: KioskWiring, message: SettingsWanted) -> None:
    """Take in the settings of the desk, and report at once what became of them."""
    if wiring.require(DeskSettings).heard(message):
        wiring.require(Uplink).report_soon()


def take_order(wiring: KioskWiring, message: KioskOrder) -> None:
    """Take in an order of staff."""
    wiring.require(KioskOrders).heard(message)


def take_answer(wiring: KioskWiring, message: RoundTripAnswer) -> None:
    """Take in the server's answer to a round trip."""
    trips = wiring.find(RoundTrips)
    if trips is not None:
        trips.heard(message)
