"""Every kiosk that staff should know of: those that were heard, and those that are registered and were not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import delete
from sqlalchemy.orm import Session

from tour_server.database import Database
from tour_server.devices.registry import DeviceKey, DeviceRegistry
from tour_server.fleet.events import KIOSK_TAKEN_OFF
from tour_server.fleet.illness import MachineIllness
from tour_server.fleet.kiosk_list import (
    OFFLINE,
    KioskStatus,
    ago,
    in_order,
    kiosk_list,
    unheard_kiosk,
)
from tour_server.fleet.short_words import ShortWords
from tour_server.fleet.tables import KioskRecord
from tour_server.ingest.dead_letters import refused_devices
from tour_server.recorder import Recorder
from web.translations import gettext as _
from web.translations import mark

REFUSED_SECONDS = 3600.0  # a revoked kiosk that was silent for so long no longer sends

ProblemSource = Callable[[Session, float], Mapping[str, list[str]]]
"""Takes a session and the time (Unix seconds). Returns device -> sentences about what it sent."""


TroubleSource = Callable[[Session], Mapping[str, list[MachineIllness]]]
"""Takes a session. Returns device -> what is wrong with it day and night, whether it is on or off."""

ImageSource = Callable[[Session], Mapping[str, str]]
"""Takes a session. Returns device -> the version of the whole image that it runs."""

KioskFacts = Callable[[str], list[tuple[str, str]]]
"""Takes a kiosk's name. Returns what its page says of it: a name and its words, each."""


class KioskTrouble(Struct, frozen=True):
    """A kiosk in trouble, in few words."""

    name: str
    words: list[str]


class KioskAction(Struct, frozen=True):
    """A link at a kiosk on the page of kiosks: its words and its address."""

    words: str
    address: str


class KioskOverview:
    """Reads the kiosks with everything that is wrong with them. Safe to use from several threads."""

    def __init__(
        self,
        database: Database,
        registry: DeviceRegistry,
        newest_release: Callable[[], int | None],
        now: Callable[[], dt.datetime],
        newest_hash: Callable[[], str | None] = lambda: None,
    ) -> None:
        """`newest_release`, `newest_hash`: None before the first one. `now`: in UTC."""
        self._database, self._registry = database, registry
        self._newest_release, self._now = newest_release, now
        self._newest_hash = newest_hash
        self._sources: list[ProblemSource] = []
        self._troubles: list[TroubleSource] = []
        self._images: list[ImageSource] = []
        self._facts: list[KioskFacts] = []
        self._actions: list[Callable[[KioskStatus], list[KioskAction]]] = []

    def add_source(self, source: ProblemSource) -> None:
        """Add what another capability finds wrong with what kiosks sent."""
        self._sources.append(source)

    def add_troubles(self, source: TroubleSource) -> None:
        """Add what another capability finds wrong with kiosks themselves; alarms tell it, too."""
        self._troubles.append(source)

    def add_images(self, source: ImageSource) -> None:
        """Add which image each kiosk runs, which tells two of one release of this software apart."""
        self._images.append(source)

    def add_facts(self, facts: KioskFacts) -> None:
        """Add what another capability says of a kiosk on its page. It is called within a request."""
        self._facts.append(facts)

    def facts(self, name: str) -> list[tuple[str, str]]:
        """Return what other capabilities say of a kiosk. Call it within a request."""
        return [one for source in self._facts for one in source(name)]

    def add_actions(self, actions: Callable[[KioskStatus], list[KioskAction]]) -> None:
        """Add what another capability lets a technician do with a kiosk. It is called within a request."""
        self._actions.append(actions)

    def actions(self, kiosk: KioskStatus) -> list[KioskAction]:
        """Return what other capabilities let a technician do with a kiosk. Call it within a request."""
        return [action for source in self._actions for action in source(kiosk)]

    def kiosks(self) -> list[KioskStatus]:
        """Return every kiosk, those with problems first."""
        now, keys = self._now().timestamp(), self._registry.keys()
        with self._database.reading() as session:
            heard = kiosk_list(session, now, self._newest_release(), self._newest_hash())
            refused = refused_devices(session)
            found: dict[str, list[str]] = {}
            troubles: dict[str, list[MachineIllness]] = {}
            for trouble in self._troubles:
                for device, words in trouble(session).items():
                    troubles.setdefault(device, []).extend(words)
            images = {
                device: version
                for image in self._images
                for device, version in image(session).items()
            }
            for source in self._sources:
                for device, sentences in source(session, now).items():
                    found.setdefault(device, []).extend(sentences)
        names = {one.name for one in heard}
        others = dict.fromkeys([*keys, *refused, *found])
        heard += [unheard_kiosk(name) for name in others if name not in names]
        return in_order(
            [
                _with_identity(
                    _with_troubles(
                        replace(one, image=images.get(one.name, "")), troubles.get(one.name, [])
                    ),
                    keys.get(one.name),
                    refused.get(one.name),
                    now,
                    found,
                )
                for one in heard
            ]
        )

    def in_trouble(self) -> list[KioskTrouble]:
        """Return the kiosks that need somebody today, in few words."""
        return [
            KioskTrouble(one.name, [str(words) for words in one.short])
            for one in self.kiosks()
            if one.short
        ]

    def take_off(self, name: str, by: str, recorder: Recorder) -> bool:
        """Take a kiosk off the list, until it is heard again. Returns False when it is not on it."""
        with self._database.writing() as session:
            done = session.execute(delete(KioskRecord).where(KioskRecord.device == name))
            if not int(done.rowcount):  # type: ignore[attr-defined]
                return False
            recorder.record(KIOSK_TAKEN_OFF, by, name, session=session)
        return True


def _with_troubles(one: KioskStatus, troubles: list[MachineIllness]) -> KioskStatus:
    """Add what other capabilities find wrong with a kiosk itself."""
    short = [trouble.short for trouble in troubles]
    return replace(
        one,
        problems=[*(trouble.sentence for trouble in troubles), *one.problems],
        short=[*one.short, *short],
        lasting=short,
    )


def _with_identity(
    one: KioskStatus,
    key: DeviceKey | None,
    refused_at: float | None,
    now: float,
    found: Mapping[str, list[str]],
) -> KioskStatus:
    """Add what the registry and the other capabilities know of a kiosk."""
    problems, short = list(one.problems), list(one.short)
    if key is None:
        problems.insert(
            0,
            _(
                "It is not registered: its counts are stored, and it keeps them too. Register it here, and give"
                " it the file with its key.",
            ),
        )
        short.append(ShortWords(mark("not registered")))
    elif key.revoked:
        short = [words for words in short if words != OFFLINE]
        if refused_at is not None and now - refused_at < REFUSED_SECONDS:
            problems.insert(
                0,
                _(
                    "It is revoked and still sends, last {when}. What it sends is not stored. Switch it off,"
                    " or run `zaalgids device renew {name}` on the server and give it the file.",
                    when=ago(now - refused_at),
                    name=one.name,
                ),
            )
            short.append(ShortWords(mark("revoked and still sending")))
        else:
            problems = [_("It is revoked.")]
    if found.get(one.name):
        problems += found[one.name]
        short.append(ShortWords(mark("counts to look at")))
    return replace(
        one,
        problems=problems,
        short=short,
        registered=key is not None,
        revoked=key is not None and key.revoked,
    )
