"""A technician at the desk: prepares files, claims the screen before them, revokes, replaces by a spare."""

from __future__ import annotations

import io
import shutil
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from werkzeug.test import TestResponse

from contract.claims import ClaimRequest, ClaimState
from contract.prepared_kiosk import FILE_NAME, read_prepared
from device.claim.device_key import DeviceKeyPair, own_key_pair
from tests.desk import PASSWORD, Browser, Desk
from tour_server.broker.certificates import own_authority
from tour_server.broker.device_certificates import authority_fingerprint
from tour_server.claims.claiming import Claiming
from tour_server.claims.kiosk_certificates import KioskCertificates
from tour_server.devices.registry import DeviceRegistry
from tour_server.events.event_log import EventFilter
from tour_server.staff.permissions import Role
from zaalgids.commands.command_line import zaalgids

DOOR = "10.0.0.5:8444"


@pytest.fixture
def desk(prepared: Path, tmp_path: Path) -> Iterator[Desk]:
    """A desk with a device door that is not opened."""
    shutil.copytree(prepared, tmp_path / "server")
    opened = Desk(tmp_path / "server", device_host="127.0.0.1", device_url=f"https://{DOOR}")
    yield opened
    opened.close()


@pytest.fixture
def tess(desk: Desk) -> Browser:
    return desk.colleague("Tess", Role.TECHNICIAN)


def claiming(desk: Desk) -> Claiming:
    return desk.parts.assembly.context.get(Claiming)


def registered(desk: Desk) -> dict[str, str | None]:
    registry = desk.parts.assembly.context.get(DeviceRegistry)
    return {one.name: one.room for one in registry.devices() if one.revoked_at is None}


def comes(desk: Desk, key: DeviceKeyPair, token: str = "") -> ClaimState:
    asked = ClaimRequest(csr=key.signing_request(), token=token)
    return claiming(desk).claim(asked, DOOR).state


def kiosk(tmp_path: Path, name: str) -> DeviceKeyPair:
    return own_key_pair(tmp_path / "kiosks" / name)


def send(browser: Browser, address: str, **fields: str) -> TestResponse:
    """Fill in a form, with the password where it is asked again."""
    browser.get(address)
    return browser.post(address, _password=PASSWORD, **fields)


def test_one_file_and_a_kiosk_that_comes_with_it(desk: Desk, tess: Browser, tmp_path: Path) -> None:
    tess.get("/desk/claims")
    answer = tess.post(
        "/desk/claims/prepare",
        count="1",
        days="7",
        room="hal",
        wifi="Museum",
        wifi_password="geheim-woord",
    )
    assert answer.status_code == 200, answer.text
    assert f'filename="{FILE_NAME}"' in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    file = tmp_path / FILE_NAME
    file.write_bytes(answer.data)
    prepared = read_prepared(file)
    assert prepared.wifi is not None
    assert (prepared.server, prepared.wifi.password) == (f"https://{DOOR}", "geheim-woord")
    certificates = desk.parts.assembly.context.get(KioskCertificates)
    assert prepared.authority == authority_fingerprint(certificates.authority)
    assert comes(desk, kiosk(tmp_path, "one"), prepared.token) is ClaimState.CLAIMED
    assert list(registered(desk).values()) == ["hal"]
    assert "geheim-woord" not in repr(list(desk.parts.events.export(EventFilter())))


def test_forty_files_in_an_archive(tess: Browser) -> None:
    tess.get("/desk/claims")
    answer = tess.post("/desk/claims/prepare", count="40", days="1")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        names = archive.namelist()
        tokens = {tomllib.loads(archive.read(name).decode())["token"] for name in names}
    assert len(names) == len(tokens) == 40
    assert names[0] == f"01/{FILE_NAME}"


@pytest.mark.parametrize(
    "wrong",
    [
        {"count": "0"},
        {"count": "999"},
        {"days": "x"},
        {"days": "91"},
        {"room": "nowhere"},
        {"wifi": "x" * 33},
        {"wifi": "Museum", "wifi_password": "x" * 65},
    ],
    ids=repr,
)
def test_an_order_that_can_not_be_met(tess: Browser, wrong: dict[str, str]) -> None:
    tess.get("/desk/claims")
    answer = tess.post("/desk/claims/prepare", {"count": "1", "days": "7", **wrong})
    assert answer.status_code == 422
    assert 'class="problem"' in answer.text
    assert "x" * 65 not in answer.text


def test_the_screen_before_the_technician_is_claimed(
    desk: Desk, tess: Browser, tmp_path: Path
) -> None:
    key = kiosk(tmp_path, "one")
    assert comes(desk, key) is ClaimState.WAITING
    assert key.code in tess.get("/desk/claims").text
    found = tess.get(f"/desk/claims/find?code={key.code.lower()}")
    assert found.location == f"/desk/claims/screen/{key.code}"
    assert key.code in tess.get(found.location).text
    refused = send(tess, found.location, name="Hal 1", room="hal")
    assert refused.status_code == 422
    assert 'value="Hal 1"' in refused.text, "what was typed stays"
    done = send(tess, found.location, name="hal-1", room="hal")
    assert done.status_code == 302, done.text
    assert registered(desk) == {"hal-1": "hal"}
    assert comes(desk, key) is ClaimState.CLAIMED
    assert tess.get(found.location).status_code == 404
    assert tess.get("/desk/claims/find?code=AAAA").status_code == 404


