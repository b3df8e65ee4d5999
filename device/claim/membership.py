"""A claimed kiosk stays one: it asks whether its certificate holds, and renews it in time.

What the server answers ends in one of three ways. Everything holds: nothing happens. There is a new identity (a new
certificate, another name or room): it is kept, and the kiosk starts anew where more than the certificate has changed.
The identity is lost (revoked, or ended): the kiosk gives it up and its screen says what to do. No answer changes
nothing, however long it lasts: a kiosk works without its server, and looks for a file that says where it is now.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Sequence

from msgspec.structs import replace

from contract.claimed_identity import ClaimedIdentity, KioskPlacing
from contract.claims import (
    ClaimAnswer,
    ClaimRequest,
    ClaimState,
    StateRequest,
    WaitReason,
    key_digest,
)
from contract.kiosk_alerts import KioskAlert
from device.claim.device_key import DeviceKeyPair
from device.claim.door_client import (
    ClientFiles,
    ClockWrongError,
    DoorClient,
    DoorError,
    StrangerError,
)
from device.claim.identity_store import IdentityStore, certificate_times
from device.claim.new_file import ClaimByNewFile
from runtime.worker import Worker

log = logging.getLogger(__name__)

LOST_SECONDS = (
    120.0  # without an answer, before a file of another address is looked for: a server restarts
)
RENEW_SECONDS = 3600.0  # between two tries to renew
SOON = dt.timedelta(
    days=14
)  # before its end a certificate that was not renewed is a problem to show


class Membership:
    """Has one thread between `start` and `stop`."""

    def __init__(
        self,
        store: IdentityStore,
        identity: ClaimedIdentity,
        key: DeviceKeyPair,
        *,
        placing: Callable[[], KioskPlacing],
        waiting: Callable[[], int],
        clock: Callable[[], dt.datetime | None],
        monotonic: Callable[[], float],
        changed: Callable[[], None],
        seconds: float,
        door: str = "",
        settled: Callable[[], bool] = lambda: True,
        anew: ClaimByNewFile | None = None,
        moved: Callable[[], None] = lambda: None,
    ) -> None:
        """`placing`: what was set up here. `waiting`: how many counts wait. `clock`: None while it is not set.

        `changed` is called when the kiosk has to start anew: with another identity, or without one. `door`: where to
        ask, in place of the identity's address. `settled`: False while the desk's addresses are being tried; an
        identity of that time would name them as the kiosk's own, and leave no way back. `anew` asks for one by a new
        file; `moved` is called before that one is kept, and may raise OSError.
        """
        self._store, self._key, self._changed = store, key, changed
        self._identity, self._anew, self._moved = identity, anew, moved
        self._door, self._settled = door or identity.content, settled
        self._placing, self._waiting = placing, waiting
        self._clock, self._monotonic, self._seconds = clock, monotonic, seconds
        self._renewed_at = float("-inf")
        self._problems: dict[str, str] = {}
        self._unanswered_since: float | None = None
        self._client = DoorClient(self._door, authority=identity.authority)
        self._worker = Worker("membership", self._run)

    def start(self) -> None:
        """Begin to ask."""
        self._worker.start()

    def stop(self) -> None:
        """End the thread, after the request that is under way."""
        self._worker.stop()

    @property
    def problems(self) -> Sequence[str]:
        """What is wrong with the kiosk's identity, in plain sentences."""
        return list(self._problems.values())

    @property
    def alerts(self) -> Sequence[KioskAlert]:
        """What of it staff have an alarm of."""
        return [KioskAlert.ANOTHER_SERVER] if "stranger" in self._problems else []

    def _run(self) -> None:
        while True:
            try:
                if self._look():
                    self._changed()
                    return
            except Exception:  # without this a certificate would end unseen
                log.exception("looking after the certificate failed; it is tried again")
            if self._worker.wait(self._seconds):
                return

    def _look(self) -> bool:
        """Look after the identity once. Returns whether the kiosk has to start anew."""
        now = self._clock()
        renew_at, end = certificate_times(self._identity)
        ended = now is not None and now >= end
        self._say_end(now, end)
        try:
            due = now is not None and now >= renew_at and self._settled()
            if ended or (due and self._may_renew()):
                return self._claimed_again(self._client.claim(self._request()))
            files = ClientFiles(self._store.certificate, self._store.key)
            answer = self._client.state(self._state(), files)
        except ClockWrongError as error:
            self._problems["clock"] = f"{error} It asks again by itself when the clock is set."
            return False
        except StrangerError as error:
            self._say_stranger(error)
            return self._claimed_anew(stranger=True)
        except DoorError as error:
            log.info("%s", error)
            return self._lost_touch() and self._claimed_anew(stranger=False)
        self._unanswered_since = None
        for gone in ("clock", "stranger"):
            self._problems.pop(gone, None)
        match answer.state:
            case ClaimState.REVOKED:
                self._store.lose(WaitReason.REVOKED, self._door)
                return True
            case ClaimState.CHANGED:
                return self._take_change()
            case _:
                self._problems.pop("moving", None)
                return False

    def _take_change(self) -> bool:
        """Take another identity, once every count of the one before has been sent."""
        if not self._settled():
            return False
        waiting = self._waiting()
        if waiting:
            self._problems["moving"] = (
                f"This kiosk is to be another one; first it sends the {waiting} counts that wait."
            )
            return False
        return self._claimed_again(self._client.claim(self._request()))

    def _claimed_again(self, answer: ClaimAnswer) -> bool:
        """Keep the identity of an answer. Returns whether the kiosk has to start anew."""
        if answer.state is ClaimState.WAITING:
            self._store.lose(answer.reason or WaitReason.REVOKED, self._door)
            return True
        new = answer.identity
        if answer.state is not ClaimState.CLAIMED or new is None:
            return False
        before = self._identity
        self._store.write(new)
        self._identity = new
        log.info("this kiosk has a new certificate, as %s", new.name)
        return replace(before, certificate="", placing=None) != replace(
            new, certificate="", placing=None
        )

    def _lost_touch(self) -> bool:
        """Returns whether the server has not answered for so long that it may have moved."""
        now = self._monotonic()
        if self._unanswered_since is None:
            self._unanswered_since = now
        return now >= self._unanswered_since + LOST_SECONDS

    def _claimed_anew(self, *, stranger: bool) -> bool:
        """Take an identity by a new file. Returns whether the kiosk has to start anew."""
        if self._anew is None or not self._settled():
            return False
        try:
            new = self._anew.claim(self._identity, self._door, stranger=stranger)
        except DoorError as error:
            log.info("%s", error)
            return False
        if new is None:
            return False
        self._moved()  # first: after a power cut between the two the file is taken once more
        self._store.write(new)
        log.warning("this kiosk has found its server by a new file, as %s", new.name)
        return True

    def _may_renew(self) -> bool:
        now = self._monotonic()
        if now < self._renewed_at + RENEW_SECONDS:
            return False
        self._renewed_at = now
        return True

    def _request(self) -> ClaimRequest:
        return ClaimRequest(csr=self._key.signing_request())

    def _state(self) -> StateRequest:
        return StateRequest(
            key_digest=key_digest(self._identity.credentials.key_bytes),
            room=self._identity.room,
            placing=self._placing(),
        )

    def _say_stranger(self, error: StrangerError) -> None:
        words = f"{error} It is told nothing; the kiosk goes on with what it has."
        if self._problems.get("stranger") != words:
            log.warning("%s", words)
        self._problems["stranger"] = words

    def _say_end(self, now: dt.datetime | None, end: dt.datetime) -> None:
        words = ""
        if now is not None and now > end:
            words = f"This kiosk's certificate has ended on {end:%Y-%m-%d}; a technician has to claim it again."
        elif now is not None and now > end - SOON and now > certificate_times(self._identity)[0]:
            words = f"This kiosk's certificate ends on {end:%Y-%m-%d} and could not be renewed yet."
        if not words:
            self._problems.pop("end", None)
        elif self._problems.get("end") != words:
            log.warning("%s", words)
            self._problems["end"] = words
