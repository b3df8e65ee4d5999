"""A technician adds software: by a form, by the page's script, and by a command; what is refused leaves nothing."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.desk import Desk
from tests.tour_server.updates.bundles import bundle_bytes, write_bundle
from tests.tour_server.updates.conftest import PAGE, SoftwareHouse
from tour_server.staff.permissions import Role
from tour_server.updates.bundle_store import FOLDER, BundleStore
from zaalgids.commands.command_line import zaalgids


def files(desk: Desk) -> list[str]:
    folder = desk.parts.data / FOLDER
    return sorted(one.name for one in folder.iterdir()) if folder.exists() else []


def test_an_empty_page_teaches_and_a_form_adds(house: SoftwareHouse) -> None:
    technician = house.technician()
    assert "first to one kiosk, then to one in ten" in technician.get(PAGE).text
    answer = technician.post(PAGE, file=(io.BytesIO(bundle_bytes()), "new.raucb"))
    assert answer.status_code == 302
    page = technician.get(PAGE).text
    assert "Software 1.4.0 is here." in page
    assert "Each kiosk verifies it before it installs." in page
    assert "zaalgids-pi4" in page
    (bundle,) = house.bundles.bundles()
    assert files(house.desk) == [f"{bundle.sha256}.raucb"]
    assert (house.desk.parts.data / FOLDER).stat().st_mode & 0o077 == 0


def test_the_script_sends_the_file_as_it_is(house: SoftwareHouse) -> None:
    technician = house.technician()
    technician.get(PAGE)
    headers = {"X-CSRFToken": technician.token, "Content-Type": "application/octet-stream"}
    client = technician.client
    answer = client.post(PAGE, data=bundle_bytes("1.5.0"), headers=headers)
    assert answer.status_code == 204
    answer = client.post(PAGE, data=b"hsqs" + bytes(300), headers=headers)
    assert (answer.status_code, "not whole" in answer.text) == (422, True)
    answer = client.post(PAGE, data=bundle_bytes(), headers={**headers, "X-CSRFToken": "no"})
    assert answer.status_code == 400
    assert [one.version for one in house.bundles.bundles()] == ["1.5.0"]
    assert len(files(house.desk)) == 1


def test_what_is_refused_leaves_nothing(house: SoftwareHouse) -> None:
    technician = house.technician()
    technician.get(PAGE)
    for content in (b"", b"no bundle", bundle_bytes()[:-3]):
        answer = technician.post(PAGE, file=(io.BytesIO(content), "new.raucb"))
        assert answer.status_code == 422
    assert technician.post(PAGE).status_code == 422
    small = BundleStore(
        house.desk.parts.database,
        house.desk.parts.data / FOLDER,
        house.desk.clock,
        house.desk.parts.events,
        1000,
        "",
    )
    with pytest.raises(ValueError, match="larger than"):
        small.add(io.BytesIO(bundle_bytes()), "Ada")
    assert files(house.desk) == []
    assert house.bundles.bundles() == []


def test_duplicates_and_older_ones_are_named(house: SoftwareHouse) -> None:
    house.add("1.10.0")
    house.add("1.9.0")
    house.add("1.10.0rc1")
    assert [one.version for one in house.bundles.bundles()] == ["1.10.0", "1.10.0rc1", "1.9.0"]
    again = house.bundles.add(io.BytesIO(bundle_bytes("1.10.0")), "Ada")
    assert again.remarks[0] == "This bundle was here already."
    older = house.bundles.add(io.BytesIO(bundle_bytes("1.2.0")), "Ada")
    assert any("1.2.0 is older than 1.10.0" in one for one in older.remarks)
    another = house.bundles.add(io.BytesIO(bundle_bytes("1.10.0", filling=9000)), "Ada")
    assert any("another bundle of version 1.10.0" in one for one in another.remarks)


def test_after_a_restore_the_file_is_added_again(house: SoftwareHouse) -> None:
    sha256 = house.add()
    (house.desk.parts.data / FOLDER / f"{sha256}.raucb").unlink()
    technician = house.technician()
    assert "its file is not here: add it again" in technician.get(PAGE).text
    technician.get(PAGE)
    assert technician.post(f"{PAGE}/bundle/{sha256}/roll-out").status_code == 409
    house.add()
    assert "its file is not here" not in technician.get(PAGE).text


def test_who_does_not_look_after_kiosks_reads_and_changes_nothing(house: SoftwareHouse) -> None:
    sha256 = house.add()
    author = house.desk.colleague("Noor", Role.AUTHOR)
    page = author.get(PAGE).text
    assert "1.4.0" in page
    assert "Roll 1.4.0 out" not in page
    for path in ("/pause", "/stop", f"/bundle/{sha256}/roll-out", f"/bundle/{sha256}/delete"):
        assert author.post(f"{PAGE}{path}").status_code == 403
    assert author.get(f"{PAGE}/bundle/{sha256}/roll-out").status_code == 403


def test_a_command_adds_while_the_server_runs(house: SoftwareHouse, tmp_path: Path) -> None:
    data = str(house.desk.parts.data)
    environment = {name: None for name in os.environ if name.startswith("ZAALGIDS_")}
    run = CliRunner().invoke
    file = write_bundle(tmp_path, "1.6.0")
    done = run(zaalgids, ["add-software", str(file), "--data", data], env=environment)
    assert done.exit_code == 0, done.output
    assert "Software 1.6.0 is here." in done.output
    assert [one.version for one in house.bundles.bundles()] == ["1.6.0"]
    file.write_bytes(b"nothing")
    done = run(zaalgids, ["add-software", str(file), "--data", data], env=environment)
    assert done.exit_code == 1
    assert "no software bundle" in done.output
    done = run(
        zaalgids, ["add-software", str(tmp_path / "missing"), "--data", data], env=environment
    )
    assert done.exit_code == 1
