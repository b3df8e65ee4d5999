"""The image's bill of materials: valid CycloneDX, with hashes and licences of packages and wheels."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from referencing import Registry, Resource

from deploy.image.bill_of_materials import debian_licences, write_bill
from deploy.image.build_order import BuildOrder
from deploy.image.debian_root import PACKAGE_FACTS

STATUS = """Package: dbus
Status: install ok installed
Version: 1.14.10-1~deb12u1

Package: zlib1g
Status: install ok installed
Version: 1:1.2.13.dfsg-1
"""
FACTS = f"""Package: dbus
Version: 1.14.10-1~deb12u1
Architecture: arm64
Homepage: https://dbus.example/
SHA256: {"ab" * 32}

Package: zlib1g
Version: 1:1.2.13.dfsg-1
Architecture: arm64
SHA256: {"cd" * 32}
"""
COPYRIGHT = """Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/

Files: *
Copyright: somebody
License: GPL-2+ or AFL-2.1

Files: tools/*
License: Expat
 the text
"""


@pytest.fixture
def order(tmp_path: Path) -> BuildOrder:
    made = BuildOrder(tmp_path, 1_750_000_000, "1.2.3+20250615150640")
    root = made.root
    for name, text in {
        "var/lib/dpkg/status": STATUS,
        PACKAGE_FACTS: FACTS,
        "usr/share/doc/dbus/copyright": COPYRIGHT,
        "usr/share/doc/zlib1g/copyright": "The licence is told in a letter.",
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    wheels = made.work / "wheels"
    wheels.mkdir()
    for name, metadata in {
        "one": "Name: One.Thing\nVersion: 1.0\nLicense-Expression: MIT OR Apache-2.0\n",
        "two": "Name: two\nVersion: 2\nClassifier: License :: OSI Approved :: BSD License\n",
        "three": "Name: three\nVersion: 3\nLicense: UNKNOWN\n",
    }.items():
        with zipfile.ZipFile(wheels / f"{name}-1.whl", "w") as wheel:
            wheel.writestr(f"{name}-1.dist-info/METADATA", f"Metadata-Version: 2.4\n{metadata}\n")
    return made


@pytest.fixture
def written(order: BuildOrder) -> dict[str, Any]:
    file = write_bill(order, order.work / "wheels")
    read: Callable[[str], dict[str, Any]] = json.loads
    return read(file.read_text(encoding="utf-8"))


def test_it_is_valid(written: dict[str, Any]) -> None:
    folder = files("cyclonedx.schema") / "_res"
    schemas = {
        name: json.loads((folder / f"{name}.SNAPSHOT.schema.json").read_text())
        for name in ("bom-1.6", "spdx", "jsf-0.82")
    }
    registry: Registry[Any] = Registry().with_resources(
        [(schema["$id"], Resource.from_contents(schema)) for schema in schemas.values()]
    )
    validator = jsonschema.Draft7Validator(schemas["bom-1.6"], registry=registry)
    assert [error.message for error in validator.iter_errors(written)] == []
    spoiled = written | {"components": [{"name": "without a type"}]}
    assert not validator.is_valid(spoiled)


def test_each_package_and_wheel_is_there_with_hash_and_licence(written: dict[str, Any]) -> None:
    by_name = {one["name"]: one for one in written["components"]}
    assert set(by_name) == {"dbus", "zlib1g", "one-thing", "two", "three"}
    assert all(one["hashes"][0]["alg"] == "SHA-256" for one in by_name.values())
    assert by_name["dbus"]["hashes"][0]["content"] == "ab" * 32
    assert by_name["dbus"]["purl"].startswith("pkg:deb/debian/dbus@1.14.10-1~deb12u1?arch=arm64")
    assert by_name["one-thing"]["licenses"] == [{"expression": "MIT OR Apache-2.0"}]
    assert by_name["two"]["licenses"] == [{"license": {"name": "BSD License"}}]
    assert "licenses" not in by_name["three"], "a licence that is not told is not made up"


def test_the_same_build_writes_the_same_bill(order: BuildOrder, written: dict[str, Any]) -> None:
    again = json.loads(write_bill(order, order.work / "wheels").read_text(encoding="utf-8"))
    assert again == written
    assert written["metadata"]["timestamp"] == "2025-06-15T15:06:40Z"


def test_a_copyright_file_that_machines_cant_read_says_where_it_is() -> None:
    assert debian_licences(COPYRIGHT) == ["Expat", "GPL-2+ or AFL-2.1"]
    assert debian_licences("a letter") == ["see usr/share/doc in the image"]
