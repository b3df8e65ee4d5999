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

from msgspec import DecodeError, Struct

from contract.kiosk_messages import KioskOrder, OrderKind, OrderOutcome, OrderResult
from contract.signed_notices import is_authentic_order
from runtime.document_version import DocumentVersionError, DocumentVersions
from runtime.durable_files import write_durably

log = logging.getLogger(__name__)

FILE = "orders.json"
ONLY_OWNER = 0o600
REMEMBERED = 50
IDENTIFY_SECONDS = 60.0
VERSIONS = DocumentVersions("kiosk's done orders")


class DoneOrder(Struct, frozen=True):
    """An order that was done or refused."""

    id: str
    result: OrderResult
    reason: str = ""


class DoneOrders(Struct, frozen=True, kw_only=True):
    """The newest orders, as they lie on the disk."""

    orders: list[DoneOrder] = []
    v: int = 1


class OrderParts(Struct, frozen=True):
    """What orders work on. `now`: the wall clock, None where it is not set. `log_lines`: what may leave of the log."""

    folder: Path
    site: str
    device: str
    key: bytes | None
    now: Callable[[], float | None]
    tell: Callable[[OrderOutcome], None]
    restart: Callable[[], None]
    show: Callable[[], None]
    log_lines: Callable[[], Sequence[str]]


class KioskOrders:
    """The orders of staff to this kiosk. Thread-safe."""

    def __init__(self, parts: OrderParts, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._parts, self._monotonic = parts, monotonic
        self._lock = threading.Lock()
        self._done = _read_done(parts.folder)
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
            log.warning("an order came that is not made with this kiosk's key; it is not done")
            return
        with self._lock:
            known = next((one for one in self._done if one.id == order.id), None)
            if known is not None:
                parts.tell(OrderOutcome(known.id, known.result, known.reason))
                return
            outcome = self._outcome(order)
            if not self._remember(DoneOrder(order.id, outcome.result, outcome.reason)):
                outcome = OrderOutcome(
                    order.id,
                    OrderResult.REFUSED,
                    "Its disk takes nothing more, so it could do this twice.",
                )
        self._do(order, outcome)

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
        parts.tell(outcome)

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
    except (OSError, DocumentVersionError, DecodeError, UnicodeDecodeError) as error:
        log.warning("the orders that were done can't be read: %s", error)
        return []
