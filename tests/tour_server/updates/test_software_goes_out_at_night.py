"""A rollout over a real desk: stages by night, what stops it, alarms, one kiosk at once, and back."""

from __future__ import annotations

import datetime as dt

import pytest

from contract.messages import decode
from contract.signed_notices import is_authentic_software
from contract.software import InstallHours, SoftwareOrder, SoftwareReason, SoftwareStep
from tests.tour_server.updates.conftest import PAGE, SoftwareHouse
from tour_server.devices.registry import DeviceKey
from tour_server.events.event_log import EventFilter
from tour_server.fleet.device_notices import DeviceNotices
from tour_server.updates.bundle_file import SoftwareBundleError
from tour_server.updates.software_orders import SoftwareRefusedError


def minutes(count: float) -> dt.timedelta:
    return dt.timedelta(minutes=count)


GOOD, TRYING = SoftwareStep.GOOD, SoftwareStep.TRYING


def all_good(house: SoftwareHouse) -> None:
    for name in house.told():
        house.says(name, GOOD)
    house.rollouts.look()


def test_three_nights_from_one_kiosk_to_all(house: SoftwareHouse) -> None:
    house.kiosks(12)
    house.rollouts.start(house.add(), "Tess", "kiosk-7")
    house.at(13)
    assert house.wanted() == {}  # by day nothing begins
    house.at(21)
    assert house.told() == ["kiosk-7"]
    order = house.wanted()["kiosk-7"]
    assert (order.version, order.older, order.again) == ("1.4.0", False, False)
    assert order.hours == InstallHours("20:00", "08:00", "Europe/Amsterdam")
    assert order.path == f"software/{order.sha256}.raucb"
    all_good(house)
    house.at(23)
    assert house.told() == []  # it has not been good for twelve hours
    house.at(21, days=1)
    assert house.told() == ["kiosk-1", "kiosk-10"]  # one in ten of twelve
    all_good(house)
    house.at(21, days=1)
    assert len(house.told()) == 9
    page = house.technician().get(PAGE).text
    assert "3 of 12 run it." in page
    all_good(house)
    assert house.wanted() == {}
    assert "1.4.0 is in force since" in house.technician().get(PAGE).text


def test_a_dark_screen_after_the_trial_holds_the_others(house: SoftwareHouse) -> None:
    house.kiosks(12)
    house.rollouts.start(house.add(), "Tess", "kiosk-7")
    house.at(21)
    all_good(house)
    house.alerts["kiosk-7"] = ["screen-dark"]
    house.at(21, days=1)
    assert house.told() == []
    page = house.technician().get("/desk/kiosks").text
    assert "No browser of its own shows its page" in page
    assert page.index('id="kiosk-kiosk-7"') < page.index('id="kiosk-kiosk-1"'), (
        "it needs help first"
    )
    house.alerts.clear()
    house.at(21, days=1)
    assert house.told() == ["kiosk-1", "kiosk-10"]


def test_the_list_tells_two_images_of_one_release_apart(house: SoftwareHouse) -> None:
    house.kiosks(2)
    house.rollouts.start(house.add(), "Tess", "kiosk-1")
    house.at(21)
    house.says("kiosk-1", GOOD)
    table = house.technician().get("/desk/kiosks/table").text
    first, second = (table.index(f'id="kiosk-kiosk-{number}"') for number in (1, 2))
    assert "1.4.0" in table[first:second], "what it says it runs"
    assert "zaalgids 0.1.0" in table[second:], "it never said"


def test_it_stops_with_an_alarm_by_night_and_staff_decide(house: SoftwareHouse) -> None:
    house.kiosks(3)
    house.rollouts.start(house.add(), "Tess", "kiosk-2")
    house.at(21)
    words = "Screen: no page."
    house.says("kiosk-2", SoftwareStep.ROLLED_BACK, reason=SoftwareReason.UNHEALTHY, words=words)
    house.at(23)
    technician = house.technician()
    page = technician.get(PAGE).text
    assert "It stopped by itself: it failed at kiosk-2." in page
    assert words in page
    for _ in range(25):  # five minutes of an alarm, while the museum is closed
        house.desk.clock.at += minutes(0.25)
        house.heard("kiosk-2")
        house.alarms.look()
    assert [one.words for one in house.alarms.alarms("kiosk-2")] == ["software 1.4.0 failed"]
    assert "Software 1.4.0 failed here." in technician.get("/desk/kiosks").text
    house.at(21, days=1)
    assert house.told() == []
    technician = house.technician()
    technician.get(PAGE)
    assert technician.post(f"{PAGE}/go-on").status_code == 302
    house.at(22)
    assert house.told() == ["kiosk-1"]
    assert "failed here" not in technician.get("/desk/kiosks").text


