"""Tries a new address of the server or a new Wi-Fi, and goes back by itself where the server does not answer.

Another address needs a new connection and a new content store, so the kiosk restarts with it. What is tried is on the
disk: a power cut in the middle goes on with the trial, and a kiosk that can't start three times has given it back.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from contract.kiosk_settings import SECRET
from device.desk_settings.desk_settings import ADDRESSES, DeskSettings
from device.desk_settings.kept_settings import SettingsTrial
from device.desk_settings.round_trips import RoundTrips
from device.desk_settings.wifi import Wifi, WifiError
from runtime.worker import Worker

log = logging.getLogger(__name__)

ASK_SECONDS = 5.0  # between two questions to the server
TURN_SECONDS = 0.5
CLOCK_SECONDS = 600.0  # between two comparisons with the server's clock
DOUBT_SECONDS = 10.0  # likewise, while this machine's clock is in doubt
CALM_SECONDS = 600.0  # that a restart waits for a visitor to end their visit


class TrialParts(Struct, frozen=True):
    """What a trial works with.

    `reached`: whether the server answers where the kiosk fetches from now. `calm`: whether no visitor is at the screen.
    `restart` restarts the kiosk's program. `changed`: the kiosk's health should be sent. `started_with`: the trial
    under which it started. `clock_in_doubt`: the server's clock should be asked soon.
    """

    settings: DeskSettings
    wifi: Wifi
    reached: Callable[[], bool]
    started_with: SettingsTrial | None
    calm: Callable[[], bool]
    restart: Callable[[], None]
    changed: Callable[[], None]
    ask_seconds: float = ASK_SECONDS
    clock_in_doubt: Callable[[], bool] = lambda: False


class ConnectionTrial:
    """Owns one thread between `start` and `stop`; while nothing is tried it only compares the clock now and then."""

    def __init__(self, parts: TrialParts, trips: RoundTrips) -> None:
        self._parts, self._trips = parts, trips
        self._worker = Worker("settings-trial", self._run)

    def start(self) -> None:
        """Begin to look for something to try."""
        self._worker.start()

    def stop(self) -> None:
        """End the thread. A trial goes on at the next start."""
        self._worker.stop()

    def _run(self) -> None:
        clock_at = time.monotonic() + self._parts.ask_seconds
        while not self._worker.wait(TURN_SECONDS):
            if time.monotonic() >= clock_at:  # the answer says how far this machine's clock is off
                doubt = self._parts.clock_in_doubt()
                clock_at = time.monotonic() + (DOUBT_SECONDS if doubt else CLOCK_SECONDS)
                self._trips.ask_by_broker()
            elif self._parts.clock_in_doubt():
                clock_at = min(clock_at, time.monotonic() + DOUBT_SECONDS)
            trial = self._parts.settings.kept.trial
            try:
                if trial is not None:
                    self._try(trial)
                elif self._parts.settings.given_up(self._started_addresses):
                    self._restart_when_calm()
            except Exception:
                log.exception("the trial of new settings failed; it is tried again")
                self._worker.wait(self._parts.ask_seconds)

    def _try(self, trial: SettingsTrial) -> None:
        parts = self._parts
        if self._needs_restart(trial):
            self._restart_when_calm()
            return
        began = time.monotonic()
        if "wifi_name" in trial.values:
            try:
                trial = self._join(trial)
            except WifiError as error:
                log.warning("the new Wi-Fi can't be joined: %s", error)
                self._give_back(trial)
                return
        self._trips.begin()
        asked = float("-inf")
        reached = False
        while time.monotonic() - began < trial.minutes * 60:
            if time.monotonic() - asked >= parts.ask_seconds:
                asked = time.monotonic()
                self._trips.ask_by_broker()
                reached = reached or parts.reached()
            if reached and self._trips.by_broker:
                parts.settings.settle(trial, proved=True)
                log.info("the new settings reach the server; they hold from now on")
                parts.changed()
                return
            now = parts.settings.kept.trial
            if now is None or now.values != trial.values:
                self._leave_wifi(trial)
                return  # the desk has changed its mind
            if self._worker.wait(min(TURN_SECONDS, parts.ask_seconds)):
                return
        silent = "by its broker" if reached else "where the kiosk fetches from"
        log.warning(
            "the server did not answer %s; the kiosk goes back to the settings before", silent
        )
        self._give_back(trial)

    def _needs_restart(self, trial: SettingsTrial) -> bool:
        """Returns whether the kiosk runs without the addresses that are to be tried."""
        running = self._started_addresses
        tried = {name: text for name, text in trial.values.items() if name in ADDRESSES}
        return any(running.get(name) != text for name, text in tried.items())

    @property
    def _started_addresses(self) -> dict[str, str]:
        """The addresses that were being tried when the kiosk started, and that it runs with."""
        started = self._parts.started_with
        values = {} if started is None else started.values
        return {name: text for name, text in values.items() if name in ADDRESSES}

    def _join(self, trial: SettingsTrial) -> SettingsTrial:
        """Join the new Wi-Fi; where the way back leads is on the disk before."""
        if not trial.back_to_wifi:
            trial = replace(trial, back_to_wifi=self._parts.wifi.current() or "-")
            self._parts.settings.remember(trial)
        self._parts.wifi.join(trial.values["wifi_name"], trial.values.get(SECRET, ""))
        return trial

    def _give_back(self, trial: SettingsTrial) -> None:
        parts = self._parts
        parts.settings.settle(trial, proved=False)
        self._leave_wifi(trial)
        parts.changed()
        if set(ADDRESSES) & trial.values.keys():
            self._restart_when_calm()

    def _leave_wifi(self, trial: SettingsTrial) -> None:
        if not trial.back_to_wifi:
            return
        try:
            self._parts.wifi.back_to("" if trial.back_to_wifi == "-" else trial.back_to_wifi)
        except WifiError as error:
            log.warning("the earlier Wi-Fi can't be joined: %s", error)

    def _restart_when_calm(self) -> None:
        began = time.monotonic()
        while not self._parts.calm() and time.monotonic() - began < CALM_SECONDS:
            if self._worker.wait(TURN_SECONDS):
                return
        self._parts.restart()
        self._worker.wait(CALM_SECONDS)  # the restart stops this thread
