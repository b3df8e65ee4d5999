"""Publishes, one release at a time, in a thread of its own, and says how far it is.

What a newcomer would get wrong: a publish takes its museum from the drafts when it begins, not when it was asked
for, and the number it gets is the one after the newest signed bundle's.
"""

from __future__ import annotations

import datetime as dt
import logging
import queue
import threading
from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from contract.museum import Museum
from tour_server.catalogue.drafts import Drafts
from tour_server.publishing.release import CantPublishError, Progress, ReleaseMaker
from tour_server.publishing.releases import Releases
from tour_server.publishing.repository import Repository, RepositoryTroubleError

log = logging.getLogger(__name__)

SIGN_AGAIN_SECONDS = 24 * 3600.0  # the timestamp, so that a frozen server shows


class Job(Struct, frozen=True):
    """A publish: what it is doing, and how it ended. `number` is set when it is out."""

    by: str
    doing: str = "waiting to begin"
    done: int = 0
    of: int = 0
    number: int | None = None
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    newly_said: int = 0
    seconds: float = 0.0

    @property
    def ended(self) -> bool:
        """True when it is out or was refused."""
        return self.number is not None or bool(self.problems)


class _Wish(Struct, frozen=True):
    by: str
    note: str
    again: int | None  # publish the content of this earlier release


class Publisher:
    """Turns drafts into releases. The composition root calls `start` and `stop`."""

    def __init__(
        self,
        drafts: Drafts,
        maker: ReleaseMaker,
        repository: Repository,
        releases: Releases,
        now: Callable[[], dt.datetime],
    ) -> None:
        self._drafts, self._maker = drafts, maker
        self._repository, self._releases = repository, releases
        self._now = now
        self._announce: list[Callable[[int], None]] = []
        self._wishes: queue.SimpleQueue[_Wish | None] = queue.SimpleQueue()
        self._one_at_a_time = threading.Lock()
        self._asked = threading.Lock()
        self._job: Job | None = None
        self._thread: threading.Thread | None = None

    @property
    def job(self) -> Job | None:
        """The publish that runs, or the last one; None before the first."""
        return self._job

    def announce_to(self, tell: Callable[[int], None]) -> None:
        """`tell` is called with the number of each new release, from the publisher's thread."""
        self._announce.append(tell)

    def ask(self, by: str, note: str = "", again: int | None = None) -> bool:
        """Asks for a publish of the drafts, or of release `again`; False when one is under way already."""
        with self._asked:
            if self._job is not None and not self._job.ended:
                return False
            self._job = Job(by=by)
        self._wishes.put(_Wish(by, note, again))
        return True

    def start(self) -> None:
        """Starts the thread."""
        self._thread = threading.Thread(target=self._work, name="publisher", daemon=True)
        self._thread.start()

    def stop(self, seconds: float = 10.0) -> None:
        """Ends the thread after the publish that runs, or after `seconds`; half a publish changes nothing."""
        self._wishes.put(None)
        if self._thread is not None:
            self._thread.join(seconds)

    def publish(
        self,
        by: str,
        note: str = "",
        museum: Museum | None = None,
        progress: Progress | None = None,
    ) -> Job:
        """Publishes here and now: the drafts, or `museum`. Raises CantPublishError, RepositoryTroubleError, OSError."""
        began = self._now()
        progress = progress or _unheard
        with self._one_at_a_time:
            self._releases.catch_up()
            number = self._releases.newest_number() + 1
            try:
                wanted = museum if museum is not None else self._drafts.museum()
            except LookupError as error:
                raise CantPublishError(["There is no museum yet. Import one first."]) from error
            made = self._maker.make(wanted, number, self._now(), progress)
            progress("signing", 0, 1)
            self._repository.publish(made.files)
            self._releases.record(made.release, by, note)
        for tell in self._announce:
            try:
                tell(number)
            except (
                Exception
            ):  # a broker that is away must not undo a publish; kiosks ask by themselves
                log.exception("release %d is out, but could not be announced", number)
        seconds = (self._now() - began).total_seconds()
        log.info("release %d is out after %.1f s, %d blocks said", number, seconds, made.newly_said)
        return Job(
            by=by,
            doing="published",
            number=number,
            notes=tuple(made.notes),
            newly_said=made.newly_said,
            seconds=seconds,
        )

    def _work(self) -> None:
        while True:
            try:
                wish = self._wishes.get(timeout=SIGN_AGAIN_SECONDS)
            except queue.Empty:
                self._sign_again()
                continue
            if wish is None:
                return
            self._fulfil(wish)

    def _fulfil(self, wish: _Wish) -> None:
        job = Job(by=wish.by, doing="reading the drafts")

        def progress(doing: str, done: int, of: int) -> None:
            self._job = replace(job, doing=doing, done=done, of=of)

        try:
            earlier = None if wish.again is None else self._releases.get(wish.again).museum
            self._job = self.publish(wish.by, wish.note, earlier, progress)
        except CantPublishError as error:
            self._job = replace(job, problems=tuple(error.problems))
        except (OSError, RepositoryTroubleError) as error:
            log.exception("publishing failed")
            self._job = replace(job, problems=(f"{error}. The release before is still out.",))
        except Exception:
            log.exception("publishing failed")
            said = "Something broke on our side; its reason is in the server's log."
            self._job = replace(job, problems=(f"{said} The release before is still out.",))

    def _sign_again(self) -> None:
        try:
            self._repository.sign_timestamp()
        except (OSError, RepositoryTroubleError):
            log.exception("the bundle's timestamp could not be signed again")


def _unheard(doing: str, done: int, of: int) -> None:
    """Progress that nobody watches."""
    log.debug("%s, %d of %d", doing, done, of)
