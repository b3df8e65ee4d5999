"""The metrics for Prometheus, read from the server's parts when they are asked for.

Note: do not count here. A second counter would one day differ from the first; each metric is read from the part that
has it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tour_server.crowd.bounds import believed
from tour_server.crowd.minutes import MAX_CLOCK_AHEAD_SECONDS, MINUTE_SECONDS
from tour_server.crowd.stream_slots import StreamSlots
from tour_server.crowd.tables import FootfallBin
from tour_server.database import Database
from tour_server.fleet.kiosk_list import kiosk_list
from tour_server.ingest.ingest import Ingest
from tour_server.publishing.publisher import Publisher
from tour_server.updates.failures import software_failures


class Metrics(Collector):
    """Collects the metrics from the server's parts. Safe to ask from any thread."""

    def __init__(
        self,
        database: Database,
        ingests: Sequence[Ingest],
        streams: StreamSlots,
        publisher: Publisher,
        newest_release: Callable[[], int | None],
        now: Callable[[], dt.datetime],
    ) -> None:
        """`ingests` may grow later: the workers start after the pages are built."""
        self._database = database
        self._ingests = ingests
        self._streams = streams
        self._publisher = publisher
        self._newest_release = newest_release
        self._now = now

    def describe(self) -> Iterable[Metric]:
        """Return nothing; otherwise the registry would collect all metrics when it is built."""
        return []

    def collect(self) -> Iterable[Metric]:
        """Yield every metric. Raises sqlalchemy.exc.SQLAlchemyError when the database does not answer."""
        yield from self._of_ingest()
        yield _gauge("streams_open", "Live pages open now.", self._streams.taken)
        yield _gauge("streams_most", "Live pages that may be open.", self._streams.limit)
        yield from self._of_publishing()
        now = self._now().timestamp()
        with self._database.reading() as session:
            yield from self._of_footfall(session, now)
            yield from self._of_kiosks(session, now)

    def _of_ingest(self) -> Iterable[Metric]:
        counts = [ingest.counts for ingest in self._ingests]
        yield CounterMetricFamily(
            "zaalgids_messages",
            "Messages from kiosks that were committed, second deliveries among them.",
            value=sum(one.committed for one in counts),
        )
        yield CounterMetricFamily(
            "zaalgids_messages_repeated",
            "Of those, second deliveries, which changed nothing.",
            value=sum(one.duplicates for one in counts),
        )
        yield CounterMetricFamily(
            "zaalgids_messages_put_aside",
            "Messages that could not be read.",
            value=sum(one.dead_letters for one in counts),
        )
        yield _gauge(
            "messages_waiting",
            "Messages that are received and wait to be committed.",
            sum(ingest.waiting for ingest in self._ingests),
        )
        yield _gauge(
            "broker_connected",
            "Ingest workers that are connected to the broker.",
            sum(ingest.connected for ingest in self._ingests),
        )

    def _of_footfall(self, session: Session, now: float) -> Iterable[Metric]:
        newest = session.scalar(
            select(func.max(FootfallBin.start)).where(
                FootfallBin.clock_trusted,
                FootfallBin.start <= now + MAX_CLOCK_AHEAD_SECONDS,
                believed(),
            )
        )
        if newest is not None:
            yield _gauge(
                "footfall_lag_seconds",
                "Since the end of the newest minute that is stored.",
                max(0.0, now - newest - MINUTE_SECONDS),
            )

    def _of_kiosks(self, session: Session, now: float) -> Iterable[Metric]:
        kiosks = kiosk_list(session, now, self._newest_release())
        failures = software_failures(session)
        gauges: list[tuple[str, str, Callable[[int], float | None]]] = [
            ("kiosk_online", "1 when it was heard lately.", lambda n: kiosks[n].online),
            (
                "kiosk_last_seen_seconds",
                "Since it was last heard.",
                lambda n: kiosks[n].silent_seconds,
            ),
            (
                "kiosk_blind",
                "1 when a camera that should count can't.",
                lambda n: bool(kiosks[n].blind),
            ),
            ("kiosk_release", "The release it shows.", lambda n: kiosks[n].release),
            (
                "kiosk_software_failed",
                "1 when new software failed there and staff have not noted it.",
                lambda n: kiosks[n].name in failures,
            ),
            ("kiosk_waiting", "Minutes not yet sent.", lambda n: kiosks[n].waiting),
        ]
        for name, words, value in gauges:
            family = GaugeMetricFamily(f"zaalgids_{name}", words, labels=["kiosk"])
            for number, kiosk in enumerate(kiosks):
                reading = value(number)
                if reading is not None:
                    family.add_metric([kiosk.name], float(reading))
            yield family

    def _of_publishing(self) -> Iterable[Metric]:
        newest = self._newest_release()
        if newest is not None:
            yield _gauge("release", "The newest release.", newest)
        job = self._publisher.job
        if job is not None and job.number is not None:
            yield _gauge("publish_seconds", "What the last publish took.", job.seconds)


def _gauge(name: str, words: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"zaalgids_{name}", words, value=value)