def test_a_kiosk_that_is_not_back_by_the_morning_stops_it(house: SoftwareHouse) -> None:
    house.kiosks(3)
    house.rollouts.start(house.add(), "Tess", "kiosk-2")
    house.at(21)
    house.says("kiosk-2", TRYING)
    house.at(8, days=1, keep=("kiosk-1", "kiosk-3"))
    assert "tries it" in house.technician().get(PAGE).text
    house.at(10, keep=("kiosk-1", "kiosk-3"))
    page = house.technician().get(PAGE).text
    assert "It began to install and was not done by the morning." in page
    assert "stopped: a kiosk failed" in page
    house.says("kiosk-2", TRYING)  # it is heard again, and says no more than that


def test_paused_and_stopped(house: SoftwareHouse) -> None:
    house.kiosks(3)
    technician = house.technician()
    sha256 = house.add()
    technician.get(f"{PAGE}/bundle/{sha256}/roll-out")
    assert technician.post(f"{PAGE}/bundle/{sha256}/roll-out", first="kiosk-2").status_code == 302
    assert technician.post(f"{PAGE}/bundle/{sha256}/roll-out").status_code == 409
    house.at(21)
    house.says("kiosk-2", SoftwareStep.WAITING)
    technician = house.technician()
    technician.get(PAGE)
    technician.post(f"{PAGE}/pause")
    house.at(22)
    assert house.told() == []
    assert house.wanted()["kiosk-2"].withdrawn
    assert "It is paused" in technician.get(PAGE).text
    assert technician.post(f"{PAGE}/pause").status_code == 409
    technician.post(f"{PAGE}/go-on")
    house.at(23)
    assert house.told() == ["kiosk-1"]  # the chosen one has had its turn
    house.says("kiosk-1", SoftwareStep.FETCHING)
    with pytest.raises(SoftwareBundleError, match="in use"):
        house.bundles.delete(sha256, "Tess")
    assert "No more kiosks get it" in technician.get(f"{PAGE}/stop").text
    technician.post(f"{PAGE}/stop")
    house.at(21, days=1)
    assert house.told() == []
    technician = house.technician()
    assert technician.get(f"{PAGE}/stop").status_code == 404
    house.says("kiosk-1", SoftwareStep.REFUSED, reason=SoftwareReason.WITHDRAWN)
    house.rollouts.look()
    assert "kiosk-1" not in house.wanted()
    technician.get(PAGE)
    assert technician.post(f"{PAGE}/bundle/{sha256}/delete").status_code == 302
    assert house.bundles.bundles() == []


def test_one_kiosk_gets_it_at_once_by_day(house: SoftwareHouse) -> None:
    house.kiosks(2)
    technician, sha256 = house.technician(), house.add()
    page = f"{PAGE}/bundle/{sha256}/send"
    assert "Send it at once" in technician.get(page).text
    assert technician.post(page).status_code == 422
    assert technician.post(page, kiosk="kiosk-2").status_code == 302
    order = house.wanted()["kiosk-2"]
    assert (order.hours.begins, order.hours.ends, order.again) == ("00:00", "00:00", True)
    house.says("kiosk-2", SoftwareStep.INSTALLING, progress=0.4)
    assert technician.post(page, kiosk="kiosk-2").status_code == 409
    house.says("kiosk-2", SoftwareStep.ROLLED_BACK, reason=SoftwareReason.NOT_STARTED)
    house.rollouts.look()
    assert "The new software did not come up." in technician.get(PAGE).text
    technician.post(f"{PAGE}/kiosk/kiosk-2/note")
    assert "software 1.4.0 failed" not in technician.get("/desk/kiosks").text
    kinds = [one.kind for one in house.desk.parts.events.page(EventFilter(), None, 50)]
    assert {"software-added", "software-sent", "software-failure-noted"} <= set(kinds)


