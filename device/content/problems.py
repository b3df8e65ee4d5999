"""Explains why there is no newer release, in sentences for staff and the technician.

Note: the order of the cases in `_cause` matters. For a file that is longer than was signed, python-tuf raises a kind of
DownloadError, although the server was reached and the file must not be trusted.
"""

from __future__ import annotations

import errno

import msgspec
from tuf.api.exceptions import (
    BadVersionNumberError,
    DownloadError,
    DownloadHTTPError,
    DownloadLengthMismatchError,
    ExpiredMetadataError,
    LengthOrHashMismatchError,
    RepositoryError,
    UnsignedMetadataError,
)

from runtime.document_version import DocumentVersionError

GOES_ON = "The kiosk goes on with what it has."

FetchError = DownloadError | RepositoryError | DocumentVersionError | msgspec.DecodeError | OSError
"""An error that may occur when the kiosk asks for a release. FETCH_ERRORS lists the same types, for `except`."""
FETCH_ERRORS = (
    DownloadError,
    RepositoryError,
    DocumentVersionError,
    msgspec.DecodeError,
    OSError,
)


class UnsignedTargetError(RepositoryError):
    """A release names a file that the bundle does not sign."""


def describe(error: FetchError) -> str:
    """Returns what went wrong when the kiosk asked for a release, and what it does meanwhile."""
    return f"{_cause(error)} {GOES_ON}"


def _cause(error: FetchError) -> str:
    match error:
        case DownloadLengthMismatchError() | LengthOrHashMismatchError():
            return "The bundle was refused: a file in it is not what was signed."
        case DownloadHTTPError():
            return f"The server answers, but gives no bundle (HTTP {error.status_code})."
        case DownloadError():
            return "The server can't be reached."
        case ExpiredMetadataError():
            return (
                "The bundle was refused: its signatures have ended, or this kiosk's clock is wrong. "
                "Signatures are renewed at the desk, on the page Publish."
            )
        case UnsignedMetadataError():
            return "The bundle was refused: it is not signed by the keys that this kiosk trusts."
        case BadVersionNumberError():
            return "The bundle was refused: it is older than one that this kiosk has seen."
        case RepositoryError():
            return f"The bundle was refused: {error}."
        case DocumentVersionError():
            return f"The new release was not taken. {error}"
        case msgspec.DecodeError():
            return (
                "The bundle was refused: this kiosk does not understand it. "
                f"Its software may be older than the server's ({error})."
            )
        case _:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                return "The disk is full; a new release can't be kept."
            return f"The disk refuses ({error.strerror or error}); a new release can't be kept."
