"""A desk with kiosks that can be updated, and what they say."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence

import pytest

from contract.kiosk_messages import MachineState
from contract.messages import Health
from contract.software import SoftwareOrder, SoftwareReason, SoftwareState, SoftwareStep
from tests.desk import Browser, Desk
from tests.tour_server.updates.bundles import bundle_bytes
from tour_server.devices.registry import DeviceRegistry
from tour_server.fleet.messages import store_health
from tour_server.fleet.overview import KioskOverview
from tour_server.ingest.message_handler import ReceivedMessage
from tour_server.kiosk_care.alarm_watch import AlarmWatch
from tour_server.staff.permissions import Role
from tour_server.updates.bundle_store import BundleStore
from tour_server.updates.rollouts import Rollouts
from tour_server.updates.software_orders import SoftwareOrders

PAGE = "/desk/kiosk-software"


class SoftwareHouse:
    """A desk, its technician, and kiosks by name."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        get = desk.parts.assembly.context.get
        self.registry, self.bundles = get(DeviceRegistry), get(BundleStore)
        self.rollouts, self.orders = get(Rollouts), get(SoftwareOrders)
        self.overview, self.alarms = get(KioskOverview), get(AlarmWatch)
        self.names: list[str] = []
        self.alerts: dict[str, Sequence[str]] = {}  # of kiosks that report some
        self._technicians = 0

    def technician(self) -> Browser:
        """Sign a technician in; a sign-in of some hours ago has ended."""
        self._technicians += 1
        return self.desk.colleague(f"tech-{self._technicians}", Role.TECHNICIAN)

    def kiosks(self, count: int, *, slot: str | None = "A") -> None:
        """Register kiosks that are online."""
        for _ in range(count):
            name = f"kiosk-{len(self.names) + 1}"
            self.registry.add(name, "Ada")
            self.names.append(name)
            self.heard(name, slot=slot)

    def heard(
        self, name: str, *, slot: str | None = "A", hot: bool = False, alerts: Sequence[str] = ()
    ) -> None:
        """Store a report of a kiosk."""
        machine = None if slot is None else MachineState(slot=slot)
        health = Health(
            at=1.0,
            clock_trusted=True,
            software="zaalgids 0.1.0",
            release=1,
            room=None,
            uptime_seconds=5.0,
            outbox_depth=0,
            disk_free_bytes=10**9,
            temperature_celsius=95.0 if hot else 40.0,
            cameras={},
            trouble=[],
            machine=machine,
            alerts=list(alerts),
        )
        now = self.desk.clock().timestamp()
        with self.desk.parts.database.writing() as session:
            store_health(session, [ReceivedMessage(name, health, now)])

    def says(
        self,
        name: str,
        step: SoftwareStep,
        *,
        running: str | None = None,
        reason: SoftwareReason | None = None,
        words: str = "",
        progress: float = 0.0,
    ) -> None:
        """Store what a kiosk says of its order."""
        order = self.wanted()[name]
        if running is None:
            running = order.version if step is SoftwareStep.GOOD else "1.3.0"
        said = SoftwareState(
            id=order.id,
            step=step,
            version=order.version,
            running=running,
            at=1.0,
            reason=None if reason is None else reason.value,
            words=words,
            slot="B" if step is SoftwareStep.GOOD else "A",
            other="1.3.0",
            progress=progress,
        )
        now = self.desk.clock().timestamp()
        with self.desk.parts.database.writing() as session:
            self.orders.store(session, [ReceivedMessage(name, said, now)])

    def add(self, version: str = "1.4.0") -> str:
        """Add a bundle. Returns its hash."""
        return self.bundles.add(io.BytesIO(bundle_bytes(version)), "Ada").bundle.sha256

    def at(self, hour: int, *, days: int = 0, keep: tuple[str, ...] | None = None) -> None:
        """Go to an hour of the museum's clock, of this day or so many later, and look. Kiosks go on being heard.

        `keep`: the kiosks that are heard; all where None.
        """
        clock = self.desk.clock
        day = (clock.at + dt.timedelta(days=days)).replace(hour=0, minute=0, second=0)
        wanted = day + dt.timedelta(hours=hour - 1)  # in Amsterdam, in winter
        assert wanted > clock.at
        clock.at = wanted
        for name in self.names if keep is None else keep:
            self.heard(name, alerts=self.alerts.get(name, ()))
        self.rollouts.look()

    def wanted(self) -> dict[str, SoftwareOrder]:
        return self.orders.wanted()

    def told(self) -> list[str]:
        """Return who is told to install something."""
        return sorted(name for name, one in self.wanted().items() if not one.withdrawn)


@pytest.fixture
def house(desk: Desk) -> SoftwareHouse:
    return SoftwareHouse(desk)