def test_kiosks_are_taken_back_on_purpose(house: SoftwareHouse) -> None:
    house.kiosks(2)
    old, new = house.add("1.3.0"), house.add("1.4.0")
    for name in house.names:
        house.orders.send(name, new, "Tess")
        house.says(name, GOOD)
    house.rollouts.look()
    house.desk.clock.at += minutes(5)
    technician = house.technician()
    page = technician.get(f"{PAGE}/bundle/{old}/roll-out").text
    assert "Newer software runs on: kiosk-1, kiosk-2." in page
    house.rollouts.start(old, "Tess")
    house.at(21)
    assert house.told() == []  # nobody said that they go back
    house.desk.clock.at += minutes(5)
    house.rollouts.start(old, "Tess", back=True)
    house.at(22)
    order = house.wanted()["kiosk-1"]
    assert (order.version, order.older) == ("1.3.0", True)


def test_old_kiosks_hold_nothing(house: SoftwareHouse) -> None:
    house.kiosks(1, slot=None)
    house.kiosks(1)
    house.rollouts.start(house.add(), "Tess")
    technician = house.technician()
    assert "Can’t be updated from here: kiosk-1." in technician.get(PAGE).text
    assert "can’t be updated from here" in technician.get("/desk/kiosks/look-after/kiosk-1").text
    house.desk.clock.at = house.desk.clock.at.replace(hour=21)
    house.heard("kiosk-1", slot=None)
    house.heard("kiosk-2")
    house.rollouts.look()
    assert house.told() == ["kiosk-2"]
    house.says("kiosk-2", GOOD)
    house.rollouts.look()
    technician = house.technician()
    assert "1.4.0 is in force" in technician.get(PAGE).text
    page = technician.get("/desk/kiosks/look-after/kiosk-2").text
    assert "Software in the other slot" in page
    with pytest.raises(SoftwareRefusedError):
        house.rollouts.start(house.add("1.5.0"), "Tess", "kiosk-1")


def test_a_spare_takes_the_place_of_a_kiosk_and_gets_the_software(house: SoftwareHouse) -> None:
    house.kiosks(1)
    house.rollouts.start(house.add(), "Tess")
    house.at(21)
    all_good(house)
    assert house.wanted() == {}
    house.desk.clock.at += minutes(1)
    house.registry.renew("kiosk-1", "Tess")
    house.rollouts.look()
    assert house.told() == ["kiosk-1"]


def test_what_is_told_is_signed_for_the_kiosk(house: SoftwareHouse) -> None:
    house.kiosks(1)
    house.orders.send("kiosk-1", house.add(), "Tess")
    notices = house.desk.parts.assembly.context.get(DeviceNotices)
    notices._site = "huis"
    sent: list[bytes] = []
    notices._send = lambda name, body, retain=True: sent.append(body)  # type: ignore[method-assign]
    notices._publish()
    orders = [decode(one, SoftwareOrder) for one in sent if b'"sha256"' in one]
    key: DeviceKey = house.registry.keys()["kiosk-1"]
    assert len(orders) == 1
    assert is_authentic_software(orders[0], key.key, notices._site, "kiosk-1")


def test_a_stranger_and_another_kiosk_change_nothing(house: SoftwareHouse) -> None:
    house.kiosks(2)
    house.orders.send("kiosk-1", house.add(), "Tess")
    order = house.wanted()["kiosk-1"]
    house.names.append("other")
    house.orders.wanted = lambda: {"kiosk-2": order}  # type: ignore[method-assign]
    house.says("kiosk-2", SoftwareStep.ROLLED_BACK, reason=SoftwareReason.UNHEALTHY)
    del house.orders.wanted  # type: ignore[method-assign]
    house.rollouts.look()
    assert house.told() == ["kiosk-1"]
    assert house.wanted()["kiosk-1"].id == order.id
    assert house.orders.note("kiosk-2", "Tess") is False
