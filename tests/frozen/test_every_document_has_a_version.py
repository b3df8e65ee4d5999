"""Whatever is stored or sent has a version, a frozen document of each version, and a sentence for a newer one.

Whoever adds a kind of document adds it to KINDS; whoever makes a new version of one freezes a document of it below
tests/frozen/v2 (or the next folder). What is read as JSON or TOML without a version is listed with the reason.
"""

from __future__ import annotations

import ast
import importlib
import json
import re
import shutil
import sqlite3
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

import contract.bundle
import contract.credentials
import contract.messages
import contract.museum
import contract.museum_folder
import contract.museum_versions
import contract.selftest
import contract.timed_text
import device.settings
import models.calibration
import models.feature_file
import tour_server.backup.archive
import tour_server.devices.registry
import tour_server.imports.import_documents
import tour_server.jobs.job
import tour_server.search.bulk_documents
import tour_server.settings
from contract.credentials import CredentialsError
from contract.messages import FROM_DEVICE, FROM_SERVER, UnknownMessageError
from contract.museum_folder import MuseumError, read_museum
from device.content import stored_releases
from device.content.store import ContentStore
from device.desk_settings import kept_settings
from device.health import own_screen
from device.orders import orders
from device.sound_level import sound_level
from device.updates import kept_update
from device.uplink.outbox_file import SCHEMA_VERSION, open_outbox
from models.calibration import Calibration, CalibrationError
from models.features import FeatureFileError, Features
from runtime.document_version import DocumentVersionError, DocumentVersions
from runtime.settings_file import SettingsError
from tests.frozen.claim_documents import CLAIM_KINDS, PreparedKioskError, read_newer_prepared
from tour_server.catalogue import approval_units, parts
from tour_server.catalogue.parts import PartKind
from tour_server.kiosk_settings import setting_groups
from tour_server.recordings import take

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PACKAGES = (
    "contract",
    "models",
    "narration",
    "web",
    "runtime",
    "device",
    "tour_server",
    "zaalgids",
)


class Kind(NamedTuple):
    """A kind of stored or sent document."""

    versions: DocumentVersions
    frozen: str
    """Where its frozen documents are, below tests/frozen/v*."""


CONTENT, MUSEUMS = contract.museum_versions.VERSIONS, contract.museum_folder.VERSIONS
KINDS: dict[str, Kind] = {
    **{
        f"{kind}, draft and revision": Kind(CONTENT[parts.TYPES[kind]], f"drafts/{kind}.*.json")
        for kind in PartKind
    },
    "museum.toml": Kind(MUSEUMS, "museums/*/museum.toml"),
    "a work's file": Kind(CONTENT[contract.museum.Work], "museums/*/works/*.toml"),
    "an approved wording": Kind(approval_units.VERSIONS, "approvals/*.json"),
    "release": Kind(contract.bundle.VERSIONS, "releases/*.json"),
    "a timed text": Kind(contract.timed_text.VERSIONS, "timed-texts/*.json"),
    "a kiosk's list of releases": Kind(stored_releases.VERSIONS, "kiosk/content/current.json"),
    **{
        f"message {name}": Kind(contract.messages.VERSIONS[kind], f"messages/{name}*.json")
        for name, kind in (FROM_DEVICE | FROM_SERVER).items()
        if not name.endswith("-acknowledgement")
    },
    "the server's settings": Kind(tour_server.settings.VERSIONS, "settings/server-*.toml"),
    "a kiosk's settings": Kind(device.settings.VERSIONS, "settings/kiosk-*.toml"),
    "a kiosk's settings from the desk": Kind(kept_settings.VERSIONS, "kiosk-files/desk-settings.*"),
    "a kiosk's done orders": Kind(orders.VERSIONS, "kiosk-files/orders.json"),
    "a kiosk's software order": Kind(kept_update.VERSIONS, "kiosk-files/software.json"),
    "a kiosk's own screen": Kind(own_screen.VERSIONS, "kiosk-files/own-screen.json"),
    "a kiosk's sound level": Kind(sound_level.VERSIONS, "kiosk-files/sound-level.json"),
    "the report of a self test": Kind(contract.selftest.VERSIONS, "kiosk-files/selftest.json"),
    "settings of a group of kiosks": Kind(setting_groups.VERSIONS, "kiosk-settings/group.json"),
    "a device's credentials": Kind(contract.credentials.VERSIONS, "credentials/*.toml"),
    **{name: Kind(*one) for name, one in CLAIM_KINDS.items()},
    "what a device should run": Kind(tour_server.devices.registry.VERSIONS, "devices/wanted.json"),
    "a back-up": Kind(tour_server.backup.archive.VERSIONS, "backups/*.json"),
    "a recording's word times": Kind(take.VERSIONS, "recordings/word-times.json"),
    "an import, its parts, what its source said": Kind(
        tour_server.imports.import_documents.VERSIONS, "imports/*.json"
    ),
    "a change of many works, and each of its works": Kind(
        tour_server.search.bulk_documents.VERSIONS, "bulk-changes/*.json"
    ),
    "a job's arguments and result": Kind(tour_server.jobs.job.VERSIONS, "databases/expected.json"),
}


