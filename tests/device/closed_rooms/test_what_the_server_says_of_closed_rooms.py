"""A kiosk knows of a closed room until it hears otherwise, or until the hour that the closure names."""

from __future__ import annotations

from contract.messages import ClosedRoomsNow
from device.closed_rooms.closures_heard import ClosuresHeard


class Kiosk:
    def __init__(self) -> None:
        self.monotonic, self.wall = 100.0, 5000.0
        self.trusted = True
        self.closures = ClosuresHeard(
            lambda: self.monotonic, lambda: self.wall if self.trusted else None
        )

    def after(self, seconds: float) -> set[str]:
        self.monotonic += seconds
        self.wall += seconds
        return set(self.closures.now())


def test_closed_and_opened_again() -> None:
    kiosk = Kiosk()
    assert kiosk.after(0) == set()
    assert kiosk.closures.heard(ClosedRoomsNow({"hall": None}, 5000.0)) is True
    assert kiosk.closures.heard(ClosedRoomsNow({"hall": None}, 5060.0)) is False, "said again"
    assert kiosk.after(86_400) == {"hall"}, "however long the server is silent"
    assert kiosk.closures.heard(ClosedRoomsNow({}, 5120.0)) is True
    assert kiosk.after(0) == set()


def test_off_line_it_forgets_after_the_hour() -> None:
    for trusted in (True, False):
        kiosk = Kiosk()
        kiosk.trusted = trusted
        kiosk.closures.heard(ClosedRoomsNow({"hall": 8600.0, "attic": None}, 5000.0))
        assert kiosk.after(3599) == {"hall", "attic"}
        assert kiosk.after(1) == {"attic"}


def test_a_kept_message_whose_hour_is_over_closes_nothing() -> None:
    kiosk = Kiosk()
    assert kiosk.closures.heard(ClosedRoomsNow({"hall": 4900.0}, 1000.0)) is False
    assert kiosk.after(0) == set()
