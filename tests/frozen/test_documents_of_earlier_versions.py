"""Documents that earlier versions wrote are read by this one, every value arrives, and they are written alike."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from models.calibration import CalibrationError
from tests.frozen import readers
from tests.frozen.comparing import assert_holds
from tour_server.database import Database

HERE = Path(__file__).parent
VERSIONS = ("v1", "v2", "v3")


def expected(folder: Path) -> Any:
    return json.loads((folder / "expected.json").read_text(encoding="utf-8"))


def each(noun: str) -> list[Any]:
    """(folder, name) of every document of a noun, of every version."""
    return [
        pytest.param(HERE / version / noun, name, id=f"{version}-{name}")
        for version in VERSIONS
        if (HERE / version / noun).is_dir()  # v2 holds what v1 has not
        for name in expected(HERE / version / noun)
    ]


@pytest.mark.parametrize(("folder", "name"), each("drafts"))
def test_a_draft(folder: Path, name: str) -> None:
    body = (folder / name).read_text(encoding="utf-8")
    read = readers.read_draft(name.split(".")[0], body)
    assert_holds(expected(folder)[name], read.values)
    assert json.loads(read.again) == json.loads(body)


@pytest.mark.parametrize(("folder", "name"), each("releases"))
def test_a_release(folder: Path, name: str) -> None:
    body = (folder / f"{name}.json").read_bytes()
    read = readers.read_release(body)
    assert_holds(expected(folder)[name], read.values)
    assert json.loads(read.again) == json.loads(body)


def message(folder: Path, name: str) -> tuple[str, bytes]:
    kept = msgspec.json.decode((folder / f"{name}.json").read_bytes(), type=dict[str, msgspec.Raw])
    return msgspec.json.decode(kept["topic"], type=str), bytes(kept["body"])


# Optional fields that messages got after the newest frozen version; a reader of that version ignores them.
ADDED_TO_MESSAGES = {
    *("boot", "digests", "mac", "release_hash", "hash", "machine", "settings"),
    *("selftest", "look", "alerts"),
}


@pytest.mark.parametrize(("folder", "name"), each("messages"))
def test_a_message(folder: Path, name: str) -> None:
    topic, body = message(folder, name)
    read, topic_again = readers.read_message(topic, body)
    assert_holds(expected(folder)[name], read.values)
    assert topic_again == topic
    left_out = json.loads(read.again).keys() - json.loads(body).keys() - ADDED_TO_MESSAGES
    assert (left_out != set()) == name.startswith("sparse/")
    assert_holds(json.loads(body), json.loads(read.again))


COLUMNS = {"in": "entered", "out": "left"}  # where a column has another name than the field


@pytest.mark.parametrize("version", ["v1"])
@pytest.mark.parametrize("name", ["footfall-full", "footfall-nothing-observed", "told-full"])
def test_a_message_is_stored_under_the_right_columns(
    version: str, name: str, tmp_path: Path
) -> None:
    folder = HERE / version / "messages"
    database = Database(f"sqlite:///{tmp_path / 'one.db'}")
    database.migrate()
    readers.store_message(database, *message(folder, name))
    (row,) = readers.read_rows(database, name.split("-")[0])
    database.close()
    sent = {COLUMNS.get(field, field): value for field, value in expected(folder)[name].items()}
    del sent["v"]
    assert_holds(sent | {"device": "kiosk-1"}, row)


@pytest.mark.parametrize(("folder", "name"), each("museums"))
def test_a_museum_folder(folder: Path, name: str, tmp_path: Path) -> None:
    assert_holds(expected(folder)[name], readers.read_museum(folder / name))
    readers.write_museum_again(folder / name, tmp_path)
    tables = sorted(file.relative_to(folder / name) for file in (folder / name).rglob("*.toml"))
    assert len(tables) >= 2
    for table in tables:
        before, after = (
            msgspec.toml.decode((place / table).read_bytes()) for place in (folder / name, tmp_path)
        )
        assert after == before, table


@pytest.mark.parametrize("version", ["v1"])
def test_a_folder_of_photographs(version: str, tmp_path: Path) -> None:
    folder = HERE / version / "photographs"
    then = expected(folder)
    for work in then[
        "works"
    ]:  # a picture that two rows named was there twice; now it is one picture
        work["media"] = [
            one for at, one in enumerate(work["media"]) if one not in work["media"][:at]
        ]
    assert_holds(then, readers.read_photographs(folder, tmp_path))


@pytest.mark.parametrize(("folder", "name"), each("features"))
def test_a_feature_file(folder: Path, name: str, tmp_path: Path) -> None:
    file, again = folder / f"{name}.features", tmp_path / "again"
    assert_holds(expected(folder)[name], readers.read_features(file))
    readers.save_features_again(file, again)  # with what the older file lacks
    assert_holds(expected(folder)[name], readers.read_features(again))


@pytest.mark.parametrize("version", ["v1"])
@pytest.mark.parametrize(
    ("name", "picture", "work"),
    [
        ("flat", "flat.1.flat-1.jpg", "flat-1"),
        ("body", "body.1.vase.jpg", "vase"),
        ("flat", "body.1.vase.jpg", None),
    ],
)
def test_works_are_recognised_by_a_feature_file(
    version: str, name: str, picture: str, work: str | None
) -> None:
    folder = HERE / version / "features"
    assert readers.recognise(folder / f"{name}.features", folder / picture) == work


def test_a_timed_text() -> None:
    body = (HERE / "v3" / "timed-texts" / "fr-child.json").read_bytes()
    text = readers.read_timed_text(body)
    assert (text["language"], text["level"], text["milliseconds"]) == ("fr", "child", 3600)
    assert text["pieces"][1][0] == "Extraordinairement"
    cuts, hyphen = text["pieces"][1][6:]
    assert (list(cuts), hyphen) == ([3, 8, 12, 14], True)
    assert readers.write_timed_text(body) == body


@pytest.mark.parametrize("version", ["v3"])
def test_a_calibration(version: str, tmp_path: Path) -> None:
    folder = HERE / version / "calibration"
    file, again = folder / "calibration.json", tmp_path / "again.json"
    assert_holds(expected(folder), readers.read_calibration(file, again))
    assert json.loads(again.read_bytes()) == json.loads(file.read_bytes())


@pytest.mark.parametrize("version", [1, 2])
def test_a_calibration_of_other_regressors_is_refused(version: int, tmp_path: Path) -> None:
    """Weights say nothing about the regressors of another version, and the file comes with the program."""
    with pytest.raises(CalibrationError, match=rf"version {version}; this software reads 3"):
        readers.read_calibration(
            HERE / f"v{version}" / "calibration" / "calibration.json", tmp_path / "again"
        )


@pytest.mark.parametrize(("folder", "name"), each("settings"))
def test_settings(folder: Path, name: str) -> None:
    if name.startswith("environment of a "):
        program = name.removeprefix("environment of a ")
        environment = json.loads((folder / "environment.json").read_bytes())[program]
        found = readers.read_settings(program, None, environment)
    else:
        found = readers.read_settings(name.split("-")[0], folder / name, {})
    assert_holds(expected(folder)[name], found)


@pytest.mark.parametrize("version", ["v1"])
def test_a_camera_as_it_was_before_a_kiosk_changed_its_settings(version: str) -> None:
    folder = HERE / version / "settings"
    former = expected(folder)["kiosk-edited.toml.before"]["eyes"][0]
    assert_holds(former, readers.read_former_camera(folder / "kiosk-edited.toml", 0))
    assert former["line"] is None