def modules() -> Iterator[Path]:
    for package in PACKAGES:
        yield from sorted((ROOT / package).rglob("*.py"))


def test_every_kind_is_listed() -> None:
    """A `DocumentVersions` anywhere in the code stands in KINDS."""
    listed = {id(kind.versions) for kind in KINDS.values()}
    for file in modules():
        if "DocumentVersions(" not in file.read_text(encoding="utf-8"):
            continue
        name = ".".join(file.relative_to(ROOT).with_suffix("").parts)
        for value in vars(importlib.import_module(name)).values():
            found = value.values() if isinstance(value, dict) else [value]
            for one in found:
                if isinstance(one, DocumentVersions):
                    assert id(one) in listed, f"{name} has the versions of a {one.name}: see KINDS"


def frozen_versions(kind: Kind) -> set[int]:
    """The versions of which there is a frozen document."""
    found = set()
    for file in HERE.glob(f"v*/{kind.frozen}"):
        if file.suffix == ".toml":
            plain = tomllib.loads(file.read_text(encoding="utf-8"))
        else:
            plain = json.loads(file.read_text(encoding="utf-8"))
        found.add(plain.get("body", plain).get(kind.versions.field, 1))
    return found


@pytest.mark.parametrize("name", KINDS)
def test_each_version_has_a_frozen_document(name: str) -> None:
    versions = KINDS[name].versions
    wanted = set(range(versions.oldest, versions.current + 1))
    assert wanted <= frozen_versions(KINDS[name]), "freeze a document of the new version"


def test_the_numbers_of_binary_files_have_frozen_documents() -> None:
    with sqlite3.connect(f"file:{HERE}/v1/kiosk/outbox.db?mode=ro&immutable=1", uri=True) as outbox:
        assert outbox.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
    outbox.close()
    assert models.calibration.VERSION == 3
    assert (models.feature_file.OLDEST, models.feature_file.VERSION) == (1, 1)


# A newer one is refused in words.


def newer_json(file: Path, version: int) -> bytes:
    return json.dumps(json.loads(file.read_bytes()) | {"v": version}).encode()


def newer_toml(file: Path, field: str, version: int) -> bytes:
    return f"{field} = {version}\n".encode() + file.read_bytes()


def read_newer(name: str, folder: Path) -> None:
    """Read the first frozen document of a kind as if newer software had written it."""
    kind = KINDS[name]
    source, version = sorted(HERE.glob(f"v*/{kind.frozen}"))[0], kind.versions.current + 1
    if name.endswith("draft and revision"):
        parts.decode(PartKind(name.split(",")[0]), newer_json(source, version).decode())
    elif name in ("museum.toml", "a work's file"):
        museum = folder / "museum"
        top = source.parents[1] if source.parent.name == "works" else source.parent
        shutil.copytree(top, museum)
        newer = museum / source.relative_to(top)
        newer.write_bytes(newer_toml(source, "v", version))
        read_museum(museum)
    elif name == "release":
        contract.bundle.read_release(newer_json(source, version))
    elif name.startswith("message "):
        message = (FROM_DEVICE | FROM_SERVER)[name.removeprefix("message ")]
        body = json.loads(source.read_bytes())["body"] | {"v": version}
        contract.messages.decode(json.dumps(body).encode(), message)
    elif name.endswith("credentials"):
        file = folder / "credentials.toml"
        file.write_bytes(source.read_bytes().replace(b"v = 1\n", b"v = %d\n" % version))
        contract.credentials.read_credentials(file)
    elif name == "a prepared kiosk":
        read_newer_prepared(source, folder, version)
    elif name.endswith("settings"):
        file = folder / "settings.toml"
        file.write_bytes(newer_toml(source, "settings_version", version))
        if "server" in name:
            tour_server.settings.read_server_settings(file, {})
        else:
            device.settings.read_kiosk_settings(file, {})
    else:
        kind.versions.decode(newer_json(source, version), dict)


