"""Makes the RAUC bundle of a root: what a kiosk that runs installs into its other slot."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from deploy.image.build_order import BuildOrder
from deploy.image.commands import BuildError, run, step

COMPATIBLE = "zaalgids-kiosk-arm64"
DEVELOPMENT = "Zaalgids development key, not for a museum"
HOOK = """#!/bin/sh
# Runs after the boot partition of a slot was written: gives it the command line of that slot.
set -eu
case "${1:-}:${RAUC_SLOT_NAME:-}" in
    slot-post-install:boot.0) slot=a ;;
    slot-post-install:boot.1) slot=b ;;
    *) echo "The hook does not know $*" >&2; exit 1 ;;
esac
cp "$RAUC_SLOT_MOUNT_POINT/cmdline-$slot.txt" "$RAUC_SLOT_MOUNT_POINT/cmdline.txt.new"
mv "$RAUC_SLOT_MOUNT_POINT/cmdline.txt.new" "$RAUC_SLOT_MOUNT_POINT/cmdline.txt"
"""


@dataclass(frozen=True)
class SigningKey:
    """Who signs bundles. The certificate is what a kiosk's keyring holds."""

    certificate: Path
    key: Path


def signing_key(order: BuildOrder) -> SigningKey:
    """Return the key that was given, or one for development, made once beside the image and marked as such."""
    if order.certificate and order.key:
        for file in (order.certificate, order.key):
            if not file.is_file():
                raise BuildError(f"There is no file {file}.")
        return SigningKey(order.certificate, order.key)
    if order.certificate or order.key:
        raise BuildError("A certificate and its key belong together: give both, or none.")
    made = SigningKey(order.out / "development-certificate.pem", order.out / "development-key.pem")
    if not (made.certificate.exists() and made.key.exists()):
        step("a signing key for development")
        run(
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-days", "3650", "-subj", f"/CN={DEVELOPMENT}"),
            *("-keyout", made.key, "-out", made.certificate),
        )
        made.key.chmod(0o600)
    print(
        "   signed by a development key: whoever has the folder of the image can make bundles for it"
    )
    return made


def manifest(version: str, epoch: int) -> str:
    """Return the bundle's manifest.

    The root has no index of its blocks: RAUC would read both slots whole to see which blocks they have, and that
    saves something only where a bundle is streamed. A kiosk fetches it whole first.
    """
    return f"""[update]
compatible={COMPATIBLE}
version={version}
build={epoch}

[bundle]
format=verity

[hooks]
filename=hook

[image.root]
filename=root.squashfs

[image.boot]
filename=boot.vfat
hooks=post-install
"""


def make_bundle(order: BuildOrder, root: Path, boot: Path, signer: SigningKey) -> Path:
    """Return the signed bundle."""
    step("the bundle")
    content = order.work / "bundle"
    shutil.rmtree(content, ignore_errors=True)
    content.mkdir()
    (content / "root.squashfs").hardlink_to(root)
    (content / "boot.vfat").hardlink_to(boot)
    (content / "hook").write_text(HOOK, encoding="ascii")
    (content / "hook").chmod(0o755)
    (content / "manifest.raucm").write_text(manifest(order.version, order.epoch), encoding="ascii")
    made = order.made("raucb")
    made.unlink(missing_ok=True)
    run(
        *("rauc", f"--cert={signer.certificate}", f"--key={signer.key}"),
        *(f"--keyring={signer.certificate}", "bundle", content, made),
        SOURCE_DATE_EPOCH=str(order.epoch),
    )
    shutil.rmtree(content)
    return made
