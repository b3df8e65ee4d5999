"""Staff set kiosks for the site, a room or one kiosk: the narrower holds, each change can be taken back."""

from __future__ import annotations

import pytest

from contract.kiosk_messages import SettingsReport, SettingState
from contract.kiosk_settings import SettingScope
from contract.messages import Health, encode
from contract.signed_notices import settings_revision
from tests.desk import Browser, Desk
from tour_server.devices.registry import DeviceRegistry
from tour_server.fleet.tables import KioskRecord
from tour_server.kiosk_settings.kiosk_answers import KioskAnswers
from tour_server.kiosk_settings.setting_groups import (
    SettingGroup,
    SettingGroups,
    SettingsRefusedError,
    effective,
)
from tour_server.staff.permissions import Role

SITE = SettingGroup(SettingScope.SITE)
KIOSK = SettingGroup(SettingScope.KIOSK, "kiosk-1")
SITE_PAGE = "/desk/kiosk-settings/site/all"
KIOSK_PAGE = "/desk/kiosk-settings/kiosk/kiosk-1"


@pytest.fixture
def groups(desk: Desk) -> SettingGroups:
    return desk.parts.assembly.context.get(SettingGroups)


@pytest.fixture
def room(desk: Desk) -> str:
    return desk.parts.drafts.museum().rooms[0].key


@pytest.fixture
def technician(desk: Desk) -> Browser:
    desk.parts.assembly.context.get(DeviceRegistry).add("kiosk-1", "Ada")
    return desk.colleague("tech", Role.TECHNICIAN)


def report(desk: Desk, room: str | None, settings: SettingsReport | None) -> None:
    """Store what the kiosk says of itself."""
    health = Health(1.0, True, "0.1", 1, room, 5.0, 0, 10**9, None, {}, [], settings=settings)
    now = desk.clock().timestamp()
    with desk.parts.database.writing() as session:
        session.merge(
            KioskRecord(
                device="kiosk-1",
                room=room,
                online=True,
                first_seen=now,
                last_seen=now,
                release=1,
                health=encode(health).decode(),
            )
        )


def test_the_narrower_group_holds(groups: SettingGroups, room: str) -> None:
    of_room = SettingGroup(SettingScope.ROOM, room)
    groups.change(SITE, {"level": "adult", "threads": "1"}, "Ada")
    groups.change(of_room, {"level": "child"}, "Ada")
    groups.change(KIOSK, {"level": "plain"}, "Ada")
    found = {name: (one.text, one.group) for name, one in groups.for_kiosk("kiosk-1", room).items()}
    assert found == {"level": ("plain", KIOSK), "threads": ("1", SITE)}
    assert groups.for_kiosk("kiosk-2", room)["level"].text == "child"
    assert groups.for_kiosk("kiosk-2", None)["level"].text == "adult"


def test_a_kiosk_that_is_moved_takes_the_settings_of_its_new_room() -> None:
    new = SettingGroup(SettingScope.ROOM, "new")
    groups = {KIOSK: {"room": "new"}, new: {"level": "child"}}
    assert effective(groups, "kiosk-1", "old")["level"].text == "child"


def test_a_network_and_its_password_come_from_one_group() -> None:
    groups = {
        SITE: {"wifi_name": "Museum", "wifi_password": "four quiet rooms"},
        KIOSK: {"wifi_name": "Depot"},
    }
    found = effective(groups, "kiosk-1", None)
    assert {name: one.text for name, one in found.items()} == {"wifi_name": "Depot"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"colour": "red"}, "Nothing is called colour"),
        ({"threads": "none"}, "a number from 1 to 16"),
        ({"language": "ja"}, "does not speak ja"),
        ({"wifi_password": "four quiet rooms"}, "without wifi_name"),
        ({"room": "lijnzaal"}, "for one kiosk"),
    ],
)
def test_what_can_not_be_set_is_refused_and_nothing_changes(
    groups: SettingGroups, changes: dict[str, str], words: str
) -> None:
    groups.change(SITE, {"level": "child"}, "Ada")
    with pytest.raises(SettingsRefusedError, match=words):
        groups.change(SITE, {"level": "adult", **changes}, "Ada")
    assert groups.of(SITE) == {"level": "child"}


def test_a_room_that_the_museum_does_not_have(groups: SettingGroups) -> None:
    with pytest.raises(SettingsRefusedError, match="no room nowhere"):
        groups.change(KIOSK, {"room": "nowhere"}, "Ada")


