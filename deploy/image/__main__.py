"""`make image`, `make bundle`, `make sbom`, `make image-compare`: builds the kiosk's image and what belongs to it.

`image`     the disk that a card is flashed with, the bundle, the bill of materials and the list of packages
`bundle`    the bundle again, of the root of the last build, signed by the given key
`sbom`      the bill of materials again, of the last build
`compare`   what differs between two images
"""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from pathlib import Path

from deploy.image.bill_of_materials import write_bill
from deploy.image.boot_files import boot_files
from deploy.image.build_order import ROOT, BuildOrder, commit_epoch, software_version
from deploy.image.bundle import make_bundle, signing_key
from deploy.image.commands import (
    BuildError,
    let_arm_programs_run,
    need_programs,
    need_root,
    run,
    stop,
)
from deploy.image.compare import differences
from deploy.image.debian_root import debian_tar, mirror_sources
from deploy.image.disk import compress, make_disk, make_fat, make_root_tar, make_squashfs
from deploy.image.kiosk_software import download_wheels, install_wheels, python_of
from deploy.image.package_list import differences as versions_that_differ
from deploy.image.package_list import installed_versions, list_text, read_versions
from deploy.image.root_files import clean, make_initramfs, set_up_root


def main() -> int:
    """Do what the command line asks; return 0 when it succeeded."""
    arguments = _parser().parse_args()
    try:
        if arguments.command == "compare":
            return _compare(arguments.one, arguments.other)
        need_programs()
        need_root()
        order = _order(arguments)
        if arguments.command == "image":
            build_image(order)
        elif arguments.command == "bundle":
            _need_last_build(order)
            print(
                make_bundle(
                    order,
                    order.work / "root.squashfs",
                    order.work / "boot.vfat",
                    signing_key(order),
                )
            )
        else:
            _need_last_build(order)
            print(write_bill(order, order.work / "wheels"))
    except BuildError as error:
        return stop(error)
    return 0


def build_image(order: BuildOrder) -> None:
    """Build everything, and print what was made with its size."""
    began = time.monotonic()
    let_arm_programs_run()
    order.work.mkdir(parents=True, exist_ok=True)
    signer = signing_key(order)
    tar = debian_tar(order)
    shutil.rmtree(order.root, ignore_errors=True)
    order.root.mkdir()
    run("tar", "-C", order.root, "--numeric-owner", "--xattrs", "--xattrs-include=*", "-xpf", tar)
    _check_versions(order)
    python = python_of(order.root)
    wheels = download_wheels(order, python)
    install_wheels(order, wheels, python)
    set_up_root(order, signer.certificate)
    make_initramfs(order)
    write_bill(order, wheels)
    clean(order.root)
    squashfs = make_squashfs(order, make_root_tar(order))
    boot = make_fat(order, "boot", boot_files(order, "boot"), "boot_a")
    disk = make_disk(order, squashfs, boot)
    made = [make_bundle(order, squashfs, boot, signer), compress(order, disk), disk, squashfs]
    made += [order.made("packages"), order.made("cdx.json")]
    for file in made:
        print(f"   {file.stat().st_size:>13,}  {file}")
    print(f"image: {order.version} in {(time.monotonic() - began) / 60:.0f} minutes")


def _check_versions(order: BuildOrder) -> None:
    """Write the list of packages. Raises BuildError when it is not the one that was given."""
    status = (order.root / "var/lib/dpkg/status").read_text(encoding="utf-8")
    found = installed_versions(status)
    if order.packages:
        wrong = versions_that_differ(read_versions(order.packages), found)
        if wrong:
            raise BuildError("The packages are not those of the list:\n" + "\n".join(wrong[:20]))
    order.made("packages").write_text(list_text(found), encoding="utf-8")


def _need_last_build(order: BuildOrder) -> None:
    if not (order.work / "root.squashfs").exists():
        raise BuildError(f"There is no build in {order.out}: make image.")


def _compare(one: Path, other: Path) -> int:
    found = differences(one, other)
    print("\n".join(found) if found else "The two images are the same, byte by byte.")
    return 1 if found else 0


def _order(arguments: argparse.Namespace) -> BuildOrder:
    epoch = commit_epoch()
    return BuildOrder(
        out=arguments.out.resolve(),
        epoch=epoch,
        version=arguments.version or software_version(epoch),
        suite=arguments.suite,
        sources=tuple(mirror_sources(arguments.mirror, arguments.suite))
        if arguments.mirror
        else (),
        packages=arguments.packages,
        certificate=arguments.certificate,
        key=arguments.key,
        fresh=arguments.fresh,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="image", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("image", "bundle", "sbom"):
        one = commands.add_parser(name)
        one.add_argument(
            "--out", type=Path, default=ROOT / "build" / "image", help="folder of the results"
        )
        one.add_argument("--suite", default="bookworm", help="Debian's release (bookworm)")
        one.add_argument(
            "--mirror", help="Debian's mirror, or a day of its snapshots; else this machine's apt"
        )
        one.add_argument(
            "--packages", type=Path, help="list of package versions of an earlier build"
        )
        one.add_argument(
            "--certificate", type=Path, help="certificate of the key that signs bundles"
        )
        one.add_argument("--key", type=Path, help="that key")
        one.add_argument(
            "--version", help="version of the image; else the program's with the commit's moment"
        )
        one.add_argument("--fresh", action="store_true", help="fetch Debian's packages again")
    compare = commands.add_parser("compare")
    compare.add_argument("one", type=Path)
    compare.add_argument("other", type=Path)
    return parser


if __name__ == "__main__":
    sys.exit(main())
