"""Makes the Debian part of the image: one tar of installed packages, kept until the list of packages changes."""

from __future__ import annotations

import hashlib
import re
import tempfile
from pathlib import Path

from deploy.image.build_order import BuildOrder
from deploy.image.commands import BuildError, run, step
from deploy.image.package_list import apt_preferences, asked_packages, read_versions

# What apt knows of each installed package, for the bill of materials: dpkg does not keep a package's hash.
PACKAGE_FACTS = "usr/share/zaalgids/debian-packages"
FACTS_HOOK = (
    f'mkdir -p "$1/{Path(PACKAGE_FACTS).parent}" && '
    "dpkg-query --admindir=\"$1/var/lib/dpkg\" -W -f '${Package}=${Version}\\n' | sort | "
    'APT_CONFIG="$MMDEBSTRAP_APT_CONFIG" xargs apt-cache show > '
    f'"$1/{PACKAGE_FACTS}"'
)
FILES = Path(__file__).with_name("files")
COMPONENTS = "main non-free-firmware"  # the Raspberry Pi's firmware is not free
# Texts of people, which no kiosk shows; licences stay.
LEFT_OUT = ("/usr/share/man/*", "/usr/share/doc/*", "/usr/share/info/*", "/usr/share/locale/*")
DEBIAN = re.compile(r"/debian(-security)?(/|$)")
KEPT = ("/usr/share/doc/*/copyright",)
# The day of Debian 12. What installing writes bears it, whichever commit that was for: later builds take the tar again.
MOMENT = 1_686_355_200


def debian_tar(order: BuildOrder) -> Path:
    """Return the tar with all packages installed. Takes an earlier one of the same lists."""
    sources = order.sources or tuple(machine_sources(order.suite))
    pins = read_versions(order.packages) if order.packages else {}
    asked = asked_packages()
    digest = hashlib.sha256()
    for part in (order.suite, *sources, *asked, apt_preferences(pins), str(MOMENT)):
        digest.update(part.encode() + b"\0")
    tar = order.work / f"debian-{digest.hexdigest()[:12]}.tar"
    if tar.exists() and not order.fresh:
        step(f"Debian's packages: {tar.name} of an earlier build")
        return tar
    step(f"installing Debian's packages ({order.suite}, arm64); this takes longest")
    with tempfile.TemporaryDirectory(prefix="zaalgids-apt-") as scratch:
        folder = Path(scratch)
        (folder / "sources.list").write_text("\n".join(sources) + "\n", encoding="utf-8")
        (folder / "zaalgids.pref").write_text(apt_preferences(pins), encoding="utf-8")
        made = tar.with_suffix(".new.tar")
        run(
            *_mmdebstrap(folder, asked, pins),
            order.suite,
            made,
            folder / "sources.list",
            SOURCE_DATE_EPOCH=str(MOMENT),
            INITRD="No",  # made once, with our own script in it (root_files)
        )
        made.replace(tar)
    return tar


def _mmdebstrap(folder: Path, asked: list[str], pins: dict[str, str]) -> list[str]:
    hooks = [
        'mkdir -p "$1/boot/firmware" "$1/etc/initramfs-tools/conf.d"',
        f'cp "{FILES}/etc/initramfs-tools/conf.d/zaalgids.conf" "$1/etc/initramfs-tools/conf.d/"',
        f'cp "{FILES}/etc/initramfs-tools/modules" "$1/etc/initramfs-tools/modules"',
    ]
    pinned = (
        [
            f"--setup-hook=mkdir -p \"$1/etc/apt/preferences.d\" && cp '{folder}/zaalgids.pref'"
            ' "$1/etc/apt/preferences.d/"'
        ]
        if pins
        else []
    )
    return [
        "mmdebstrap",
        "--quiet",
        "--mode=root",
        "--arch=arm64",
        "--variant=essential",
        '--aptopt=Apt::Install-Recommends "false"',
        '--aptopt=Acquire::Languages "none"',
        *(f"--aptopt={file}" for file in _apt_settings()),
        "--dpkgopt=force-unsafe-io",
        "--dpkgopt=force-confold",
        *(f"--dpkgopt=path-exclude={path}" for path in LEFT_OUT),
        *(f"--dpkgopt=path-include={path}" for path in KEPT),
        *pinned,
        *(f"--essential-hook={hook}" for hook in hooks),
        f"--customize-hook={FACTS_HOOK}",
        "--include=" + ",".join(asked),
    ]


def _apt_settings() -> list[Path]:
    """Return this machine's files with apt's access settings, for example a proxy."""
    folder = Path("/etc/apt/apt.conf.d")
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    return [file for file in files if "Acquire::" in file.read_text(encoding="utf-8")]


def machine_sources(suite: str, apt: Path = Path("/etc/apt")) -> list[str]:
    """Return one-line sources of `suite` at the addresses that this machine's apt has, with the image's components.

    Raises BuildError where it has none.
    """
    found: list[tuple[str, str]] = []
    files = [apt / "sources.list", *sorted((apt / "sources.list.d").glob("*.list"))]
    for file in files:
        if file.is_file():
            found += _one_line_sources(file.read_text(encoding="utf-8"))
    for file in sorted((apt / "sources.list.d").glob("*.sources")):
        found += _deb822_sources(file.read_text(encoding="utf-8"))
    if not found:
        raise BuildError("apt has no source of Debian; give one: IMAGE_OPTIONS='--mirror ADDRESS'")
    return list(
        dict.fromkeys(
            f"deb {address} {re.sub('^[a-z]+', suite, of)} {COMPONENTS}" for address, of in found
        )
    )


def mirror_sources(mirror: str, suite: str) -> list[str]:
    """Return the sources of one mirror, or of a day of Debian's snapshots; security is found beside `debian`."""
    base = mirror.rstrip("/")
    security = re.sub(r"/debian(/|$)", r"/debian-security\1", base)
    return [
        f"deb {base} {suite} {COMPONENTS}",
        f"deb {base} {suite}-updates {COMPONENTS}",
        f"deb {security} {suite}-security {COMPONENTS}",
    ]


def _one_line_sources(text: str) -> list[tuple[str, str]]:
    lines = re.findall(r"^deb (?:\[[^\]]*\] )?(\S+) (\S+) .*$", text, re.MULTILINE)
    return [(address, suite) for address, suite in lines if DEBIAN.search(address)]


def _deb822_sources(text: str) -> list[tuple[str, str]]:
    """Return the addresses of Debian with their suites: `main` of each source whose address says debian."""
    found: list[tuple[str, str]] = []
    for paragraph in re.split(r"\n\s*\n", text):
        fields = dict(re.findall(r"^(Types|URIs|Suites):\s*(.+)$", paragraph, re.MULTILINE))
        if "deb" not in fields.get("Types", "").split():
            continue
        for address in fields.get("URIs", "").split():
            if DEBIAN.search(address):
                found += [(address, suite) for suite in fields["Suites"].split()]
    return found