@pytest.mark.parametrize("name", KINDS)
def test_a_newer_one_is_refused_in_words(name: str, tmp_path: Path) -> None:
    versions = KINDS[name].versions
    errors = (
        DocumentVersionError,
        MuseumError,
        SettingsError,
        UnknownMessageError,
        CredentialsError,
        PreparedKioskError,
    )
    with pytest.raises(errors) as caught:
        read_newer(name, tmp_path)
    read = f"1 to {versions.current}" if versions.current > 1 else "1"
    assert (
        f"This {versions.name} is of version {versions.current + 1}, written by newer software; "
        f"this software reads {read}. Install that software, or newer, here."
    ) in str(caught.value)


def test_a_newer_feature_file_is_refused_in_words(tmp_path: Path) -> None:
    file = tmp_path / "new.features"
    data = (HERE / "v1" / "features" / "flat.features").read_bytes()
    file.write_bytes(data.replace(b'"version":1', b'"version":2', 1))
    with pytest.raises(
        FeatureFileError, match=r"version 2 .* reads 1\. Install newer software here"
    ):
        Features.load(file)


def test_an_older_feature_file_is_brought_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a made-up version 2, whose header names an array otherwise."""

    def renamed(header: dict[str, Any]) -> dict[str, Any]:
        arrays = [one | {"name": one["name"].replace("spot", "dot")} for one in header["arrays"]]
        return header | {"arrays": arrays}

    monkeypatch.setattr(models.feature_file, "UPGRADES", (renamed,))
    monkeypatch.setattr(models.feature_file, "VERSION", 2)
    arrays, _ = models.feature_file.read(HERE / "v1" / "features" / "flat.features")
    assert {"first_dot", "dots"} <= arrays.keys()


def test_a_newer_calibration_is_refused_in_words(tmp_path: Path) -> None:
    file = tmp_path / "calibration.json"
    file.write_bytes(newer_json(HERE / "v3" / "calibration" / "calibration.json", 4))
    with pytest.raises(
        CalibrationError, match=r"calibration\.json is of version 4; this software reads 3"
    ):
        Calibration.load(file)


def test_a_newer_outbox_is_put_aside_in_words_and_kept(tmp_path: Path) -> None:
    file = tmp_path / "outbox.db"
    shutil.copy(HERE / "v1" / "kiosk" / "outbox.db", file)
    with sqlite3.connect(file) as outbox:
        outbox.execute("PRAGMA user_version=2")
    outbox.close()
    database, said = open_outbox(file)
    database.close()
    assert "newer software (version 2; this knows 1). It is kept as outbox.db.aside-" in said
    (kept,) = (one for one in tmp_path.glob("outbox.db.aside-*") if one.suffix.startswith(".aside"))
    with sqlite3.connect(kept) as outbox:
        assert outbox.execute("SELECT count(*) FROM entry").fetchone()[0] > 0
    outbox.close()


def test_a_kiosk_goes_on_with_the_release_before_a_newer_one(tmp_path: Path) -> None:
    """As after a downgrade of its software: the newest release on its disk is one that it can't read."""
    content = tmp_path / "content"
    shutil.copytree(HERE / "v1" / "kiosk" / "content", content, symlinks=True)
    current = json.loads((content / "current.json").read_bytes())
    newest, before = current["releases"]
    file = content / "targets" / newest["release.json"]
    file.write_bytes(newer_json(file, contract.bundle.VERSIONS.current + 1))
    store = ContentStore(content, "http://127.0.0.1:9", None)
    assert store.release is not None
    kept = json.loads((content / "targets" / before["release.json"]).read_bytes())
    assert store.release.number == kept["number"]


# What has no version, and why.

