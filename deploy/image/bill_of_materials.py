"""Writes the image's bill of materials: CycloneDX 1.6 of its Debian packages and its Python wheels."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime
from email.message import Message
from email.parser import Parser
from pathlib import Path
from typing import Any
from urllib.parse import quote

from deploy.image.build_order import BuildOrder
from deploy.image.debian_root import PACKAGE_FACTS
from deploy.image.layout import identity
from deploy.image.package_list import installed_versions

Component = dict[str, Any]
# Names of licences in Python's classifiers that are not SPDX's own.
_UNCLEAR = {"UNKNOWN", ""}


def debian_components(root: Path, suite: str) -> list[Component]:
    """Return a component for each installed package, with the hash that Debian signs and the licences it states."""
    versions = installed_versions((root / "var/lib/dpkg/status").read_text(encoding="utf-8"))
    facts = package_facts((root / PACKAGE_FACTS).read_text(encoding="utf-8"))
    made = []
    for name, version in versions.items():
        told = facts.get((name, version), {})
        arch = told.get("Architecture", "arm64")
        purl = f"pkg:deb/debian/{quote(name)}@{quote(version)}?arch={arch}&distro={suite}"
        component = _component(name, version, purl)
        component["supplier"] = {"name": "Debian"}
        if "SHA256" in told:
            component["hashes"] = [{"alg": "SHA-256", "content": told["SHA256"]}]
        if "Homepage" in told:
            component["externalReferences"] = [{"type": "website", "url": told["Homepage"]}]
        copyright_file = root / "usr/share/doc" / name / "copyright"
        if copyright_file.is_file():
            text = copyright_file.read_text(encoding="utf-8", errors="replace")
            component["licenses"] = [
                {"license": {"name": licence}} for licence in debian_licences(text)
            ]
        made.append(component)
    return made


def package_facts(text: str) -> dict[tuple[str, str], dict[str, str]]:
    """Return by package and version what `apt-cache show` printed of it."""
    found = {}
    for paragraph in text.split("\n\n"):
        pattern = r"^(Package|Version|Architecture|SHA256|Homepage): (.+)$"
        fields = dict(re.findall(pattern, paragraph, re.MULTILINE))
        if "Package" in fields and "Version" in fields:
            found[fields["Package"], fields["Version"]] = fields
    return found


def debian_licences(text: str) -> list[str]:
    """Return the short names of licences of a copyright file; one sentence where it is not machine-readable."""
    if not text.lstrip().lower().startswith("format:"):
        return ["see usr/share/doc in the image"]
    names = (name.strip() for name in re.findall(r"^License:[ \t]*(\S.*)$", text, re.MULTILINE))
    return sorted({name for name in names if name}) or ["see usr/share/doc in the image"]


def wheel_components(wheels: Iterable[Path]) -> list[Component]:
    """Return a component for each wheel, with its SHA-256 and the licence that its metadata state."""
    made = []
    for wheel in sorted(wheels):
        metadata = _wheel_metadata(wheel)
        name, version = str(metadata["Name"]), str(metadata["Version"])
        plain = re.sub(r"[-_.]+", "-", name).lower()
        component = _component(plain, version, f"pkg:pypi/{plain}@{quote(version)}")
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        component["hashes"] = [{"alg": "SHA-256", "content": digest}]
        licences = wheel_licences(metadata)
        if licences:
            component["licenses"] = licences
        made.append(component)
    return made


def wheel_licences(metadata: Message) -> list[dict[str, Any]]:
    """Return an SPDX expression where the metadata have one, otherwise the names that they give."""
    if expression := metadata.get("License-Expression"):
        return [{"expression": expression}]
    classified = [
        value.rsplit("::", 1)[1].strip()
        for value in metadata.get_all("Classifier", [])
        if value.startswith("License ::") and value.count("::") > 1
    ]
    first = (str(metadata.get("License") or "").strip().splitlines() or [""])[0]
    names = classified or ([] if first in _UNCLEAR else [first[:100]])
    return [{"license": {"name": name}} for name in sorted(set(names))]


def bill(order: BuildOrder, components: list[Component]) -> dict[str, Any]:
    """Return the whole document."""
    identity_of_all = hashlib.sha256(json.dumps(components, sort_keys=True).encode()).hexdigest()
    ours = _component("zaalgids-kiosk", order.version, "", kind="operating-system")
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{identity(f'bill {order.version} {identity_of_all}')}",
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(order.epoch, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": ours,
        },
        "components": components,
    }


def write_bill(order: BuildOrder, wheels: Path) -> Path:
    """Write the bill of the root and the wheels beside the image, and return its file."""
    components = [
        *debian_components(order.root, order.suite),
        *wheel_components(wheels.glob("*.whl")),
    ]
    file = order.made("cdx.json")
    text = json.dumps(bill(order, components), indent=1, ensure_ascii=False)
    file.write_text(text + "\n", encoding="utf-8")
    return file


def _component(name: str, version: str, purl: str, kind: str = "library") -> Component:
    component = {"type": kind, "name": name, "version": version, "bom-ref": purl or name}
    if purl:
        component["purl"] = purl
    return component


def _wheel_metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as opened:
        name = next(one for one in opened.namelist() if one.endswith(".dist-info/METADATA"))
        return Parser().parsestr(opened.read(name).decode("utf-8"))
