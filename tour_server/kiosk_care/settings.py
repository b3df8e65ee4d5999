"""The settings of alarms about kiosks: to whom, by which way, after how long."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct


class KioskAlarmSettings(Struct, frozen=True, kw_only=True):
    """Who is told when a kiosk is silent or ill. With neither mail nor webhook nobody is; the desk shows it."""

    alarm_mail_to: Annotated[
        tuple[str, ...],
        Meta(
            description="Addresses that get an e-mail when a kiosk is silent or ill, and when it is well."
        ),
    ] = ()
    alarm_mail_from: Annotated[str, Meta(description="The sender of these e-mails.")] = ""
    alarm_mail_host: Annotated[
        str, Meta(description="The museum's mail server (SMTP). Empty: no e-mail.")
    ] = ""
    alarm_mail_port: Annotated[int, Meta(ge=1, le=65535, description="Its port.")] = 587
    alarm_mail_security: Annotated[
        Literal["starttls", "tls", "none"],
        Meta(
            description="How the connection is encrypted; `none` only for a server on this machine."
        ),
    ] = "starttls"
    alarm_mail_user: Annotated[
        str, Meta(description="Name to sign in there; empty signs in as nobody.")
    ] = ""
    alarm_mail_password: Annotated[str, Meta(description="Password to sign in there.")] = ""
    alarm_webhook: Annotated[
        str,
        Meta(
            description="Address that gets a POST with JSON (`text`, `began`, `ended`) at the same moments; what "
            "`outbound_hosts` and `outbound_inside` allow. Empty: none."
        ),
    ] = ""
    alarm_minutes: Annotated[
        int,
        Meta(
            ge=1, le=1440, description="How long a kiosk is silent or ill before anybody is told."
        ),
    ] = 5

    def __post_init__(self) -> None:
        """Raises ValueError for mail without a sender or an addressee."""
        if self.alarm_mail_host and not (self.alarm_mail_from and self.alarm_mail_to):
            raise ValueError("alarm_mail_host needs alarm_mail_from and alarm_mail_to")
        for address in (*self.alarm_mail_to, self.alarm_mail_from):
            if address and (
                "@" not in address or any(one.isspace() or one in "<>," for one in address)
            ):
                raise ValueError(f"alarm_mail: {address!r} is no e-mail address")
