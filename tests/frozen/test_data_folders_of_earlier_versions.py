"""The data folders of a server and a kiosk of an earlier version: this version goes on where that one stopped."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select

from tests.frozen.comparing import assert_holds
from tests.frozen.readers import read_features
from tests.frozen.readers_of_folders import (
    KioskContent,
    ServerFolder,
    certificate_fingerprint,
    count_on,
    read_outbox,
    read_recording,
    recording_name,
)
from tests.waiting import until

HERE = Path(__file__).parent
NEWEST_REVISION = {"v1": "0003"}
FOOTFALL, TOLD = "footfall", "told"


@pytest.fixture(params=list(NEWEST_REVISION))
def version(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """All of a version, to be changed."""
    copy = tmp_path / request.param
    shutil.copytree(HERE / request.param, copy, symlinks=True)
    for key in (copy / "server" / "keys").iterdir():
        key.chmod(0o600)  # version control keeps no such mode
    dump = copy / "databases" / f"sqlite-{NEWEST_REVISION[request.param]}.sql"
    with sqlite3.connect(copy / "server" / "zaalgids.db") as database:
        database.executescript(dump.read_text(encoding="utf-8"))
    database.close()
    return copy


@pytest.fixture
def server(version: Path) -> Iterator[ServerFolder]:
    opened = ServerFolder(version / "server")
    yield opened
    opened.close()


def expected(version: Path, name: str) -> Any:
    return json.loads((version / f"{name}.json").read_text(encoding="utf-8"))


def test_a_server_finds_what_it_had(version: Path, server: ServerFolder) -> None:
    wanted = expected(version, "server-expected")
    assert server.session_key().hex() == wanted["session_key"]
    assert sorted(server.targets()) == wanted["targets"]
    for target, file in server.targets().items():
        assert file.name.startswith(hashlib.sha256(file.read_bytes()).hexdigest()), target
    assert server.signatures_end().year == 2099
    in_table = expected(version / "databases", "expected")["releases"][0]
    assert_holds(in_table["release"], server.release())
    assert_holds(
        in_table["release"],
        json.loads(server.targets()["release.json"].read_bytes())
        | {"museum": in_table["release"]["museum"]},
    )
    assert len(server.pictures()) == 3
    for picture, verdict in wanted["verdicts"].items():
        found = server.verdict(picture)
        assert {name: found[name] for name in ("usable", "width", "height")} == {
            name: verdict[name] for name in ("usable", "width", "height")
        }


def test_addresses_that_stand_on_paper_and_devices_are_answered(
    version: Path, server: ServerFolder
) -> None:
    wanted = expected(version, "addresses")
    assert server.statuses(list(wanted)) == wanted


@pytest.mark.browser
def test_a_phone_shows_the_tour_that_it_stored(
    version: Path, server: ServerFolder, browser: webdriver.Chrome
) -> None:
    wanted = expected(version, "phone")
    stored = {name: json.dumps(value) for name, value in wanted["local_storage"].items()}
    stored["zaalgids.began"] = str(int(time.time() * 1000))  # else the visit's time is up

    def shown(css: str) -> list[str]:
        return [one.text for one in browser.find_elements(By.CSS_SELECTOR, css)]

    with server.serving_without_plans() as address:
        browser.get(f"{address}/health")
        browser.execute_script("Object.assign(localStorage, arguments[0])", stored)
        browser.get(address + wanted["page"])
        until(lambda: shown("#stops .number"), what="the stops")
        assert shown("#stops .number") == wanted["stops_ahead"]
        profile = wanted["local_storage"]["zaalgids.profile"]
        root = browser.find_element(By.CSS_SELECTOR, "html")
        assert root.get_attribute("data-level") == profile["level"] == "child"
        browser.get(f"{address}/visit/work/1")
        until(lambda: shown("#next .number") == ["2"], what="the next stop")
        assert browser.execute_script("return document.documentElement.lang") == "nl"
        rate = Select(browser.find_element(By.ID, "rate"))
        until(lambda: rate.first_selected_option.get_attribute("value") == "1.5", what="the rate")
        browser.get("about:blank")


@pytest.mark.browser
def test_a_phone_keeps_what_a_newer_page_stored(
    version: Path, server: ServerFolder, browser: webdriver.Chrome
) -> None:
    """As after the server went back to older software: the page works, and overwrites nothing."""
    stored = expected(version, "phone")["local_storage"]
    stored = {name: json.dumps({"in another": value}) for name, value in stored.items()}
    stored["zaalgids.v"] = "2"
    read = "return Object.fromEntries(Object.entries(localStorage))"
    with server.serving_without_plans() as address:
        browser.get(f"{address}/health")
        browser.execute_script("Object.assign(localStorage, arguments[0])", stored)
        browser.get(f"{address}/visit/work/1?l=nl")
        root = browser.find_element(By.CSS_SELECTOR, "html")
        until(
            lambda: root.get_attribute("data-level") == "adult", what="the level of a first visit"
        )
        until(lambda: browser.find_element(By.ID, "subtitles").text != "", what="the first words")
        Select(browser.find_element(By.ID, "rate")).select_by_value("1.5")
        until(lambda: browser.find_element(By.ID, "shown-rate").text == "1,5×", what="the rate")
        assert browser.execute_script(read) == stored
        browser.execute_script("localStorage.clear()")
        browser.get("about:blank")


def test_a_server_keeps_its_recordings(version: Path) -> None:
    wanted = expected(version, "server-expected")
    assert len(wanted["recordings"]) == 3
    for block, said in wanted["recordings"].items():
        name = wanted["recording_names"][block]
        found, files = read_recording(version / "server" / "cache" / "speech", name)
        assert_holds(said, found)
        assert files == ["speech.opus", "speech.m4a", "wide.vtt", "portrait.vtt"]


def test_a_kiosk_keeps_its_recordings(version: Path) -> None:
    wanted = expected(version, "kiosk-expected")["recording"]
    found, files = read_recording(version / "kiosk" / "speech", wanted["name"])
    assert_holds(wanted["said"], found)
    assert files == ["speech.opus", "wide.vtt", "portrait.vtt"]


def test_a_recording_has_the_same_name() -> None:
    """Else all of a museum would be said again after an upgrade."""
    assert recording_name("twin/1") == "9486ca51834f149450e99ca9a87a9faf"


def test_a_kiosk_has_its_release(version: Path) -> None:
    wanted = expected(version, "kiosk-expected")
    content = KioskContent(version / "kiosk" / "content", version / "nothing")
    release = content.release()
    assert_holds(wanted["release"], release)
    pictures, speech = release["pictures"].values(), release["speech"]
    assert len(pictures) == 3
    assert len(speech) == 3
    for target in [*pictures, *(one["opus"] for one in speech), release["features"]]:
        file = content.path(target)
        assert file.stem == hashlib.sha256(file.read_bytes()).hexdigest()
    features = content.features_path()
    assert features is not None
    assert read_features(features)["works"] == ["hoed", "kolam"]


def test_a_kiosk_goes_back_to_the_release_before(version: Path) -> None:
    """Where the newest on its disk is damaged."""
    kept = json.loads((version / "kiosk" / "content" / "current.json").read_bytes())["releases"]
    (version / "kiosk" / "content" / "targets" / kept[0]["release.json"]).unlink()
    content = KioskContent(version / "kiosk" / "content", version / "nothing")
    assert content.release()["number"] == 1


def test_a_kiosk_takes_a_release_from_an_earlier_server(version: Path) -> None:
    content = KioskContent(version / "new", version / "server" / "bundles")
    assert content.ask()
    assert_holds(expected(version, "kiosk-expected")["release"], content.release())


def test_the_next_release_reaches_a_kiosk(version: Path, server: ServerFolder) -> None:
    content = KioskContent(version / "kiosk" / "content", version / "server" / "bundles")
    assert not content.ask()
    assert server.publish() == 3
    assert content.ask()
    assert content.release() == server.release()
    assert content.release()["number"] == 3
    assert {speech["block"] for speech in content.release()["speech"]} == {
        "hoed-nl-1",
        "hoed-en-1",
        "hoed-nl-kind",
        "band-nl-1",  # of a link, which phones tell since
    }


def test_renewed_signatures_are_trusted(version: Path, server: ServerFolder) -> None:
    content = KioskContent(version / "kiosk" / "content", version / "server" / "bundles")
    server.renew_signatures()
    assert not content.ask()
    assert server.signatures_end().year < 2099
    assert server.publish() == 3
    assert content.ask()


@pytest.mark.parametrize(
    ("folder", "name"),
    [("kiosk", "outbox"), ("kiosk-after-a-power-cut", "outbox after a power cut")],
)
def test_a_kiosk_s_counts_are_sent(version: Path, folder: str, name: str) -> None:
    wanted = expected(version, "kiosk-expected")[name]
    found = read_outbox(version / folder / "outbox.db")
    assert_holds(wanted, found)
    assert [entry["sequence"] for entry in found[FOOTFALL]] == [0, 1, 2, 4, 5]
    assert [entry["sequence"] for entry in found[TOLD]] == [0, 2]
    open_before = found[FOOTFALL][-1]["body"]
    assert (open_before["in"], open_before["observed_seconds"]) == (3, 12.25)
    assert found[FOOTFALL][1]["body"]["in"] is None


def test_a_kiosk_counts_on(version: Path) -> None:
    wanted = expected(version, "kiosk-expected")["outbox"]
    found = count_on(version / "kiosk" / "outbox.db")
    (only,) = found[FOOTFALL]
    assert only["sequence"] == 6
    assert only["body"]["epoch"] == found["epoch"] == wanted["epoch"]
    assert_holds({"in": 1, "out": 2, "in_view_max": 3, "start": 1_772_499_960.0}, only["body"])
    assert_holds(wanted[TOLD], found[TOLD])


def test_a_kiosk_keeps_its_certificate(version: Path) -> None:
    wanted = expected(version, "kiosk-expected")["fingerprint"]
    assert certificate_fingerprint(version / "kiosk" / "aim") == wanted
