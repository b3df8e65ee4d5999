"""The fingerprint of a kiosk's key, and the short code that its screen and the server's desk both show of it.

Both sides compute the code from the key, so a technician who compares the two knows that the server speaks with the
kiosk before them: another key has another code.
"""

from __future__ import annotations

import hashlib

CODE_LETTERS = (
    8  # 40 bits: a key with the code of a given kiosk takes years to find, and a code lives an hour
)
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
_MISREAD = str.maketrans("OIL", "011")


def key_fingerprint(public_key: bytes) -> str:
    """Return the SHA-256 of a public key (DER, SubjectPublicKeyInfo), hexadecimal."""
    return hashlib.sha256(public_key).hexdigest()


def claim_code(fingerprint: str) -> str:
    """Return the code of the key with this fingerprint, as it is shown: `K7M4-Q2XP`."""
    digest = hashlib.sha256(b"zaalgids claim code v1" + fingerprint.encode("ascii")).digest()
    bits = int.from_bytes(digest[:5], "big")
    letters = "".join(
        _ALPHABET[bits >> (5 * place) & 31] for place in reversed(range(CODE_LETTERS))
    )
    return f"{letters[:4]}-{letters[4:]}"


def typed_code(text: str) -> str:
    """Return what a person typed as the code is shown; letters that are easily misread are taken for what they mean."""
    plain = "".join(text.upper().split()).replace("-", "").translate(_MISREAD)
    return f"{plain[:4]}-{plain[4:]}"
