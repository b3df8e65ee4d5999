"""Sends e-mail through the museum's own mail server."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Sequence
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Protocol

from msgspec import Struct

from tour_server.outbound.outbound_error import OutboundError

MAIL_SECONDS = 20.0


class MailAccount(Struct, frozen=True):
    """How the mail server is reached. `security`: starttls, tls or none."""

    host: str
    port: int
    security: str
    user: str
    password: str
    sender: str


class SendsMail(Protocol):
    """Sends e-mail."""

    def send(self, to: Sequence[str], subject: str, text: str) -> None:
        """Send one message. Raises OutboundError."""


class MailSender:
    """Sends e-mail by SMTP."""

    def __init__(self, account: MailAccount, tls: ssl.SSLContext | None = None) -> None:
        self._account, self._tls = account, tls or ssl.create_default_context()

    def send(self, to: Sequence[str], subject: str, text: str) -> None:
        """Send one message to all. Raises OutboundError with a sentence for staff."""
        account = self._account
        message = EmailMessage()
        message["From"], message["To"] = account.sender, ", ".join(to)
        message["Subject"] = " ".join(subject.split())
        message["Date"] = formatdate(localtime=False)
        message["Message-ID"] = make_msgid(domain=account.sender.rpartition("@")[2])
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text)
        try:
            with self._connected() as server:
                if account.user:
                    server.login(account.user, account.password)
                server.send_message(message)
        except (smtplib.SMTPException, OSError) as error:
            raise OutboundError(
                f"The mail server {account.host} took no message: {_reason(error)}."
            ) from error

    def _connected(self) -> smtplib.SMTP:
        account = self._account
        if account.security == "tls":
            return smtplib.SMTP_SSL(
                account.host, account.port, timeout=MAIL_SECONDS, context=self._tls
            )
        server = smtplib.SMTP(account.host, account.port, timeout=MAIL_SECONDS)
        if account.security == "starttls":
            try:
                server.starttls(context=self._tls)
            except BaseException:
                server.close()
                raise
        return server


def _reason(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"it answers {error.smtp_code}"
    if isinstance(error, smtplib.SMTPException):
        return type(error).__name__
    return getattr(error, "strerror", None) or type(error).__name__
