"""The Wi-Fi of a prepared file: joined at the first start, given back where it leads nowhere, its password wiped."""

from __future__ import annotations

from pathlib import Path

import pytest

from contract.prepared_kiosk import (
    FILE_NAME,
    PreparedKiosk,
    PreparedWifi,
    prepared_text,
    read_prepared,
)
from device.claim.claim_scene import ClaimStep
from device.claim.claiming import ClaimAsking
from device.claim.device_key import own_key_pair
from device.claim.identity_store import IdentityStore
from device.claim.prepared_wifi import (
    AGAIN_SECONDS,
    TRIAL_SECONDS,
    PreparedNetwork,
)
from device.claim.secret_wiping import (
    WIPE,
    SecretWiping,
    WipedPart,
    named,
    password_left,
    wipe_secrets,
)
from device.claim.settings import ClaimSettings
from device.desk_settings.wifi import NoWifi, WifiError
from runtime.clocks import utc_now
from tests.brokers import free_port
from tests.tour_server.claims.conftest import ClaimDesk
from tests.tour_server.claims.doors import OpenDoor
from tests.waiting import until

PASSWORD = "four quiet rooms"
WIFI = PreparedWifi(name="Museum", password=PASSWORD, country="NL")


class WifiTwin:
    """NetworkManager with two networks: one that it is in at the start, and the museum's."""

    def __init__(self, before: str = "cable") -> None:
        self.connection = before
        self.password = PASSWORD
        self.done: list[str] = []

    def current(self) -> str:
        return self.connection

    def join(self, name: str, password: str) -> None:
        self.done.append(f"join {name}")
        if password != self.password:
            raise WifiError("nmcli: Secrets were required, but not provided.")
        self.connection = name

    def back_to(self, connection: str) -> None:
        self.done.append(f"back to {connection}")
        self.connection = connection


class Trial:
    """A network of a file at a clock of its own."""

    def __init__(self, folder: Path, twin: WifiTwin) -> None:
        self.seconds = 0.0
        self.twin = twin
        self.file = folder / FILE_NAME
        self.network = PreparedNetwork(
            twin, SecretWiping(folder / "identity"), lambda: self.seconds
        )

    def put(self, wifi: PreparedWifi | None = WIFI) -> PreparedKiosk:
        made = PreparedKiosk(
            server="https://museum.example:8444", authority="0" * 64, token="t", wifi=wifi
        )
        self.file.write_text(prepared_text(made), encoding="utf-8")
        return made


@pytest.fixture
def trial(tmp_path: Path) -> Trial:
    return Trial(tmp_path, WifiTwin())


def test_it_is_joined_once_and_the_file_forgets_the_password(trial: Trial) -> None:
    prepared = trial.put()
    for _ in range(3):
        trial.network.join(prepared)
    assert trial.twin.done == ["join Museum"]
    trial.network.answered(trial.file, prepared)
    assert PASSWORD not in trial.file.read_text("utf-8")
    left = read_prepared(trial.file)
    assert left == PreparedKiosk(
        server=prepared.server,
        authority=prepared.authority,
        token="t",
        wifi=PreparedWifi(name="Museum", country="NL", joined=True),
    )
    trial.network.join(left)
    trial.seconds = 10 * AGAIN_SECONDS
    trial.network.unanswered()
    assert trial.twin.done == ["join Museum"]
    assert not password_left(left)
    assert password_left(prepared)


def test_a_network_without_the_server_is_left_and_tried_again(trial: Trial) -> None:
    prepared = trial.put()
    trial.network.join(prepared)
    trial.seconds = TRIAL_SECONDS - 1
    trial.network.unanswered()
    assert trial.network.failed == ""
    trial.seconds = TRIAL_SECONDS
    trial.network.unanswered()
    assert trial.network.failed == "Museum"
    trial.network.join(prepared)
    assert trial.twin.done == ["join Museum", "back to cable"]
    trial.seconds += AGAIN_SECONDS
    trial.network.join(prepared)
    trial.network.answered(trial.file, prepared)
    assert trial.twin.connection == "Museum"
    assert trial.network.failed == ""


def test_without_a_way_back_it_stays(tmp_path: Path) -> None:
    trial = Trial(tmp_path, WifiTwin(before=""))
    trial.network.join(trial.put())
    trial.seconds = 10 * TRIAL_SECONDS
    trial.network.unanswered()
    assert trial.twin.connection == "Museum"


