"""What stops a publish of the drafts, as another capability finds it (tour_server.checks)."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

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


class PublishGate:
    """Asks what stops a publish. The capability that knows stands above publishing and says where it is read from."""

    def __init__(self) -> None:
        self._read: Callable[[], list[CheckCount]] = list

    def read_from(self, read: Callable[[], list[CheckCount]]) -> None:
        """Read the counts by calling `read` from now on."""
        self._read = read

    def counts(self) -> list[CheckCount]:
        """Return what each check has found in the drafts. Raises NoMuseumError, DocumentVersionError."""
        return self._read()

    def problems(self) -> list[str]:
        """Return a sentence for each check that stops a publish of the drafts."""
        return [
            ngettext(
                "{title}: {number}. The page Check first has it.",
                "{title}: {number}. The page Check first has them.",
                one.count or 0,
                title=one.title,
            )
            for one in self.counts()
            if one.is_stopping
        ]
