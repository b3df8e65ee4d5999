"""Does what staff order, once each, and says what became of it.

An order is retained at the broker until the server has its outcome, so it comes again after each connection; the kiosk
knows the ones it has done, also after a restart, and only says the outcome again.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import DecodeError, Struct, field
from msgspec.structs import replace

from contract.kiosk_messages import (
    KioskOrder,
    LookInvitation,
    OrderKind,
    OrderOutcome,
    OrderResult,
)
from contract.selftest import SelftestReport
from contract.signed_notices import is_authentic_order
from device.message_trouble import FORGED_ORDER, OLD_ORDER, MessageTrouble
from runtime.document_version import DocumentVersionError, DocumentVersions
from runtime.durable_files import write_durably

log = logging.getLogger(__name__)

FILE = "orders.json"
ONLY_OWNER = 0o600
REMEMBERED = 50
REMEMBERED_WHOLE = 4  # outcomes, with a log or a report
IDENTIFY_SECONDS = 60.0
VERSIONS = DocumentVersions("kiosk's done orders")
INTERRUPTED = "It restarted before it was done."


class OrderNotDoneError(RuntimeError):
    """An order can't be done; the sentence is for staff."""


class DoneOrder(Struct, frozen=True):
    """An order that was done or refused."""

    id: str
    result: OrderResult
    reason: str = ""
    sent: float = 0.0
    """When it was sent; 0 for one of before this was kept."""


class DoneOrders(Struct, frozen=True, kw_only=True):
    """The newest orders, as they lie on the disk."""

    orders: list[DoneOrder] = []
    v: int = 1


class OrderParts(Struct, frozen=True):
    """What orders work on.

    `now`: the wall clock, None where it is not set. `log_lines`: what may leave of the log. `selftest` runs the self
    test beside the kiosk, and calls what it is given with the report, or with None. `look` opens a session of camera
    set-up and raises OrderNotDoneError where it can't.
    """

    folder: Path
    site: str
    device: str
    key: bytes | None
    now: Callable[[], float | None]
    tell: Callable[[OrderOutcome], None]
    restart: Callable[[], None]
    show: Callable[[], None]
    log_lines: Callable[[], Sequence[str]]
    selftest: Callable[[Callable[[SelftestReport | None], None]], None]
    look: Callable[[], LookInvitation]
    trouble: MessageTrouble = field(default_factory=MessageTrouble)


