"""What passes objects between the kiosk and its capabilities while they are built.

Note: nothing of a capability is imported at the top; see device.capabilities.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from contract.bundle import Release
    from contract.messages import Health
    from device.claim.claimed_part import ClaimedPart
    from device.desk_settings.wifi import Wifi
    from device.recognition.events import Event
    from device.settings import KioskSettings
    from device.uplink.steady_clock import SteadyClock

T = TypeVar("T")


@dataclass(frozen=True)
class KioskWiring:
    """Passes objects from the kiosk to its capabilities, and from one capability to those built after it."""

    settings: KioskSettings
    settings_file: Path | None
    data: Path
    clock: SteadyClock
    show: Callable[[], None]
    """Makes the scene again and shows it, because something has changed."""
    event: Callable[[Event], None]
    """Passes an event of recognition to the guide."""
    released: Callable[[Release], None]
    """Tells the kiosk that a release is in use."""
    health: Callable[[], Health]
    """Returns the kiosk's health."""
    claimed: ClaimedPart | None = None
    """Who this kiosk is by a claim; None where its settings say that."""
    wifi: Wifi | None = None
    """In place of the machine's own, for tests."""
    _objects: dict[type, object] = field(default_factory=dict)

    def provide(self, *objects: object) -> None:
        """Offer objects to the capabilities built later, and to the kiosk."""
        self._objects.update({type(one): one for one in objects})

    def find(self, kind: type[T]) -> T | None:
        """Returns the object of this class; None where it was not built."""
        found = self._objects.get(kind)
        return found if isinstance(found, kind) else None

    def require(self, kind: type[T]) -> T:
        """Returns the object of this class. Raises LookupError where it was not built."""
        found = self.find(kind)
        if found is None:
            raise LookupError(f"no capability provides {kind.__name__}")
        return found
