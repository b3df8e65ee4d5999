"""Every figure of `/metrics`, read where it lies at the moment it is asked for.

The one thing a newcomer would get wrong: nothing is counted here. A counter of our own beside the thing it counts
would one day differ from it; each figure is asked of the part that knows it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tour_server.crowd.events import Streams
from tour_server.crowd.minutes import AHEAD_SECONDS, MINUTE
from tour_server.crowd.tables import FootfallBin
from tour_server.database import Database
from tour_server.fleet.kiosk_list import roll
from tour_server.ingest.ingest import Ingest
from tour_server.publishing.publisher import Publisher


class Meters(Collector):
    """The parts that know; safe to ask from any thread."""

    def __init__(
        self,
        database: Database,
        ingests: Sequence[Ingest],
        streams: Streams,
        publisher: Publisher,
        newest_release: Callable[[], int | None],
        now: Callable[[], dt.datetime],
    ) -> None:
        """`ingests` may still grow: the workers start after the pages are made."""
        self._database = database
        self._ingests = ingests
        self._streams = streams
        self._publisher = publisher
        self._newest_release = newest_release
        self._now = now

    def describe(self) -> Iterable[Metric]:
        """Nothing: else the registry would ask for all figures once when it is made."""
        return []

    def collect(self) -> Iterable[Metric]:
        """Every figure, now. Raises sqlalchemy.exc.SQLAlchemyError when the database does not answer."""
        yield from self._of_ingest()
        yield _gauge("streams_open", "Live pages open now.", self._streams.open)
        yield _gauge("streams_most", "Live pages that may be open.", self._streams.most)
        yield from self._of_publishing()
        now = self._now().timestamp()
        with self._database.reading() as session:
            yield from self._of_footfall(session, now)
            yield from self._of_kiosks(session, now)

    def _of_ingest(self) -> Iterable[Metric]:
        tallies = [ingest.tally for ingest in self._ingests]
        yield CounterMetricFamily(
            "zaalgids_messages",
            "Messages from kiosks that were committed, second deliveries among them.",
            value=sum(tally.committed for tally in tallies),
        )
        yield CounterMetricFamily(
            "zaalgids_messages_repeated",
            "Of those, second deliveries, which changed nothing.",
            value=sum(tally.repeated for tally in tallies),
        )
        yield CounterMetricFamily(
            "zaalgids_messages_put_aside",
            "Messages that could not be read.",
            value=sum(tally.put_aside for tally in tallies),
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
                FootfallBin.clock_trusted, FootfallBin.start <= now + AHEAD_SECONDS
            )
        )
        if newest is not None:
            yield _gauge(
                "footfall_lag_seconds",
                "Since the end of the newest minute that is stored.",
                max(0.0, now - newest - MINUTE),
            )

    def _of_kiosks(self, session: Session, now: float) -> Iterable[Metric]:
        lines = roll(session, now, self._newest_release())
        figures: list[tuple[str, str, Callable[[int], float | None]]] = [
            ("kiosk_online", "1 when it was heard lately.", lambda n: lines[n].online),
            ("kiosk_last_seen_seconds", "Since it was last heard.", lambda n: lines[n].silent),
            (
                "kiosk_blind",
                "1 when a camera that should count can't.",
                lambda n: bool(lines[n].blind),
            ),
            ("kiosk_release", "The release it shows.", lambda n: lines[n].release),
            ("kiosk_waiting", "Minutes not yet sent.", lambda n: lines[n].waiting),
        ]
        for name, words, value in figures:
            family = GaugeMetricFamily(f"zaalgids_{name}", words, labels=["kiosk"])
            for number, line in enumerate(lines):
                figure = value(number)
                if figure is not None:
                    family.add_metric([line.name], float(figure))
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