def test_a_kiosk_is_revoked_after_a_question(desk: Desk, tess: Browser, tmp_path: Path) -> None:
    desk.parts.assembly.context.get(DeviceRegistry).add("hal-1", room="hal")
    assert 'href="/desk/claims/revoke/hal-1"' in tess.get("/desk/kiosks").text
    assert "can’t be undone" in tess.get("/desk/claims/revoke/hal-1").text
    assert registered(desk) == {"hal-1": "hal"}, "a question changes nothing"
    assert send(tess, "/desk/claims/revoke/hal-1").status_code == 302
    assert registered(desk) == {}
    page = tess.get("/desk/kiosks").text
    assert 'href="/desk/claims/revoke/hal-1"' not in page
    assert 'href="/desk/claims/replace/hal-1"' in page
    assert tess.get("/desk/claims/revoke/nobody").status_code == 404


def test_a_dead_kiosk_is_replaced(desk: Desk, tess: Browser, tmp_path: Path) -> None:
    dead, spare = kiosk(tmp_path, "dead"), kiosk(tmp_path, "spare")
    comes(desk, dead)
    send(tess, f"/desk/claims/screen/{dead.code}", name="hal-1", room="hal")
    comes(desk, dead)
    assert "no other kiosk yet" in tess.get("/desk/claims/replace/hal-1").text
    comes(desk, spare)
    assert spare.code in tess.get("/desk/claims/replace/hal-1").text
    assert send(tess, "/desk/claims/replace/hal-1", spare="x").status_code == 422
    done = send(tess, "/desk/claims/replace/hal-1", spare=spare.fingerprint)
    assert done.status_code == 302, done.text
    assert comes(desk, spare) is ClaimState.CLAIMED
    assert comes(desk, dead) is ClaimState.WAITING
    assert registered(desk) == {"hal-1": "hal"}


@pytest.mark.parametrize("public", [True, False])
def test_releases_at_the_pages_port(prepared: Path, tmp_path: Path, public: bool) -> None:
    shutil.copytree(prepared, tmp_path / "server")
    opened = Desk(tmp_path / "server", public_bundles=public)
    try:
        folder = opened.parts.repository.metadata
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "timestamp.json").write_text("{}", encoding="utf-8")
        answer = opened.stranger().get("/bundles/metadata/timestamp.json")
        assert answer.status_code == (200 if public else 403)
        answer.close()
    finally:
        opened.close()


def test_who_does_not_look_after_devices_sees_nothing_of_it(desk: Desk) -> None:
    noor = desk.colleague("Noor", Role.DUTY_MANAGER)
    desk.parts.assembly.context.get(DeviceRegistry).add("hal-1")
    assert "/desk/claims" not in noor.get("/desk/kiosks").text
    assert noor.get("/desk/claims").status_code == 403


# On the server's own machine.


def run(data: Path, folder: Path, *words: str, wifi: str = "") -> Result:
    environment = {"ZAALGIDS_WIFI_PASSWORD": wifi} if wifi else {}
    command = ["device", "prepare", str(folder), "--data", str(data), *words]
    return CliRunner().invoke(zaalgids, command, env=environment)


@pytest.fixture
def data(prepared: Path, tmp_path: Path) -> Path:
    shutil.copytree(prepared, tmp_path / "server")
    return tmp_path / "server"


def test_the_command_writes_a_card(data: Path, tmp_path: Path) -> None:
    card = tmp_path / "boot"
    words = ("--server", "https://10.0.0.5:8444", "--wifi", "Museum", "--name", "hal-1")
    done = run(data, card, *words, "--room", "hal", wifi="geheim-woord")
    assert done.exit_code == 0, done.output
    made = read_prepared(card / FILE_NAME)
    assert made.server == "https://10.0.0.5:8444"
    assert made.wifi is not None
    assert made.wifi.password == "geheim-woord"
    assert "geheim-woord" not in done.output
    assert made.token not in done.output
    opened = Desk(data)
    try:
        authority = own_authority(data / "broker", opened.clock())
        assert made.authority == authority_fingerprint(authority)
        assert comes(opened, kiosk(tmp_path, "one"), made.token) is ClaimState.CLAIMED
        assert registered(opened) == {"hal-1": "hal"}
    finally:
        opened.close()
    again = run(data, card, "--server", "https://10.0.0.5:8444")
    assert again.exit_code == 1
    assert "exists" in again.output


def test_the_command_writes_forty(data: Path, tmp_path: Path) -> None:
    done = run(data, tmp_path / "out", "--server", "https://gids:8444", "--count", "40")
    assert done.exit_code == 0, done.output
    files = sorted((tmp_path / "out").glob(f"*/{FILE_NAME}"))
    assert len({read_prepared(file).token for file in files}) == 40
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


@pytest.mark.parametrize(
    "words",
    [
        ("--server", "http://10.0.0.5:8444"),
        ("--server", "10.0.0.5"),
        (),
        ("--server", "https://a", "--name", "Hal 1"),
        ("--server", "https://a", "--room", "Hal"),
        ("--server", "https://a", "--wifi", "x" * 33),
        ("--server", "https://a", "--count", "0"),
    ],
    ids=" ".join,
)
def test_the_command_refuses_and_writes_nothing(
    data: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    done = run(data, tmp_path / "out", *words, wifi="word")
    assert done.exit_code in (1, 2)
    assert "Traceback" not in done.output
    assert not list(tmp_path.glob(f"out/**/{FILE_NAME}"))
