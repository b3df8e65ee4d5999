"""The password of the museum's Wi-Fi: no copy of the database or back-up tells it; a restored server asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from contract.kiosk_settings import SECRET, SettingScope
from tests.desk import Desk
from tour_server.backup.data_folder import kept_files
from tour_server.devices.registry import DeviceRegistry
from tour_server.kiosk_settings.kiosk_answers import KioskAnswers
from tour_server.kiosk_settings.setting_groups import (
    KEY_FILE,
    NOT_KNOWN,
    SettingGroup,
    SettingGroups,
    SettingsRefusedError,
)
from tour_server.kiosk_settings.tables import KioskSettingsRecord
from tour_server.staff.permissions import Role

SITE = SettingGroup(SettingScope.SITE)
SITE_PAGE = "/desk/kiosk-settings/site/all"
PASSWORD = "four quiet rooms"
LOST = "is not known any more, because a back-up was restored"


def groups_of(desk: Desk) -> SettingGroups:
    return desk.parts.assembly.context.get(SettingGroups)


def test_it_is_in_no_row_and_its_key_in_no_back_up(desk: Desk, tmp_path: Path) -> None:
    groups_of(desk).change(SITE, {"wifi_name": "Museum", SECRET: PASSWORD}, "Ada")
    groups_of(desk).change(SITE, {"threads": "2"}, "Ada")
    with desk.parts.database.reading() as session:
        rows = session.scalars(select(KioskSettingsRecord.settings)).all()
    assert len(rows) == 2
    assert PASSWORD not in str(rows)
    assert groups_of(desk).of(SITE)[SECRET] == PASSWORD
    data = tmp_path / "server"
    assert (data / KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert KEY_FILE not in {file.path for file in kept_files(data)}


@pytest.fixture
def restored(desk: Desk, tmp_path: Path) -> Iterator[Desk]:
    """A server that starts with rows of before and without their key, as after a restore."""
    desk.parts.assembly.context.get(DeviceRegistry).add("kiosk-1", "Ada")
    groups_of(desk).change(SITE, {"wifi_name": "Museum", SECRET: PASSWORD}, "Ada")
    (tmp_path / "server" / KEY_FILE).unlink()
    opened = Desk(tmp_path / "server")
    yield opened
    opened.close()


def test_kiosks_keep_what_they_have_until_it_is_typed_again(restored: Desk) -> None:
    groups, answers = groups_of(restored), restored.parts.assembly.context.get(KioskAnswers)
    technician = restored.colleague("tech", Role.TECHNICIAN)
    assert groups.of(SITE) == {"wifi_name": "Museum", SECRET: NOT_KNOWN}
    assert answers.wanted() == {}, "a Wi-Fi without its password would be an open one"
    assert LOST in technician.get(SITE_PAGE).text

    # Other settings are stored meanwhile, and wait with it.
    assert (
        technician.post(SITE_PAGE, technician.fill_in(SITE_PAGE) | {"threads": "2"}).status_code
        == 302
    )
    assert answers.wanted() == {}

    typed = technician.fill_in(SITE_PAGE) | {SECRET: "five quiet rooms"}
    assert technician.post(SITE_PAGE, typed).status_code == 302
    assert LOST not in technician.get(SITE_PAGE).text
    assert answers.wanted()["kiosk-1"].settings == {
        "wifi_name": "Museum",
        SECRET: "five quiet rooms",
        "threads": "2",
    }


def test_what_nobody_knows_is_not_put_back(restored: Desk) -> None:
    groups = groups_of(restored)
    groups.change(SITE, {SECRET: "five quiet rooms"}, "Ada")
    with pytest.raises(SettingsRefusedError, match="not known any more"):
        groups.undo(SITE, groups.history(SITE)[0].id, "Ada")
    assert groups.of(SITE)[SECRET] == "five quiet rooms"


def test_a_wi_fi_that_is_not_wanted_any_more_is_forgotten_with_it(restored: Desk) -> None:
    groups, answers = groups_of(restored), restored.parts.assembly.context.get(KioskAnswers)
    groups.change(SITE, {"wifi_name": None}, "Ada")
    assert groups.of(SITE) == {}
    assert answers.wanted()["kiosk-1"].settings == {}