class KioskOrders:
    """The orders of staff to this kiosk. Thread-safe."""

    def __init__(self, parts: OrderParts, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._parts, self._monotonic = parts, monotonic
        self._lock = threading.Lock()
        self._done = _read_done(parts.folder)
        self._running: set[str] = set()  # orders that go on beside the kiosk
        self._told: dict[
            str, OrderOutcome
        ] = {}  # with what went with them, while this program runs
        self._identify_until = float("-inf")
        self._number = 0

    @property
    def identified_as(self) -> int | None:
        """The number that the screen shows now, so that staff find this kiosk; None when it shows none."""
        return self._number if self._monotonic() < self._identify_until else None

    def heard(self, order: KioskOrder) -> None:
        """Do an order, or say again what became of it. An order that is not our server's is not answered."""
        parts = self._parts
        if parts.key is None or not is_authentic_order(order, parts.key, parts.site, parts.device):
            parts.trouble.forged(FORGED_ORDER)
            return
        with self._lock:
            known = next((one for one in self._done if one.id == order.id), None)
            if known is not None:
                if known.id not in self._running:
                    plain = OrderOutcome(known.id, known.result, known.reason)
                    parts.tell(self._told.get(known.id, plain))
                return
            if self._is_forgotten(order):
                parts.trouble.replayed(OLD_ORDER)
                return
            outcome = self._outcome(order)
            lasts = order.what is OrderKind.SELFTEST and outcome.result is OrderResult.DONE
            begun = DoneOrder(order.id, outcome.result, outcome.reason, order.sent)
            if lasts:  # what it is until its end
                begun = DoneOrder(order.id, OrderResult.REFUSED, INTERRUPTED, order.sent)
            if not self._remember(begun):
                outcome = OrderOutcome(
                    order.id,
                    OrderResult.REFUSED,
                    "Its disk takes nothing more, so it could do this twice.",
                )
        self._do(order, outcome)

    def _is_forgotten(self, order: KioskOrder) -> bool:
        """Returns whether an order is older than all that are remembered: it may have been done, and was forgotten."""
        return len(self._done) >= REMEMBERED and order.sent < min(one.sent for one in self._done)

    def _outcome(self, order: KioskOrder) -> OrderOutcome:
        now = self._parts.now()
        if now is not None and now > order.until:
            return OrderOutcome(order.id, OrderResult.REFUSED, "It heard the order too late.")
        return OrderOutcome(order.id, OrderResult.DONE)

    def _do(self, order: KioskOrder, outcome: OrderOutcome) -> None:
        parts = self._parts
        if outcome.result is OrderResult.REFUSED:
            parts.tell(outcome)
            return
        log.info("staff order: %s", order.what)
        match order.what:
            case OrderKind.RESTART:
                parts.restart()  # it says that it is done when the order comes again, after the restart
                return
            case OrderKind.IDENTIFY:
                self._number = order.number
                self._identify_until = self._monotonic() + IDENTIFY_SECONDS
                parts.show()
            case OrderKind.LOGS:
                outcome = OrderOutcome(outcome.id, outcome.result, "", list(parts.log_lines()))
            case OrderKind.SELFTEST:
                self._running.add(order.id)
                parts.selftest(lambda report: self._tested(order.id, report))
                return
            case OrderKind.LOOK:
                outcome = self._looked(outcome)
        self._tell(outcome)

    def _looked(self, outcome: OrderOutcome) -> OrderOutcome:
        try:
            return replace(outcome, look=self._parts.look())
        except OrderNotDoneError as error:
            return OrderOutcome(outcome.id, OrderResult.REFUSED, str(error))

    def _tested(self, order: str, report: SelftestReport | None) -> None:
        """Say the end of a self test; `report` is None where it made none."""
        outcome = OrderOutcome(order, OrderResult.DONE, selftest=report)
        if report is None:
            outcome = OrderOutcome(
                order, OrderResult.REFUSED, "The self test ended without a report."
            )
        with self._lock:
            self._running.discard(order)
            begun = next((one for one in self._done if one.id == order), None)
            self._done = [one for one in self._done if one.id != order]
            sent = 0.0 if begun is None else begun.sent
            self._remember(DoneOrder(order, outcome.result, outcome.reason, sent))
        self._tell(outcome)

    def _tell(self, outcome: OrderOutcome) -> None:
        """Say an outcome, and know it whole in case that it does not arrive."""
        self._told[outcome.id] = outcome
        while len(self._told) > REMEMBERED_WHOLE:
            del self._told[next(iter(self._told))]
        self._parts.tell(outcome)

    def _remember(self, order: DoneOrder) -> bool:
        """Returns whether the order is on the disk. Without that, a restart would be done again and again."""
        self._done = [*self._done, order][-REMEMBERED:]
        try:
            body = VERSIONS.encode(DoneOrders(orders=self._done))
            write_durably(self._parts.folder / FILE, body, ONLY_OWNER)
        except OSError as error:
            log.warning("an order can't be kept on the disk: %s", error)
            return False
        return True


def _read_done(folder: Path) -> list[DoneOrder]:
    try:
        return VERSIONS.decode((folder / FILE).read_bytes(), DoneOrders).orders
    except FileNotFoundError:
        return []
    except (OSError, DocumentVersionError, DecodeError) as error:
        log.warning("the orders that were done can't be read: %s", error)
        return []
