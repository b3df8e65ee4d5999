"""The pages of a kiosk and of its settings in a real Chromium: by axe, on narrow screens, in the dark."""

from __future__ import annotations

import datetime as dt
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from sqlalchemy.orm import Session

from contract.kiosk_messages import (
    LookInvitation,
    MachineState,
    OrderKind,
    OrderOutcome,
    OrderResult,
    ScreenState,
    SettingsReport,
    SettingState,
)
from contract.kiosk_settings import SettingScope
from contract.messages import Health
from contract.selftest import CheckState, SelftestCheck, SelftestReport
from contract.signed_notices import sealed, settings_revision
from tests.browser import accessibility_violations, pixels_beyond_the_screen
from tests.desk import Desk
from tests.signing_in import sign_in
from tests.waiting import until
from tour_server.devices.registry import DeviceRegistry
from tour_server.fleet.messages import store_health
from tour_server.ingest.message_handler import ReceivedMessage
from tour_server.kiosk_care.order_book import OrderBook
from tour_server.kiosk_care.samples import KioskSamples
from tour_server.kiosk_care.tables import KioskOrderRecord
from tour_server.kiosk_settings.setting_groups import SettingGroup, SettingGroups
from tour_server.staff.permissions import Role

pytestmark = [pytest.mark.browser, pytest.mark.long]

PAGES = (
    "/desk/kiosks",
    "/desk/kiosks/look-after/hall-1",
    "/desk/kiosks/look-after/hall-1/look",
    "/desk/kiosks/look-after/hall-1/look/LOOK",
    "/desk/kiosks/look-after/hall-1/selftest/TEST",
    "/desk/kiosk-settings",
    "/desk/kiosk-settings/site/all",
    "/desk/kiosk-settings/kiosk/hall-1",
)
WIDTHS = (320, 768, 1440)


@pytest.fixture
def address(desk: Desk) -> Iterator[str]:
    """The address of a running desk with a kiosk that has a history, orders and settings."""
    get = desk.parts.assembly.context.get
    key = get(DeviceRegistry).add("hall-1", "Ada")
    groups, site = get(SettingGroups), SettingGroup(SettingScope.SITE)
    settings = {"level": "child", "server": "http://new.example"}
    groups.change(site, settings, "Ada")
    groups.change(SettingGroup(SettingScope.KIOSK, "hall-1"), {"threads": "2"}, "Ada")
    report = SettingsReport(
        revision=settings_revision(key, settings | {"threads": "2"}),
        states={"level": SettingState.APPLIED, "server": SettingState.RETURNED},
        reasons={"server": "It was tried, the server did not answer, and the kiosk went back."},
        own={"language": "nl"},
    )
    for minute in range(12):
        machine = MachineState(
            under_voltage=True, recognition_ms=100.0 + minute, screen=ScreenState.TELLING
        )
        health = Health(
            *(1.0, True, "0.1", 1, "hal", 5.0, 0, 10**9, 40.0 + minute, {"camera-1": "ok"}, []),
            machine=machine,
            settings=report,
        )
        with desk.parts.database.writing() as session:
            now = desk.clock().timestamp()
            store_health(session, [ReceivedMessage("hall-1", health, now)])
        get(KioskSamples).take()
        desk.clock.at += dt.timedelta(minutes=5 if minute < 11 else 0)
    book = get(OrderBook)
    order = book.ask("hall-1", OrderKind.LOGS, "Ada")
    with desk.parts.database.writing() as session:
        outcome = OrderOutcome(order, OrderResult.DONE, "", ["a line"])
        book.store(session, [ReceivedMessage("hall-1", outcome, desk.clock().timestamp())])
        _answer_look_and_selftest(desk, session, key)
    book.ask("hall-1", OrderKind.RESTART, "Ada")
    with desk.served() as address:
        yield address


ORDERS: dict[str, str] = {}


def _answer_look_and_selftest(desk: Desk, session: Session, key: bytes) -> None:
    """Store a look that tess asked for, with its invitation, and a self test with its report."""
    now = desk.clock()
    invitation = LookInvitation(
        addresses=["https://10.0.0.7:8443/"],
        code=sealed(key, "ABCD-EFGH"),
        fingerprint=":".join(32 * ["AB"]),
        minutes=10,
    )
    report = SelftestReport(
        at=now.timestamp(),
        clock_trusted=True,
        software="0.1",
        machine="Raspberry Pi 4 Model B",
        cores=4,
        memory_bytes=None,
        checks=[
            SelftestCheck(
                part="disk",
                state=CheckState.FAILED,
                words="The system has counted errors of the disk.",
                advice="Put another card in.",
                values={"errors": 3, "recognition_descriptor_index_ms": 19.4},
            )
        ],
    )
    for kind, sent in (
        (OrderKind.LOOK, msgspec.json.encode(invitation).decode()),
        (OrderKind.SELFTEST, msgspec.json.encode(report).decode()),
    ):
        ORDERS[kind] = secrets.token_hex(8)
        session.add(
            KioskOrderRecord(
                id=ORDERS[kind],
                device="hall-1",
                what=kind.value,
                number=1,
                asked_at=now,
                asked_by="tess",
                until=now,
                result="done",
                reason="",
                answered_at=now,
                lines=sent,
            )
        )


def placed(path: str) -> str:
    """Returns a path with the orders of this test in it."""
    found = path.replace("LOOK", ORDERS[OrderKind.LOOK])
    return found.replace("TEST", ORDERS[OrderKind.SELFTEST])


def test_the_pages_are_for_everyone(desk: Desk, address: str, browser: webdriver.Chrome) -> None:
    sign_in(desk, browser, address, Role.TECHNICIAN, "tess")
    pictures = os.environ.get("ZAALGIDS_TEST_PICTURES")  # a folder, for whoever wants to look
    for scheme in ("light", "dark"):
        browser.execute_cdp_cmd(
            "Emulation.setEmulatedMedia",
            {"features": [{"name": "prefers-color-scheme", "value": scheme}]},
        )
        for path in PAGES:
            browser.get(address + placed(path))
            assert accessibility_violations(browser) == [], (path, scheme)
            for width in WIDTHS:
                browser.execute_cdp_cmd(
                    "Emulation.setDeviceMetricsOverride",
                    {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False},
                )
                assert pixels_beyond_the_screen(browser) == 0, (path, width)
                if pictures:
                    name = f"{path.strip('/').replace('/', '-')}-{width}-{scheme}.png"
                    browser.save_screenshot(str(Path(pictures) / name))
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def test_a_technician_presses_a_button(desk: Desk, address: str, browser: webdriver.Chrome) -> None:
    sign_in(desk, browser, address, Role.TECHNICIAN, "tess")
    browser.get(f"{address}/desk/kiosks/look-after/hall-1")
    browser.find_element(By.XPATH, "//button[contains(., 'Show the number 1')]").click()
    until(lambda: "show its number (1)" in browser.find_element(By.TAG_NAME, "main").text, 60)
    browser.get(f"{address}/desk/kiosk-settings/site/all")
    browser.find_element(By.ID, "set-threads").send_keys("4")
    browser.find_element(By.XPATH, "//button[contains(., 'Save these settings')]").click()
    groups = desk.parts.assembly.context.get(SettingGroups)
    until(lambda: groups.of(SettingGroup(SettingScope.SITE)).get("threads") == "4", 60)
