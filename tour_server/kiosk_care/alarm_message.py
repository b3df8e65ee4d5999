"""What staff are told of kiosks in trouble, and how: by e-mail and by a webhook."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from typing import Protocol

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from tour_server.fleet.short_words import ShortWords
from tour_server.kiosk_care.settings import KioskAlarmSettings
from tour_server.outbound.mail import MailAccount, MailSender, SendsMail
from tour_server.outbound.outbound_error import OutboundError, ServiceError
from tour_server.outbound.outbound_fetch import OutboundFetch
from web.translations import SOURCE_LANGUAGE, in_language, ngettext
from web.translations import gettext as _

HOUSE_AT_LEAST = 3  # kiosks; fewer than these are told by name
_PATH = re.compile(r"([a-z]+://[^/\s]+)/\S*")


class ChangedAlarm(Struct, frozen=True):
    """An alarm of a kiosk that has begun or ended at `at`. `still`: it has ended, and the kiosk has another one."""

    device: str
    words: list[ShortWords]
    at: dt.datetime
    still: bool = False


class _ToldKiosk(Struct, frozen=True):
    """What is told of one kiosk, as a webhook gets it. `at`: of the first."""

    device: str
    words: str
    at: dt.datetime


class AlarmChange(Struct, frozen=True):
    """What staff are told in one message."""

    began: list[ChangedAlarm]
    ended: list[ChangedAlarm]


class TellsStaff(Protocol):
    """Tells staff."""

    def __call__(self, change: AlarmChange, kiosks: int, /) -> None:
        """Tell it once. `kiosks`: how many the museum has. Raises OutboundError."""


class StaffMessages:
    """Sends messages by the ways of the settings. A way that worked is not used twice for one message."""

    def __init__(
        self,
        settings: KioskAlarmSettings,
        fetch: OutboundFetch,
        museum: Callable[[], str],
        zone: Callable[[], dt.tzinfo],
        address: str,
        mail: SendsMail | None = None,
        language: Callable[[], str] = lambda: SOURCE_LANGUAGE,
    ) -> None:
        """`museum`: its name. `address`: of the desk's page of kiosks. `mail`: in place of the settings' account.

        `language`: of the messages.
        """
        self._settings, self._fetch, self._language = settings, fetch, language
        self._museum, self._zone, self._address = museum, zone, address
        self._mail = mail or _mail_of(settings)
        self._done: dict[
            str, AlarmChange
        ] = {}  # the way -> what it has told and another way has not

    def __call__(self, change: AlarmChange, kiosks: int, /) -> None:
        """Tell staff. Raises OutboundError where a way fails; the other one is used all the same."""
        ways: dict[str, Callable[[AlarmChange], None]] = {}
        if self._mail is not None:
            ways["mail"] = lambda left: self._send_mail(left, kiosks)
        if self._settings.alarm_webhook:
            ways["webhook"] = lambda left: self._post(left, kiosks)
        failed = []
        for way, send in ways.items():
            left = _without(change, self._done.get(way))
            if not (left.began or left.ended):
                continue
            try:
                send(left)
                self._done[way] = change
            except OutboundError as error:
                failed.append(error)
        if failed:
            raise failed[0]
        self._done.clear()

    def words(self, change: AlarmChange, kiosks: int) -> tuple[str, str]:
        """Returns the subject and the text of a message, in the museum's language."""
        with in_language(self._language()):
            subject, began, ended = self._subject(change, kiosks), change.began, change.ended
            lines = [
                *self._lines(_("In trouble:"), began),
                *self._lines(_("Well again:"), [one for one in ended if not one.still]),
                *self._lines(
                    _("Over, while other trouble lasts:"), [one for one in ended if one.still]
                ),
            ]
        return f"{self._museum()}: {subject}", "\n".join([*lines, self._address, ""])

    def _subject(self, change: AlarmChange, kiosks: int) -> str:
        began = {one.device for one in change.began}
        well = {one.device for one in change.ended if not one.still}
        better = {one.device for one in change.ended if one.still}
        if len(began) >= HOUSE_AT_LEAST and 2 * len(began) >= kiosks:
            subject = _(
                "{number} of {count} kiosks in trouble: has the house lost its power or its network?",
                number=len(began),
                count=kiosks,
            )
        elif began:
            subject = ngettext(
                "{number} kiosk in trouble", "{number} kiosks in trouble", len(began)
            )
        elif well:
            subject = ngettext(
                "{number} kiosk is well again", "{number} kiosks are well again", len(well)
            )
        else:
            subject = ngettext(
                "{number} kiosk is better, but not well",
                "{number} kiosks are better, but not well",
                len(better),
            )
        told = began | well | better
        return f"{subject}: {told.pop()}" if len(told) == 1 else subject

    def _lines(self, head: str, alarms: Sequence[ChangedAlarm]) -> list[str]:
        if not alarms:
            return []
        rows = [
            f"- {one.device}: {one.words} ({one.at.astimezone(self._zone()):%Y-%m-%d %H:%M})"
            for one in _by_kiosk(alarms)
        ]
        return [head, *rows, ""]

    def _send_mail(self, change: AlarmChange, kiosks: int) -> None:
        subject, text = self.words(change, kiosks)
        if self._mail is not None:
            self._mail.send(self._settings.alarm_mail_to, subject, text)

    def _post(self, change: AlarmChange, kiosks: int) -> None:
        subject, text = self.words(change, kiosks)
        with in_language(self._language()):
            began, ended = _by_kiosk(change.began), _by_kiosk(change.ended)
        body = msgspec.json.encode({"text": f"{subject}\n{text}", "began": began, "ended": ended})
        try:
            self._fetch.ask(self._settings.alarm_webhook, body)
        except ServiceError as error:
            if not 200 <= error.status < 300:  # many answer 204
                raise _without_paths(error) from None
        except OutboundError as error:
            raise _without_paths(error) from None


def _by_kiosk(alarms: Sequence[ChangedAlarm]) -> list[_ToldKiosk]:
    """Returns one row a kiosk, in the language that is chosen."""
    found: dict[str, list[ChangedAlarm]] = {}
    for one in alarms:
        found.setdefault(one.device, []).append(one)
    return [
        _ToldKiosk(
            device,
            ", ".join(dict.fromkeys(str(words) for one in rows for words in one.words)),
            min(one.at for one in rows),
        )
        for device, rows in found.items()
    ]


def _without_paths(error: OutboundError) -> OutboundError:
    """Returns the error for log and desk: who knows a webhook's whole address may write there."""
    return OutboundError(_PATH.sub(r"\1/…", str(error)))


def _without(change: AlarmChange, told: AlarmChange | None) -> AlarmChange:
    """Returns what was not told yet by a way that has told `told`."""
    if told is None:
        return change
    return AlarmChange(
        [one for one in change.began if one not in told.began],
        [one for one in change.ended if not any(_same(one, before) for before in told.ended)],
    )


def _same(one: ChangedAlarm, other: ChangedAlarm) -> bool:
    return replace(one, still=False) == replace(other, still=False)


def _mail_of(settings: KioskAlarmSettings) -> MailSender | None:
    if not settings.alarm_mail_host:
        return None
    account = MailAccount(
        settings.alarm_mail_host,
        settings.alarm_mail_port,
        settings.alarm_mail_security,
        settings.alarm_mail_user,
        settings.alarm_mail_password,
        settings.alarm_mail_from,
    )
    return MailSender(account)
