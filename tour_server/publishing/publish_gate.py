"""What stops a publish of the drafts, as another capability finds it (tour_server.checks)."""

from __future__ import annotations

from typing import Protocol

from msgspec import Struct

from contract.museum import Museum
from web.translations import ngettext


class CheckCount(Struct, frozen=True):
    """How much a check has found. `count` is None while it still looks; `stops`: a publish stops at it."""

    name: str
    title: str
    count: int | None
    stops: bool

    @property
    def is_stopping(self) -> bool:
        """Whether it stops a publish now."""
        return self.stops and bool(self.count)


class PublishChecks(Protocol):
    """Looks at the drafts, and at what would go out of them."""

    def counts(self) -> list[CheckCount]:
        """Return what each check has found in the drafts, nothing while there is no museum."""

    def stopping(self, museum: Museum) -> list[CheckCount]:
        """Return the checks at which a publish of this museum stops, with how much they have found in it."""


class NoPublishChecks:
    """Finds nothing: for a publisher that is built without the checks."""

    def counts(self) -> list[CheckCount]:
        """Return nothing."""
        return []

    def stopping(self, museum: Museum) -> list[CheckCount]:
        """Return nothing."""
        return []


class PublishGate:
    """Asks what stops a publish. The capability that knows stands above publishing and says who answers."""

    def __init__(self) -> None:
        self._checks: PublishChecks = NoPublishChecks()

    def ask(self, checks: PublishChecks) -> None:
        """Ask these checks from now on."""
        self._checks = checks

    def counts(self) -> list[CheckCount]:
        """Return what each check has found in the drafts. Raises DocumentVersionError."""
        return self._checks.counts()

    def stopping(self, museum: Museum) -> list[CheckCount]:
        """Return the checks at which a publish of this museum stops."""
        return self._checks.stopping(museum)

    def problems(self, museum: Museum) -> list[str]:
        """Return a sentence for each check at which a publish of this museum stops."""
        return [
            ngettext(
                "{title}: {number}. The page Check first has it.",
                "{title}: {number}. The page Check first has them.",
                one.count or 0,
                title=one.title,
            )
            for one in self.stopping(museum)
        ]
