"""What pages need to know of the signed metadata, in a small file beside it: no page reads the metadata.

It is written after each signing, also by a command that runs beside the server, so it is read anew each time.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec
from msgspec import Struct

from runtime.durable_files import write_durably
from web.translations import day_in_words
from web.translations import gettext as _

SUMMARY = ".signed.json"
ROOT_WARN_BEFORE = dt.timedelta(days=60)
TIMESTAMP_WARN_BEFORE = dt.timedelta(days=1)


class SignedSummary(Struct, frozen=True, kw_only=True):
    """When the signatures end, UTC, and the hash of `release.json`. `targets_end`: of targets, their parts, snapshot.

    `root_key_here`: the server can renew the root by itself.
    """

    root_ends: dt.datetime
    timestamp_ends: dt.datetime
    targets_end: dt.datetime
    release_hash: str | None
    root_key_here: bool

    @property
    def ends(self) -> dt.datetime:
        """When kiosks begin to refuse the bundle."""
        return min(self.root_ends, self.timestamp_ends, self.targets_end)


def read_summary(folder: Path) -> SignedSummary | None:
    """Returns the summary in `folder`; None where there is none that can be read."""
    try:
        return msgspec.json.decode((folder / SUMMARY).read_bytes(), type=SignedSummary)
    except (OSError, msgspec.DecodeError):
        return None


def write_summary(folder: Path, summary: SignedSummary) -> None:
    """Write the summary to `folder`. Raises OSError."""
    write_durably(folder / SUMMARY, msgspec.json.encode(summary))


def signing_warning(summary: SignedSummary, now: dt.datetime) -> str | None:
    """Returns a sentence for staff when the signatures end soon or have ended, otherwise None."""
    if summary.ends <= now:
        return _(
            "The bundle's signatures ended on {day}. Kiosks go on with the release they have and take "
            "no new one. Sign it again on the page Publish.",
            day=day_in_words(summary.ends.date(), "d MMMM y"),
        )
    if summary.root_ends - now <= ROOT_WARN_BEFORE:
        day = day_in_words(summary.root_ends.date(), "d MMMM y")
        if not summary.root_key_here:
            return _(
                "The root of trust ends on {day}, and its key is not on this server. A technician brings it "
                "back before that day (zaalgids keys import-root). After it kiosks take no new release.",
                day=day,
            )
        return _(
            "The root of trust ends on {day}, and the server could not renew it. After that kiosks take no "
            "new release. Sign it again on the page Publish.",
            day=day,
        )
    if min(summary.timestamp_ends, summary.targets_end) - now <= TIMESTAMP_WARN_BEFORE:
        return _(
            "The server has not signed the bundle for two days. From {day} on kiosks take no new release. "
            "Sign it again on the page Publish.",
            day=day_in_words(summary.ends.date(), "d MMMM y"),
        )
    return None
