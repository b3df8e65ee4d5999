"""All kiosks are silenced by staff, for a ceremony or an announcement, until staff let them speak again."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable

from msgspec import Struct

from contract.messages import SilenceNow
from runtime.broker_address import BrokerAddress
from tour_server.database import Database
from tour_server.fleet.events import KIOSKS_SILENCED, KIOSKS_SPEAK
from tour_server.fleet.kiosk_notice import REPEAT_SECONDS, KioskNotice
from tour_server.fleet.tables import SilenceRecord
from tour_server.recorder import Recorder

READ_SECONDS = 1.0
SILENT_AGAIN_SECONDS = 3.0  # a kiosk that starts again hears within five that it is to be silent
_ONLY = 1  # the number of the only row


class Silenced(Struct, frozen=True):
    """Since when the kiosks are silent (UTC), and who silenced them."""

    since: dt.datetime
    by: str


class KioskSilence:
    """Remembers whether the kiosks are silenced. May be called from any thread."""

    def __init__(
        self, database: Database, now: Callable[[], dt.datetime], recorder: Recorder
    ) -> None:
        """`now` is in UTC."""
        self._database, self._now, self._recorder = database, now, recorder

    def now(self) -> Silenced | None:
        """Returns since when and by whom the kiosks are silenced, None while they speak."""
        with self._database.reading() as session:
            row = session.get(SilenceRecord, _ONLY)
            return None if row is None else Silenced(row.since, row.by)

    def begin(self, by: str) -> None:
        """Silence all kiosks. Does nothing while they are silent."""
        with self._database.writing() as session:
            if session.get(SilenceRecord, _ONLY) is None:
                session.add(SilenceRecord(number=_ONLY, since=self._now(), by=by))
                self._recorder.record(KIOSKS_SILENCED, by, session=session)

    def end(self, by: str) -> None:
        """Let the kiosks speak again. Does nothing while they do."""
        with self._database.writing() as session:
            row = session.get(SilenceRecord, _ONLY)
            if row is not None:
                session.delete(row)
                self._recorder.record(KIOSKS_SPEAK, by, session=session)


def kiosk_silence(
    address: BrokerAddress,
    site: str,
    silence: KioskSilence,
    now: Callable[[], dt.datetime],
    rng: random.Random,
) -> KioskNotice[bool]:
    """Return the notice that tells kiosks; see KioskNotice."""
    return KioskNotice(
        address,
        site,
        "silence",
        read=lambda: silence.now() is not None,
        read_seconds=READ_SECONDS,
        write=SilenceNow,
        now=now,
        rng=rng,
        repeat_seconds=lambda silent: SILENT_AGAIN_SECONDS if silent else REPEAT_SECONDS,
    )