def test_a_change_is_taken_back_and_what_came_after_it_stays(groups: SettingGroups) -> None:
    groups.change(SITE, {"level": "child"}, "Ada")
    groups.change(SITE, {"level": "plain", "threads": "2"}, "Bob")
    groups.change(SITE, {"bundle_seconds": "60"}, "Ada")
    change = groups.history(SITE)[1]
    assert change.changes == {"level": ("child", "plain"), "threads": (None, "2")}
    assert groups.undo(SITE, change.id, "Cas")
    assert groups.of(SITE) == {"level": "child", "bundle_seconds": "60"}
    newest = groups.history(SITE)[0]
    assert (newest.by, newest.undoes) == ("Cas", change.id)
    assert not groups.undo(SITE, change.id, "Cas")


def test_the_password_is_in_no_history_and_on_no_page(
    groups: SettingGroups, technician: Browser
) -> None:
    groups.change(SITE, {"wifi_name": "Museum", "wifi_password": "four quiet rooms"}, "Ada")
    assert "quiet" not in str(groups.history(SITE))
    for page in (SITE_PAGE, KIOSK_PAGE):
        assert "quiet" not in technician.get(page).text
    fields = technician.fill_in(SITE_PAGE)
    assert technician.post(SITE_PAGE, fields | {"threads": "2"}).status_code == 302
    assert groups.of(SITE)["wifi_password"] == "four quiet rooms"


def test_staff_fill_in_the_form_and_take_it_back(
    desk: Desk, groups: SettingGroups, technician: Browser
) -> None:
    fields = technician.fill_in(SITE_PAGE)
    assert technician.post(SITE_PAGE, fields | {"level": "child"}).status_code == 302
    page = technician.get(SITE_PAGE).text
    assert "<ins>child</ins>" in page
    change = groups.history(SITE)[0]
    assert technician.post(f"{SITE_PAGE}/undo/{change.id}").status_code == 302
    assert groups.of(SITE) == {}
    kinds = [one.kind for one in desk.parts.events.page(_everything(), None, 20)]
    assert kinds[:2] == ["kiosk-settings-undone", "kiosk-settings-changed"]


def _everything():
    from tour_server.events.event_log import EventFilter

    return EventFilter()


def test_a_wrong_value_stays_in_the_form_with_the_reason(
    groups: SettingGroups, technician: Browser
) -> None:
    fields = technician.fill_in(SITE_PAGE)
    answer = technician.post(SITE_PAGE, fields | {"threads": "many", "level": "child"})
    assert answer.status_code == 422
    assert 'value="many"' in answer.text
    assert '<option value="child" selected>' in answer.text
    assert "a number from 1 to 16" in answer.text
    assert groups.of(SITE) == {}


def test_two_colleagues_change_different_settings_at_once(
    groups: SettingGroups, technician: Browser
) -> None:
    fields = technician.fill_in(SITE_PAGE)
    groups.change(SITE, {"level": "child"}, "Bob")
    technician.post(SITE_PAGE, fields | {"threads": "2"})
    assert groups.of(SITE) == {"level": "child", "threads": "2"}


def test_the_page_says_what_became_of_each_setting(
    desk: Desk, groups: SettingGroups, technician: Browser
) -> None:
    registry = desk.parts.assembly.context.get(DeviceRegistry)
    groups.change(SITE, {"level": "child", "server": "http://new.example"}, "Ada")
    own = {"level": "adult", "threads": "1"}
    report(desk, None, SettingsReport(own=own))
    assert "not answered yet" in technician.get(KIOSK_PAGE).text
    revision = settings_revision(
        registry.keys()["kiosk-1"].key, {"level": "child", "server": "http://new.example"}
    )
    states = {"level": SettingState.APPLIED, "server": SettingState.RETURNED}
    reasons = {"server": "The server did not answer."}
    report(desk, None, SettingsReport(revision=revision, states=states, reasons=reasons, own=own))
    page = technician.get(KIOSK_PAGE).text
    assert "tried and given back" in page
    assert "The server did not answer." in page
    answers = {one.name: one for one in desk.parts.assembly.context.get(KioskAnswers).of("kiosk-1")}
    assert answers["threads"].group is None
    assert answers["level"].group == SITE


def test_who_may_not_change_devices_reads_only(desk: Desk, technician: Browser) -> None:
    author = desk.colleague("aad", Role.AUTHOR)
    assert author.get(SITE_PAGE).status_code == 200
    assert author.post(SITE_PAGE, {"threads": "2", "before-threads": ""}).status_code == 403


@pytest.mark.parametrize("address", ["site/other", "room/nowhere", "kiosk/nobody", "planet/all"])
def test_a_group_that_is_not_there(technician: Browser, address: str) -> None:
    assert technician.get(f"/desk/kiosk-settings/{address}").status_code == 404


def test_every_registered_kiosk_is_told(
    desk: Desk, groups: SettingGroups, technician: Browser
) -> None:
    groups.change(SITE, {"level": "child"}, "Ada")
    wanted = desk.parts.assembly.context.get(KioskAnswers).wanted()
    assert {name: one.settings for name, one in wanted.items()} == {"kiosk-1": {"level": "child"}}
