"""Whether the server answers at the device door, and takes this kiosk's certificate there: tries another address."""

from __future__ import annotations

import logging

from contract.claims import ClaimState, StateRequest, key_digest
from device.claim.claimed_part import ClaimedPart
from device.claim.door_client import ClientFiles, DoorClient, DoorError

log = logging.getLogger(__name__)


class DoorTrip:
    """Asks one door. Servers of every version answer this question, so an older one can be moved, too."""

    def __init__(self, claimed: ClaimedPart, door: str) -> None:
        """`door`: https://host:port."""
        identity, store = claimed.identity, claimed.store
        self._client = DoorClient(door, authority=identity.authority)
        self._files = ClientFiles(store.certificate, store.key)
        self._request = StateRequest(
            key_digest=key_digest(identity.credentials.key_bytes), room=identity.room
        )

    def answered(self) -> bool:
        """Returns whether this kiosk's server answers there and knows the kiosk."""
        try:
            answer = self._client.state(self._request, self._files)
        except DoorError as error:
            log.info("%s", error)
            return False
        return answer.state in (ClaimState.CURRENT, ClaimState.CHANGED)
