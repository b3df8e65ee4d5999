"""What the screen of a kiosk without an identity shows, in the words of its language."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from contract.claims import WaitReason
from runtime.languages import best, direction
from web.translations import gettext_noop, shipped_catalogue


class ClaimStep(StrEnum):
    """What a kiosk without an identity waits for."""

    NO_FILE = "no-file"
    BAD_FILE = "bad-file"
    NO_SERVER = "no-server"
    NO_WIFI = "no-wifi"
    STRANGER = "stranger"
    CLOCK = "clock"
    WAITING = "waiting"
    EXPIRED = "expired"
    REVOKED = "revoked"
    CLAIMED = "claimed"


MESSAGES = {
    "title": gettext_noop("This screen is not set up yet."),
    "scan": gettext_noop("For the museum’s technician: scan this code and compare it."),
    "code": gettext_noop("This screen’s code"),
    "or_type": gettext_noop("Or open {address} and type the code there."),
    ClaimStep.NO_FILE.value: gettext_noop(
        "There is no file for it: put one on a USB stick, or on the boot partition of its card."
    ),
    ClaimStep.BAD_FILE.value: gettext_noop("The file for it can’t be read. Make a new one."),
    ClaimStep.NO_SERVER.value: gettext_noop(
        "It can’t reach its server. It tries again by itself; check its network."
    ),
    ClaimStep.NO_WIFI.value: gettext_noop(
        "It can’t reach its server by the Wi-Fi {name}. It tries again by itself; check name and password in its file."
    ),
    ClaimStep.STRANGER.value: gettext_noop(
        "Another machine answers in its server’s place. It tells that machine nothing."
    ),
    ClaimStep.CLOCK.value: gettext_noop(
        "Its clock is not set: it says {date}. It goes on when the network tells the time."
    ),
    ClaimStep.WAITING.value: gettext_noop("It waits for the museum’s technician."),
    ClaimStep.EXPIRED.value: gettext_noop(
        "It was off for so long that its certificate has ended. It can be claimed again as {name}."
    ),
    ClaimStep.REVOKED.value: gettext_noop(
        "It was taken out of service. If it belongs here, it can be claimed again."
    ),
    ClaimStep.CLAIMED.value: gettext_noop("It is being set up. It begins in a moment."),
}
"""Message by its key on the page."""


class ClaimScene(Struct, frozen=True, kw_only=True):
    """What the page shows. `page`: the address for a technician, with the code in it; "" where it is not known."""

    step: ClaimStep
    code: str
    page: str = ""
    name: str = ""
    date: str = ""
    language: str = "en"


def step_of(reason: WaitReason, known_as: str) -> ClaimStep:
    """Return what the screen shows for the server's reason to wait."""
    if reason is WaitReason.EXPIRED and known_as:
        return ClaimStep.EXPIRED
    return ClaimStep.REVOKED if reason is WaitReason.REVOKED else ClaimStep.WAITING


def words_of(scene: ClaimScene) -> dict[str, str]:
    """Return the words of the page in the scene's language, or in English, and the language and its direction."""
    catalogue = shipped_catalogue()
    complete = catalogue.complete(MESSAGES.values())
    language = best([scene.language], complete) or "en"
    translations = catalogue.translations(language)
    said = {key: translations.translate(message) for key, message in MESSAGES.items()}
    address = scene.page.partition("://")[2].rpartition("/screen/")[0] or scene.page
    return {
        "language": language,
        "direction": direction(language),
        "title": said["title"],
        "why": said[scene.step.value].format(name=scene.name, date=scene.date),
        "scan": said["scan"],
        "code": said["code"],
        "or_type": said["or_type"].format(address=address),
    }
