"""Asks for an identity until there is one: the work of a kiosk that has none.

A token is sent until the server has answered about it once; after that a technician's claim lets the kiosk in.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable

from contract.claimed_identity import ClaimedIdentity
from contract.claims import ClaimAnswer, ClaimRequest, ClaimState, WaitReason
from contract.prepared_kiosk import PreparedKiosk
from device.claim.claim_scene import ClaimScene, ClaimStep, step_of
from device.claim.device_key import DeviceKeyPair
from device.claim.door_client import (
    ClockWrongError,
    DoorClient,
    DoorError,
    StrangerError,
    fingerprint_of,
)
from device.claim.identity_store import IdentityStore
from device.claim.prepared_search import FoundFile, find_prepared
from device.claim.prepared_wifi import PreparedNetwork
from device.claim.secret_wiping import SecretWiping, WipedPart
from device.claim.settings import ClaimSettings
from runtime.worker import Worker

log = logging.getLogger(__name__)


class ClaimAsking:
    """Has one thread between `start` and `stop`. `scene` may be read from any thread."""

    def __init__(
        self,
        settings: ClaimSettings,
        store: IdentityStore,
        key: DeviceKeyPair,
        now: Callable[[], dt.datetime],
        claimed: Callable[[], None],
        wiping: SecretWiping,
        network: PreparedNetwork | None = None,
    ) -> None:
        """`claimed` is called once, when the identity is on disk. `network`: joins the Wi-Fi of the file."""
        self._settings, self._store, self._key = settings, store, key
        self._now, self._claimed, self._network = now, claimed, network
        self._wiping = wiping
        self._refused_token = ""
        self._client: tuple[tuple[str, str], DoorClient] | None = None
        self._said = ""
        self.scene = ClaimScene(step=ClaimStep.NO_SERVER, code=key.code)
        self._worker = Worker("claim", self._run)

    def start(self) -> None:
        """Begin to ask."""
        self._worker.start()

    def stop(self) -> None:
        """End the thread, after the request that is under way."""
        self._worker.stop()

    def _run(self) -> None:
        while True:
            try:
                if self._ask():
                    self._claimed()
                    return
            except Exception:  # without this the screen would never be set up
                log.exception("asking for an identity failed; it is tried again")
            if self._worker.wait(self._settings.seconds):
                return

    def _ask(self) -> bool:
        """Ask once. Returns whether this kiosk has an identity now."""
        found = find_prepared(self._settings.files)
        prepared, former = found.prepared, self._store.former()
        if prepared is None and (former is None or found.problems):
            step = ClaimStep.BAD_FILE if found.problems else ClaimStep.NO_FILE
            self._say(found.problems[0] if found.problems else "there is no file for this kiosk")
            self._show(step)
            return False
        language = "en" if prepared is None else prepared.language
        if self._network is not None and prepared is not None:
            self._network.join(prepared)
        try:
            answer = self._door(prepared).claim(self._request(prepared))
        except ClockWrongError as error:
            self._say(str(error))
            self._show(ClaimStep.CLOCK, language, date=f"{self._now():%Y-%m-%d}")
        except StrangerError as error:
            self._say(str(error))
            self._show(ClaimStep.STRANGER, language)
        except DoorError as error:
            self._say(str(error))
            self._unanswered(language)
        else:
            return self._answered(answer, found, language)
        return False

    def _unanswered(self, language: str) -> None:
        """Show that no server answers, and that the Wi-Fi of the file does not help where it does not."""
        if self._network is not None:
            self._network.unanswered()
            if self._network.failed:
                self._show(ClaimStep.NO_WIFI, language, name=self._network.failed)
                return
        self._show(ClaimStep.NO_SERVER, language)

    def _door(self, prepared: PreparedKiosk | None) -> DoorClient:
        former = self._store.former()
        if former is not None and prepared is not None and _was_used(prepared, former):
            prepared = None  # the server may have moved since
        if prepared is not None:
            wanted = (prepared.server, prepared.authority)
        else:
            wanted = ("" if former is None else former.content, "")
        if self._client is None or self._client[0] != wanted:
            authority = former.authority if prepared is None and former is not None else ""
            client = DoorClient(wanted[0], fingerprint=wanted[1], authority=authority)
            self._client = (wanted, client)
        return self._client[1]

    def _request(self, prepared: PreparedKiosk | None) -> ClaimRequest:
        token = "" if prepared is None else prepared.token
        if token == self._refused_token:
            token = ""
        return ClaimRequest(csr=self._key.signing_request(), token=token)

    def _answered(self, answer: ClaimAnswer, found: FoundFile, language: str) -> bool:
        prepared = found.prepared
        if answer.state is ClaimState.CLAIMED and answer.identity is not None:
            self._store.write(answer.identity)
            if prepared is not None and found.file is not None:
                self._wiping.wipe(found.file, prepared, WipedPart.SECRETS)
            self._show(ClaimStep.CLAIMED, language)
            log.info("this kiosk is %s", answer.identity.name)
            return True
        if prepared is not None:
            self._refused_token = prepared.token
            if self._network is not None:
                self._network.answered(found.file, prepared)
        reason = answer.reason or WaitReason.NO_TOKEN
        self._say(
            f"waiting for a technician ({reason.value}); this screen's code is {self._key.code}"
        )
        page = f"{answer.page}/screen/{self._key.code}" if answer.page else ""
        self._show(step_of(reason, answer.known_as), language, page=page, name=answer.known_as)
        return False

    def _show(
        self,
        step: ClaimStep,
        language: str = "en",
        *,
        page: str = "",
        name: str = "",
        date: str = "",
    ) -> None:
        self.scene = ClaimScene(
            step=step, code=self._key.code, page=page, name=name, date=date, language=language
        )

    def _say(self, words: str) -> None:
        """Log a sentence, when it is another one than before."""
        if words != self._said:
            self._said = words
            log.warning("%s", words)


def _was_used(prepared: PreparedKiosk, former: ClaimedIdentity) -> bool:
    """Returns whether the kiosk was claimed by this file, which has lost its token then, or by one like it."""
    return not prepared.token and prepared.authority == fingerprint_of(former.authority)
