"""What a kiosk's own alerts mean for staff: a few words for lists and alarms, and a sentence that says what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from contract.kiosk_alerts import KioskAlert
from tour_server.fleet.short_words import ShortWords
from web.translations import gettext as _
from web.translations import mark

ALERT_WORDS: Mapping[KioskAlert, tuple[str, str]] = {
    KioskAlert.SCREEN_DARK: (
        mark("its screen is dark"),
        mark(
            "No browser of its own shows its page, and one did: visitors see nothing. Look at its service"
            " zaalgids-screen, and restart the machine."
        ),
    ),
    KioskAlert.NOT_RECOGNISING: (
        mark("recognises nothing"),
        mark("It has a camera and can recognise no work. Its own words say why."),
    ),
    KioskAlert.COUNTS_LOST: (
        mark("counts were lost"),
        mark("It could keep some counts nowhere; they are lost. Put another card in."),
    ),
    KioskAlert.COUNTS_IN_MEMORY: (
        mark("its disk takes no counts"),
        mark("It counts on in memory, and sends what it counts. Look at its disk before it is switched off."),
    ),
    KioskAlert.ANOTHER_SERVER: (
        mark("another machine answers as its server"),
        mark(
            "Another machine answers in the place of its server, and it tells that machine nothing. Look who is in"
            " its network; after a change of certificates give it its new ones."
        ),
    ),
    KioskAlert.BUNDLE_REFUSED: (
        mark("refuses a release"),
        mark("It refuses the release that it is given, and shows the one that it has. Its own words say why."),
    ),
    KioskAlert.BUNDLE_OLDER: (
        mark("is given an older release"),
        mark("It is given an older release than one that it has seen, and does not take it."),
    ),
    KioskAlert.BUNDLE_ENDED: (
        mark("is given an old signature"),
        mark("The signatures of the release that it is given have ended. Publish once, and look at its clock."),
    ),
    KioskAlert.MESSAGES_FORGED: (
        mark("is sent forged messages"),
        mark(
            "Messages reach it that are not this server's, and it follows none of them. Somebody has access to the"
            " broker, or its key was renewed and it has the old one."
        ),
    ),
    KioskAlert.MESSAGES_REPLAYED: (
        mark("is sent old messages again"),
        mark("Old messages of this server are sent to it again, and it follows none of them."),
    ),
    KioskAlert.MESSAGES_UNREADABLE: (
        mark("is sent what is no message"),
        mark("Much reaches it that is no message or too large. Somebody has access to the broker."),
    ),
    KioskAlert.SOFTWARE_REFUSED: (
        mark("refuses software from a stick"),
        mark(
            "On a stick in it was software that it does not take: not signed for it, or broken. Look who put it there."
        ),
    ),
    KioskAlert.CLOCK_JUMPED: (
        mark("its clock has jumped"),
        mark("Its clock was set to another time. Its minutes are placed by the time before until that is confirmed."),
    ),
    KioskAlert.FILES_DAMAGED: (
        mark("its disk damages files"),
        mark("Its disk has damaged files more than once. Put another card in soon."),
    ),
}  # fmt: skip


def alert_words(names: Iterable[str]) -> Iterator[tuple[ShortWords, str]]:
    """Give a few words and a sentence for each alert, the worst first. Names of a newer kiosk are left out."""
    found = set(names)
    for alert, (short, sentence) in ALERT_WORDS.items():
        if alert in found:
            yield ShortWords(short), _(sentence)