_READERS = re.compile(
    r"(msgspec\.(json|toml)\.(decode|Decoder)|json\.loads?|tomllib\.loads?|read_toml|toml_values)$"
)
WITHOUT_VERSION = {
    "runtime/document_version.py": "the mechanism",
    "tour_server/staff/person_data.py": "finds a name in documents of any kind, and changes nothing else of them",
    "runtime/text_file.py": "reads the text; who calls it knows the kind",
    "runtime/settings_file.py": "brings along what it has read",
    "contract/museum_folder.py": "brings along what it has read",
    "models/calibration.py": "its version stands beside it",
    "web/json_pages.py": "the body of a request of the page that this program served",
    "tour_server/staffing/last_change.py": "of a browser's session; what another version kept counts as no change",
    "narration/answers/question_words.py": "files of the program",
    "models/feature_file.py": "its version stands beside it",
    "narration/rendered_blocks.py": "a cache: speech that can't be read is made again",
    "narration/speech/espeak.py": "between a process and its child, from one installation",
    "narration/speech/engine_frames.py": "between a process and its child, from one installation",
    "narration/speech/engine_process.py": "between a process and its child, from one installation",
    "narration/speech/kokoro_voice.py": "the signs of a model, a file of the program that Kokoro's makers wrote",
    "narration/speech/piper_voice.py": "a model's settings as Piper writes them, not ours",
    "narration/speech/recorded.py": "times of words as other tools write them, not ours",
    "contract/credentials.py": "brings along what it has read",
    "contract/prepared_kiosk.py": "brings along what it has read",
    "device/camera_setup/saving.py": "edits the settings file, whose text keeps its version",
    "device/updates/rauc_updater.py": "answers as RAUC writes them, not ours",
    "device/camera_setup/invitation.py": "between a kiosk and a command of the same installation",
    "tour_server/kiosk_care/order_book.py": "an invitation of a kiosk, which holds for ten minutes",
    "tour_server/kiosk_care/alarm_watch.py": "a column of kiosk_alarm, kept for 90 days; what it can't read it shows",
    "zaalgids/commands/selftest.py": "between a kiosk and a command of the same installation",
    "tour_server/media/pages.py": "the fields that a page showed, which its form sends back",
    "tour_server/visit/offer_pages.py": "the body of a request of the page that this program served",
    "tour_server/visit/pages.py": "the body of a request of the page that this program served",
    "tour_server/house/pages.py": "the body of a request of the page that this program served",
    "tour_server/house/visitor_plans.py": "a column of plan_picture: a migration rewrites it",
    "tour_server/translations/libre_translate.py": "answers as translation servers write them, not ours",
    "tour_server/imports/formats/json_file.py": "collections as other museums write them, not ours",
    "tour_server/fleet/name_conflicts.py": "a column of kiosk: a migration rewrites it",
    "tour_server/forecast/count_imports.py": "a column of visitor_count_import: a migration rewrites it",
    "tour_server/forecast/forecast_store.py": "a column of visitor_forecast, which a migration rewrites, and models, "
    "which are chosen anew each week and where they can't be read",
    "tour_server/updates/software_orders.py": "a column of software_order: a migration rewrites it",
    "tour_server/updates/rauc_program.py": "what the program rauc writes, not ours",
    "tour_server/crowd/zones.py": "a column of footfall: a migration rewrites it",
    "tour_server/backup/rows.py": "rows of a back-up, whose header has its version",
    "tour_server/links/concepts.py": "vocabularies as other houses write them, not ours",
    "tour_server/links/label_words.py": "a file of the program, from one installation",
    "tour_server/links/link_book.py": "columns of proposed_link and link_decision: a migration rewrites them",
    "tour_server/links/trait_words.py": "a file of the program, from one installation",
    "tour_server/printing/typeset.py": "between a process and its child, from one installation",
    "tour_server/printing/typesetter.py": "between a process and its child, from one installation",
    "tour_server/publishing/releases.py": "only the number, of a release of any version",
    "tour_server/publishing/signed_summary.py": "a cache of what the signed metadata say",
    "tour_server/publishing/superseded_files.py": "notes; without them files stay a day longer",
    "tour_server/publishing/reference_features.py": "a cache, named by the method that made it",
    "tour_server/catalogue/reference_check.py": "a cache, named by the method that made it",
    "tour_server/migrations/versions/0008_approved_wording.py": "drafts: all of version 1, then",
    "zaalgids/processes.py": "the state of a program that this one started",
    "zaalgids/evaluation/answer_pictures.py": "between a process and its child",
    "zaalgids/evaluation/kinds.py": "counts of an earlier run of the same command, given by hand",
    "zaalgids/evaluation/sounding.py": "words of any program, given by hand; timed texts it reads by their version",
}


def readers(file: Path) -> bool:
    """Whether the module reads JSON or TOML."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    calls = (ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call))
    return any(_READERS.search(call) for call in calls)


def test_who_reads_a_document_without_a_version_says_why() -> None:
    found = {file.relative_to(ROOT).as_posix() for file in modules() if readers(file)}
    new, gone = found - WITHOUT_VERSION.keys(), WITHOUT_VERSION.keys() - found
    assert not new, (
        f"{sorted(new)}: read it through a DocumentVersions, or list here why it has no version"
    )
    assert not gone, f"{sorted(gone)}: no longer read JSON or TOML"


def test_the_default_of_a_message_is_the_version_that_is_written() -> None:
    for kind, versions in contract.messages.VERSIONS.items():
        (field,) = (one for one in msgspec.structs.fields(kind) if one.name == "v")
        assert field.default == versions.current
