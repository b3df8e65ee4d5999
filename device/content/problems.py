"""Explains why there is no newer release, in sentences for staff and the technician.

Note: the order of the cases in `_cause` matters. For a file that is longer than was signed, python-tuf raises a kind of
DownloadError, although the server was reached and the file must not be trusted.
"""

from __future__ import annotations

import datetime as dt
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

from contract.kiosk_alerts import KioskAlert
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


class TooLargeForKioskError(RepositoryError):
    """A file of the bundle is larger than a kiosk takes. `size`: bytes, as signed; None where that is not known."""

    def __init__(self, name: str, size: int | None, most: int) -> None:
        super().__init__(f"{name} has {size} bytes; {most} at most")
        self.name, self.size, self.most = name, size, most


class NoRoomError(RepositoryError):
    """What a release can't do without needs more room than this kiosk gives to content."""

    def __init__(self, needed: int, most: int) -> None:
        """Both in bytes."""
        super().__init__(f"{needed} bytes; {most} at most")
        self.needed, self.most = needed, most


class AnotherServerError(DownloadError):
    """Whoever answers has no certificate of this kiosk's server."""


class CertificateTimeError(DownloadError):
    """By this kiosk's clock the server's certificate does not hold yet, or no more."""


class TooSlowError(DownloadError):
    """An answer came, and so slowly that it would take days."""


def alert_of(error: FetchError) -> KioskAlert | None:
    """Returns what staff have an alarm of; None where the server is away, or the kiosk's own disk is the reason."""
    match error:
        case AnotherServerError():
            return KioskAlert.ANOTHER_SERVER
        case DownloadLengthMismatchError():
            return KioskAlert.BUNDLE_REFUSED
        case DownloadError() | NoRoomError() | DocumentVersionError():
            return None
        case ExpiredMetadataError():
            return KioskAlert.BUNDLE_ENDED
        case BadVersionNumberError():
            return KioskAlert.BUNDLE_OLDER
        case RepositoryError() | msgspec.DecodeError():
            return KioskAlert.BUNDLE_REFUSED
        case _:
            return None


def describe(error: FetchError, today: dt.date) -> str:
    """Returns what went wrong when the kiosk asked for a release, and what it does meanwhile. `today`: by its clock."""
    return f"{_cause(error, today)} {GOES_ON}"


def _cause(error: FetchError, today: dt.date) -> str:
    match error:
        case TooLargeForKioskError():
            size = "" if error.size is None else f" ({error.size / 1e6:,.1f} MB)"
            return (
                f"The bundle is too large: {error.name.rpartition('.json')[0][-40:]}{size} is more than the "
                f"{error.most / 1e6:,.1f} MB that kiosks take."
            )
        case NoRoomError():
            return (
                f"The release needs {error.needed / 1e6:,.0f} MB for texts and pictures; this kiosk may use "
                f"{error.most / 1e6:,.0f} MB (content_megabytes)."
            )
        case DownloadLengthMismatchError() | LengthOrHashMismatchError():
            return "The bundle was refused: a file in it is not what was signed."
        case DownloadHTTPError():
            return f"The server answers, but gives no bundle (HTTP {error.status_code})."
        case AnotherServerError():
            return (
                "Another machine answers in the server's place: its certificate is not of this "
                "kiosk's server. Nothing was taken from it."
            )
        case CertificateTimeError():
            return (
                f"By this kiosk's clock ({today.isoformat()}) the server's certificate does not hold. "
                "It asks again by itself when the clock is set."
            )
        case TooSlowError():
            return "The server answers too slowly."
        case DownloadError():
            return "The server can't be reached."
        case ExpiredMetadataError():
            return (
                "The bundle was refused: its signatures have ended, or this kiosk's clock is wrong "
                f"({today.isoformat()}). A server that runs signs each day."
            )
        case UnsignedMetadataError():
            return "The bundle was refused: it is not signed by the keys that this kiosk trusts."
        case BadVersionNumberError():
            return (
                "The bundle was refused: it is older than one that this kiosk has seen. "
                "Is the server's clock right?"
            )
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
