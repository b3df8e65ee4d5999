"""A new address or Wi-Fi is tried: what reaches the server holds, what does not is given back by the kiosk itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from contract.kiosk_messages import RoundTrip, SettingState
from device.desk_settings.desk_settings import started_with
from device.desk_settings.kept_settings import SettingsTrial
from device.desk_settings.overlay import in_use
from device.desk_settings.round_trips import RoundTrips
from device.desk_settings.trial import ConnectionTrial, TrialParts
from device.desk_settings.wifi import WifiError
from tests.device.desk_settings.desk_twin import DEVICE, KEY, SITE, DeskTwin, KioskTwin
from tests.waiting import until

NEW = "http://new.example"


class WifiTwin:
    """The Wi-Fi of a machine; the password `wrong one` is refused."""

    def __init__(self) -> None:
        self.connection = "the old one"

    def current(self) -> str:
        return self.connection

    def join(self, name: str, password: str) -> None:
        if password == "wrong one":
            raise WifiError("nmcli: Secrets were required, but not provided.")
        self.connection = name

    def back_to(self, connection: str) -> None:
        self.connection = connection


class TripsTwin(RoundTrips):
    """Round trips to a server that answers at some addresses, and by the broker or not."""

    def __init__(self, desk: DeskTwin) -> None:
        super().__init__(KEY, SITE, DEVICE, self._tell, lambda: 5_003.0)
        self.desk, self.broker_answers, self.addresses = desk, True, {NEW}

    def _tell(self, asked: RoundTrip) -> None:
        if self.broker_answers:
            self.heard(self.desk.answers(asked))

    def by_address(self, server: str) -> bool:
        return server in self.addresses


class Trying:
    """A kiosk in the middle of a trial."""

    def __init__(self, folder: Path) -> None:
        self.desk, self.kiosk = DeskTwin(), KioskTwin(folder)
        self.wifi, self.trips = WifiTwin(), TripsTwin(self.desk)
        self.restarts = 0
        self.calm = True
        self.trial: ConnectionTrial | None = None

    def run(self, server: str = "http://old.example") -> None:
        self.stop()
        parts = TrialParts(
            self.kiosk.settings,
            self.wifi,
            lambda: self.trips.by_address(server),
            self.kiosk.settings.kept.trial,
            lambda: self.calm,
            self._restart,
            lambda: None,
            ask_seconds=0.05,
        )
        self.trial = ConnectionTrial(parts, self.trips)
        self.trial.start()

    def _restart(self) -> None:
        self.restarts += 1

    def start_again(self) -> None:
        """What the new program does: it reads the disk, and runs with what it finds there."""
        self.stop()
        self.kiosk.start()
        self.run(in_use(self.kiosk.settings.kept, ()).get("server", "http://old.example"))

    def state(self, name: str = "server") -> SettingState:
        return self.kiosk.settings.report().states[name]

    def stop(self) -> None:
        if self.trial is not None:
            self.trial.stop()
            self.trial = None


@pytest.fixture
def trying(tmp_path: Path) -> Iterator[Trying]:
    made = Trying(tmp_path)
    yield made
    made.stop()


def quick(trying: Trying) -> None:
    """Let the trial that is kept last some tenths of a second."""
    kept = trying.kiosk.settings.kept.trial
    assert kept is not None
    trying.kiosk.settings.remember(
        SettingsTrial(values=kept.values, minutes=0, starts_left=kept.starts_left)
    )


def test_an_address_where_the_server_answers_holds(trying: Trying) -> None:
    trying.run()
    trying.kiosk.settings.heard(trying.desk.wants(server=NEW))
    until(lambda: trying.restarts == 1)
    assert trying.state() is SettingState.TRYING
    trying.start_again()
    until(lambda: trying.state() is SettingState.APPLIED)
    trying.start_again()
    assert in_use(trying.kiosk.settings.kept, ()) == {"server": NEW}
    assert trying.trips.clock_offset == 3.0


def test_an_address_where_nobody_answers_is_given_back(trying: Trying) -> None:
    trying.trips.addresses = set()
    trying.run()
    wanted = trying.desk.wants(server=NEW)
    trying.kiosk.settings.heard(wanted)
    until(lambda: trying.restarts == 1)
    trying.kiosk.start()
    quick(trying)
    trying.run(NEW)
    until(lambda: trying.restarts == 2)
    trying.start_again()
    assert trying.state() is SettingState.RETURNED
    assert in_use(trying.kiosk.settings.kept, ()) == {}
    trying.kiosk.settings.heard(trying.desk.wants(server=NEW))  # the desk still wants it
    assert trying.kiosk.settings.kept.trial is None


def test_a_server_without_its_broker_is_not_reached(trying: Trying) -> None:
    trying.trips.broker_answers = False
    trying.kiosk.settings.heard(trying.desk.wants(server=NEW))
    trying.kiosk.start()
    quick(trying)
    trying.run(NEW)
    until(lambda: trying.restarts == 1)
    assert trying.kiosk.settings.kept.returned == {"server": NEW}


def test_a_visit_is_not_interrupted_by_the_trial(trying: Trying) -> None:
    trying.calm = False
    trying.run()
    trying.kiosk.settings.heard(trying.desk.wants(server=NEW))
    until(lambda: trying.kiosk.settings.kept.trial is not None)
    assert trying.restarts == 0
    trying.calm = True
    until(lambda: trying.restarts == 1)


def test_a_kiosk_that_can_not_start_with_it_gives_it_back(trying: Trying) -> None:
    trying.kiosk.settings.heard(trying.desk.wants(server=NEW))
    kept = trying.kiosk.settings.kept
    for _ in range(3):
        kept = started_with(kept)
        assert in_use(kept, ()) == {"server": NEW}
    kept = started_with(kept)
    assert in_use(kept, ()) == {}
    assert kept.returned == {"server": NEW}


def test_what_the_desk_takes_back_is_tried_too(trying: Trying) -> None:
    """The address of its own file may be dead by now."""
    trying.kiosk.settings.heard(trying.desk.wants(server=NEW))
    trial = trying.kiosk.settings.kept.trial
    assert trial is not None
    trying.kiosk.settings.settle(trial, proved=True)
    trying.kiosk.settings.heard(trying.desk.wants())
    trial = trying.kiosk.settings.kept.trial
    assert trial is not None
    assert trial.values == {"server": "http://old.example"}
    trying.kiosk.settings.settle(trial, proved=False)
    assert in_use(trying.kiosk.settings.kept, ()) == {"server": NEW}


def test_the_desk_changes_its_mind_in_the_middle(trying: Trying) -> None:
    trying.trips.addresses = set()
    trying.kiosk.settings.heard(trying.desk.wants(server=NEW))
    trying.kiosk.start()
    trying.run(NEW)
    trying.kiosk.settings.heard(trying.desk.wants())
    until(lambda: trying.restarts == 1)
    trying.start_again()
    assert in_use(trying.kiosk.settings.kept, ()) == {}
    assert trying.kiosk.settings.report().states == {}


def test_a_wifi_that_reaches_the_server_holds(trying: Trying) -> None:
    trying.trips.addresses = {"http://old.example"}
    trying.run()
    wanted = trying.desk.wants(wifi_name="Museum", wifi_password="four quiet rooms")
    trying.kiosk.settings.heard(wanted)
    until(lambda: trying.state("wifi_name") is SettingState.APPLIED)
    assert (trying.wifi.connection, trying.restarts) == ("Museum", 0)


@pytest.mark.parametrize("password", ["four quiet rooms", "wrong one"])
def test_a_wifi_without_the_server_or_with_a_wrong_password_is_left(
    trying: Trying, password: str
) -> None:
    trying.trips.addresses = set()
    trying.kiosk.settings.heard(trying.desk.wants(wifi_name="Museum", wifi_password=password))
    quick(trying)
    trying.run()
    until(lambda: trying.state("wifi_name") is SettingState.RETURNED)
    until(lambda: trying.wifi.connection == "the old one")
    assert trying.restarts == 0
