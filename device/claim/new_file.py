"""Claims a kiosk anew by a new file, while it has an identity: its server has another authority, or another address.

A server that lost its authority makes another one, and every kiosk then takes it for a stranger. A technician puts a
new file on the card or a stick: the fingerprint in it says whom to trust. The server knows the kiosk by its key, or
lets it in by the token. A file of the same authority tells a kiosk that has lost touch where its server is now. It has
to have its token: the file by which the kiosk was claimed has lost it, and may name an address of before.
"""

from __future__ import annotations

from collections.abc import Sequence

from contract.claimed_identity import ClaimedIdentity
from contract.claims import ClaimRequest, ClaimState
from contract.prepared_kiosk import PreparedKiosk
from device.claim.device_key import DeviceKeyPair
from device.claim.door_client import DoorClient, fingerprint_of
from device.claim.prepared_search import find_prepared
from device.claim.secret_wiping import SecretWiping, WipedPart


class ClaimByNewFile:
    """Asks by the file that is found. One thread uses it."""

    def __init__(self, files: Sequence[str], key: DeviceKeyPair, wiping: SecretWiping) -> None:
        """`files`: where the file is looked for (ClaimSettings.files)."""
        self._files, self._key, self._wiping = files, key, wiping
        self._refused: PreparedKiosk | None = None

    def claim(
        self, identity: ClaimedIdentity, door: str, *, stranger: bool
    ) -> ClaimedIdentity | None:
        """Ask for another identity; None without a file that is new, or when the server does not let it in.

        `door`: where the kiosk asks now. `stranger`: another machine answers there; otherwise none does, and a file of
        another authority is not taken. Raises DoorError; then it may be asked again.
        """
        found = find_prepared(self._files)
        prepared = found.prepared
        if prepared is None or not self._is_new(prepared, identity, door, stranger):
            return None
        client = DoorClient(prepared.server, fingerprint=prepared.authority)
        request = ClaimRequest(csr=self._key.signing_request(), token=prepared.token)
        answer = client.claim(request)
        if answer.state is not ClaimState.CLAIMED or answer.identity is None:
            self._refused = prepared
            return None
        if found.file is not None:
            self._wiping.wipe(found.file, prepared, WipedPart.SECRETS)
        return answer.identity

    def _is_new(
        self, prepared: PreparedKiosk, identity: ClaimedIdentity, door: str, stranger: bool
    ) -> bool:
        """Returns whether a file says something new about the server, and was not refused."""
        if prepared == self._refused:
            return False
        if prepared.authority != fingerprint_of(identity.authority):
            return stranger
        return bool(prepared.token) and prepared.server.rstrip("/") != door.rstrip("/")
