"""The museum's look as a kiosk's page takes it: addresses on the kiosk's own page."""

from __future__ import annotations

from msgspec import Struct

from contract.bundle import PublishedLook


class ScreenLook(Struct, frozen=True):
    """Addresses of the style sheets and of the logo; null where there is none."""

    colours: str | None = None
    typefaces: str | None = None
    logo_day: str | None = None
    logo_night: str | None = None


def screen_look(look: PublishedLook | None) -> ScreenLook:
    """Returns the addresses of a release's look; none for a release of software that knew no look."""
    if look is None:
        return ScreenLook()
    return ScreenLook(
        colours=_address(look.colours),
        typefaces=_address(look.typefaces),
        logo_day=_address(look.logo_day),
        logo_night=_address(look.logo_night or look.logo_day),
    )


def _address(target: str | None) -> str | None:
    return None if target is None else f"target/{target}"
