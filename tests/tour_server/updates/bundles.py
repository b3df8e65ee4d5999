"""Bundles for tests: made by the program rauc where it is installed, and the same by hand where it is not."""

from __future__ import annotations

import datetime as dt
import hashlib
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID

BLOCK = 4096


class Signer:
    """An authority that signs bundles with itself."""

    def __init__(self, name: str = "museum software") -> None:
        from cryptography.hazmat.primitives.asymmetric import rsa

        self.key = rsa.generate_private_key(65537, 2048)
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        begins = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
        self.certificate = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject)
            .public_key(self.key.public_key())
            .serial_number(1)
            .not_valid_before(begins)
            .not_valid_after(begins + dt.timedelta(days=36_500))
            .add_extension(x509.BasicConstraints(True, None), critical=True)
            .sign(self.key, hashes.SHA256())
        )

    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def private_pem(self) -> bytes:
        return self.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )

    def signed(self, content: bytes, *, enclosed: bool = True) -> bytes:
        """Return a CMS signature that encloses `content`, or stands beside it."""
        options = [pkcs7.PKCS7Options.Binary, pkcs7.PKCS7Options.NoCapabilities]
        if not enclosed:
            options.append(pkcs7.PKCS7Options.DetachedSignature)
        return (
            pkcs7.PKCS7SignatureBuilder()
            .set_data(content)
            .add_signer(self.certificate, self.key, hashes.SHA256())
            .sign(serialization.Encoding.DER, options)
        )


SIGNER = Signer()


def manifest(version: str, compatible: str = "zaalgids-pi4", form: str = "verity") -> str:
    return (
        f"[update]\ncompatible={compatible}\nversion={version}\ndescription=For tests\n"
        f"build=20260302\n\n[bundle]\nformat={form}\nverity-hash={'0' * 64}\n"
        f"verity-salt={'1' * 64}\nverity-size={BLOCK}\n\n[image.rootfs]\nfilename=rootfs.img\n"
    )


@cache  # a signature has a date: the same bundle is to have the same bytes
def bundle_bytes(
    version: str = "1.4.0",
    *,
    text: str | None = None,
    filling: int = 3 * BLOCK,
    enclosed: bool = True,
    signer: Signer = SIGNER,
) -> bytes:
    """Return the bytes of a bundle, of which everything is right but the image and its tree of hashes."""
    used = 96 + filling
    head = bytearray(96)
    head[:4] = b"hsqs"
    head[40:48] = used.to_bytes(8, "little")
    body = hashlib.shake_128(version.encode()).digest(filling)
    image = bytes(head) + body
    image += bytes(-len(image) % BLOCK)
    content = (text if text is not None else manifest(version)).encode()
    signature = signer.signed(content, enclosed=enclosed)
    return image + bytes(BLOCK) + signature + len(signature).to_bytes(8)


def write_bundle(folder: Path, version: str = "1.4.0") -> Path:
    """Write a bundle. Returns the file."""
    file = folder / f"zaalgids-{version}.raucb"
    file.write_bytes(bundle_bytes(version))
    return file
