"""Staff silence all kiosks with one button and let them speak again with another; everyone at the desk sees it."""

from __future__ import annotations

from tests.desk import Browser, Desk
from tour_server.events.event_log import EventFilter
from tour_server.fleet.silence import KioskSilence
from tour_server.staff.permissions import Role

ADDRESS = "/desk/kiosks"
BUTTON, BACK = "Silence all kiosks now", "Let them speak again"


def test_one_button_and_its_undo(desk: Desk) -> None:
    manager, author = desk.colleague("mia", Role.DUTY_MANAGER), desk.colleague("aad", Role.AUTHOR)
    silence = desk.parts.assembly.context.get(KioskSilence)
    assert BUTTON in manager.get(ADDRESS).text
    for _ in range(2):  # a second press changes nothing
        assert manager.post(f"{ADDRESS}/silence").status_code == 302
    silenced = silence.now()
    assert silenced is not None
    assert silenced.by == "mia"
    page = manager.get(ADDRESS).text
    assert BACK in page
    assert BUTTON not in page
    assert "(mia). Their captions go on." in page
    assert "All kiosks are silenced." in author.get("/desk").text
    manager.post(f"{ADDRESS}/speak")
    assert silence.now() is None
    assert "All kiosks are silenced." not in author.get("/desk").text
    assert recorded(desk) == ["kiosks-silenced", "kiosks-speak"]


def test_who_may_not_sees_no_button(desk: Desk) -> None:
    author: Browser = desk.colleague("aad", Role.AUTHOR)
    assert BUTTON not in author.get(ADDRESS).text
    assert author.post(f"{ADDRESS}/silence").status_code == 403


def recorded(desk: Desk) -> list[str]:
    events = desk.parts.events.page(EventFilter(), None, 20)
    return [one.kind for one in reversed(events) if one.kind.startswith("kiosks-")]
