"""Who this kiosk is: the credentials that the server's registry wrote for it."""

from __future__ import annotations

import logging
from pathlib import Path
from urllib.parse import urlsplit

from contract.credentials import CredentialsError, DeviceCredentials, read_credentials
from runtime.broker_address import BrokerLogin
from runtime.hosts import on_this_machine

log = logging.getLogger(__name__)


def identity(file: str, site: str, name: str) -> tuple[DeviceCredentials | None, list[str]]:
    """Returns the credentials in `file`, None without any, and what is wrong with them in plain sentences.

    Credentials of another kiosk are not used: this one would count in that one's name.
    """
    if not file:
        return None, []
    try:
        found = read_credentials(Path(file))
    except CredentialsError as error:
        log.warning("%s", error)
        return None, [str(error)]
    if (found.site, found.name) != (site, name):
        problem = (
            f"The credentials {file} are those of {found.name} at {found.site}, and this is {name} at {site}. "
            "Give it its own, or correct its name."
        )
        log.warning("%s", problem)
        return None, [problem]
    return found, []


def broker_login(credentials: DeviceCredentials | None, broker: str) -> BrokerLogin | None:
    """Returns how a kiosk signs in at `broker`, an address.

    Returns None where the password would cross a network in clear: there a kiosk comes without a login.
    """
    if credentials is None:
        return None
    parts = urlsplit(broker)
    if parts.scheme != "mqtts" and not on_this_machine(parts.hostname or ""):
        return None
    return BrokerLogin(credentials.broker_user, credentials.broker_password)