def test_a_wrong_password_is_said_and_a_new_file_helps_at_once(trial: Trial) -> None:
    wrong = trial.put(PreparedWifi(name="Museum", password="another one"))
    trial.network.join(wrong)
    assert trial.network.failed == "Museum"
    assert trial.twin.connection == "cable"
    trial.network.join(wrong)
    assert trial.twin.done == ["join Museum", "back to cable"]
    trial.network.join(trial.put())
    assert trial.twin.connection == "Museum"


def test_a_machine_without_network_manager_asks_by_its_cable(trial: Trial) -> None:
    network = PreparedNetwork(NoWifi(), SecretWiping(trial.file.parent), lambda: 0.0)
    network.join(trial.put())
    assert network.failed == "Museum"


def test_a_card_that_it_may_not_write_is_wiped_by_the_service_that_may(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared = trial.put()
    request = trial.file.parent / "identity" / WIPE
    trial.network.join(prepared)

    def read_only(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("device.claim.secret_wiping.wipe_secrets", read_only)
    trial.network.answered(trial.file, prepared)
    assert request.read_text() == f"wifi {named(prepared)}"
    assert "t" not in request.read_text().split()
    # It is asked once, and the network holds while the file still has its password.
    request.unlink()
    trial.network.join(prepared)
    trial.network.answered(trial.file, prepared)
    assert not request.exists()
    trial.seconds = 10 * TRIAL_SECONDS
    trial.network.unanswered()
    assert trial.twin.done == ["join Museum"]
    # It has been wiped from outside.
    monkeypatch.undo()
    wipe_secrets(trial.file, prepared, WipedPart.WIFI)
    left = read_prepared(trial.file)
    trial.network.join(left)
    trial.network.answered(trial.file, left)
    trial.network.unanswered()
    assert trial.twin.done == ["join Museum"]


def test_the_old_bytes_are_overwritten(trial: Trial, tmp_path: Path) -> None:
    prepared = trial.put()
    other = tmp_path / "the same bytes"
    other.hardlink_to(trial.file)
    wipe_secrets(trial.file, prepared, WipedPart.WIFI)
    assert set(other.read_bytes()) == {0}
    assert not password_left(read_prepared(trial.file))


class AskingKiosk:
    """A kiosk that asks at a real door, with a Wi-Fi twin."""

    def __init__(self, folder: Path, twin: WifiTwin) -> None:
        self.card = folder / FILE_NAME
        self.claimed = False
        store = IdentityStore(folder / "identity")
        settings = ClaimSettings(files=(str(self.card),), seconds=0.05)
        self.asking = ClaimAsking(
            settings,
            store,
            own_key_pair(store.folder),
            utc_now,
            self._done,
            SecretWiping(store.folder),
            PreparedNetwork(twin, SecretWiping(store.folder)),
        )

    def _done(self) -> None:
        self.claimed = True


def test_a_kiosk_comes_in_by_the_wifi_of_its_file(
    tmp_path: Path, claims: ClaimDesk, door: OpenDoor
) -> None:
    twin = WifiTwin(before="")
    kiosk = AskingKiosk(tmp_path, twin)
    prepared = PreparedKiosk(
        server=door.address,
        authority=door.fingerprint,
        token=claims.token("hall-1", "hall"),
        wifi=WIFI,
    )
    kiosk.card.write_text(prepared_text(prepared), encoding="utf-8")
    kiosk.asking.start()
    try:
        until(lambda: kiosk.claimed, 30)
    finally:
        kiosk.asking.stop()
    assert twin.connection == "Museum"
    assert PASSWORD not in kiosk.card.read_text("utf-8")
    assert prepared.token not in kiosk.card.read_text("utf-8")
    assert read_prepared(kiosk.card).server == door.address


def test_the_screen_names_the_wifi_that_does_not_help(tmp_path: Path) -> None:
    twin = WifiTwin()
    twin.password = "changed since"
    kiosk = AskingKiosk(tmp_path, twin)
    prepared = PreparedKiosk(
        server=f"https://127.0.0.1:{free_port()}", authority="0" * 64, wifi=WIFI
    )
    kiosk.card.write_text(prepared_text(prepared), encoding="utf-8")
    kiosk.asking.start()
    try:
        until(lambda: kiosk.asking.scene.step is ClaimStep.NO_WIFI, 30)
    finally:
        kiosk.asking.stop()
    assert kiosk.asking.scene.name == "Museum"
    assert password_left(read_prepared(kiosk.card))
