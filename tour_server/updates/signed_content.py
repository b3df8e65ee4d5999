"""Reads what a CMS signature (RFC 5652) encloses. It verifies nothing.

RAUC puts the manifest of a bundle into its signature, so the manifest can be read without the file system before it.
"""

from __future__ import annotations

from collections.abc import Iterator

SIGNED_DATA = bytes.fromhex(
    "06092a864886f70d010702"
)  # 1.2.840.113549.1.7.2, with its tag and length
DEEPEST = 8
_SEQUENCE, _OCTETS, _OCTETS_IN_PARTS, _FIRST_CONTEXT = 0x30, 0x04, 0x24, 0xA0
_OBJECT_IDENTIFIER, _INDEFINITE = 0x06, 0x80


class SignedContentError(ValueError):
    """The bytes are no CMS signature with its content in it."""


class NothingEnclosedError(SignedContentError):
    """The signature stands for content that is elsewhere."""


def signed_content(signature: bytes) -> bytes:
    """Return what the signature encloses. Raises SignedContentError."""
    outer = _only(signature, _SEQUENCE)
    if not outer.startswith(SIGNED_DATA):
        raise SignedContentError("it is no signature")
    signed = _only(_only(outer[len(SIGNED_DATA) :], _FIRST_CONTEXT), _SEQUENCE)
    for tag, body in _elements(signed):
        if tag == _SEQUENCE and body[:1] == bytes([_OBJECT_IDENTIFIER]):
            return _enclosed(body)
    raise NothingEnclosedError("it encloses nothing")


def _enclosed(body: bytes) -> bytes:
    for tag, content in _elements(body):
        if tag == _FIRST_CONTEXT:
            return _octets(content, DEEPEST)
    raise NothingEnclosedError("it encloses nothing")


def _octets(data: bytes, deepest: int) -> bytes:
    """Return the octet string that begins `data`; it may come in parts. Raises SignedContentError."""
    if not deepest:
        raise SignedContentError("its content is nested too deep")
    for tag, body in _elements(data):
        if tag == _OCTETS:
            return body
        if tag == _OCTETS_IN_PARTS:
            return b"".join(
                _octets(bytes([part]) + _length(len(piece)) + piece, deepest - 1)
                for part, piece in _elements(body)
            )
        break
    raise SignedContentError("its content is of another kind")


def _only(data: bytes, wanted: int) -> bytes:
    """Return the content of the first element, which has to be a `wanted`. Raises SignedContentError."""
    for tag, body in _elements(data):
        if tag == wanted:
            return body
        break
    raise SignedContentError("it is no signature")


def _elements(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield tag and content of each element. Raises SignedContentError."""
    at = 0
    while at < len(data):
        tag, begins, ends, after = _element(data, at, DEEPEST * 2)
        if tag == 0 and begins == ends:
            return  # the end of contents of indefinite length
        yield tag, data[begins:ends]
        at = after


def _element(data: bytes, at: int, deepest: int) -> tuple[int, int, int, int]:
    """Return the tag at `at`, where its content begins and ends, and where the next one begins."""
    if at + 2 > len(data) or not deepest:
        raise SignedContentError("it is cut off")
    tag, first, begins = data[at], data[at + 1], at + 2
    if first == _INDEFINITE:
        inner = begins
        while data[inner : inner + 2] != b"\0\0":
            inner = _element(data, inner, deepest - 1)[3]
        return tag, begins, inner, inner + 2
    if first & 0x80:
        digits = first & 0x7F
        size = int.from_bytes(data[begins : begins + digits])
        begins += digits
    else:
        size = first
    if begins + size > len(data):
        raise SignedContentError("it is cut off")
    return tag, begins, begins + size, begins + size


def _length(size: int) -> bytes:
    digits = size.to_bytes((size.bit_length() + 7) // 8 or 1)
    return digits if size < 0x80 else bytes([0x80 | len(digits)]) + digits
