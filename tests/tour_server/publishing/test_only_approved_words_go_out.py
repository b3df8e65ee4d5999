"""Whatever is edited, undone, imported and approved in whatever order: what goes out was approved, and stays out."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from contract.museum import Link, Museum, Offer, Relation, Theme, Work
from contract.museum_check import check
from tests.approving import approve_everything, units_of
from tests.desk import ClockTwin
from tests.tiny_museum import block, tiny_museum
from tour_server.catalogue.approval_units import UnitKey, approval_units
from tour_server.catalogue.drafts import Drafts, Part
from tour_server.catalogue.parts import PartKind
from tour_server.database import Database
from tour_server.publishing.approved_words import ApprovedWords
from tour_server.publishing.releases import Releases
from tour_server.publishing.repository import Repository
from tour_server.recorder import NoRecorder

TEXTS = ("één", "twee", "drie")
PARTS = (
    (PartKind.SITE, "huis"),
    (PartKind.ROOM, "hal"),
    (PartKind.THEME, "making"),
    (PartKind.THEME, "other"),
    (PartKind.WORK, "lijn"),
    (PartKind.WORK, "ring"),
    (PartKind.LINK, "samen"),
    (PartKind.TOUR, "kort"),
    (PartKind.OFFER, "thee"),
)


def museum_to_begin_with() -> Museum:
    museum = tiny_museum()
    link = Link("samen", ["lijn", "ring"], Relation.MOTIF, [block("samen-1", "nl", "Beide.")])
    other = Theme("other", {"nl": "Anders"})
    return replace(museum, links=[link], themes=[*museum.themes, other])


class House:
    """A museum whose words need approval, and a record of everything that was ever approved."""

    def __init__(self, database: Database, folder: Path) -> None:
        clock = ClockTwin()
        self.drafts = Drafts(database, clock)
        repository = Repository(folder / "bundles", folder / "keys", clock)
        repository.ensure()
        releases = Releases(database, repository)
        self.words = ApprovedWords(
            database, self.drafts, releases, clock, NoRecorder(), needed=True
        )
        self.drafts.load(museum_to_begin_with(), "import")
        approve_everything(self.drafts, by="Eva")
        self.ever_approved = list(units_of(self.drafts.museum()).items())
        self.live = self.published()

    def published(self) -> set[UnitKey]:
        """Publish, and check what goes out. Returns the units that visitors have."""
        going = self.words.of_drafts()
        assert check(going.museum) == []
        assert not going.problems
        found = units_of(going.museum)
        for unit, content in found.items():
            assert (unit, content) in self.ever_approved, f"nobody approved {unit}: {content}"
        assert going.drafts is not None
        self.words.forget_removed(going.drafts, going.museum)
        return set(found)

    def publish(self, _first: int, _second: int) -> None:
        """Publish; what visitors had and the drafts never lost since must still be there."""
        now = self.published()
        assert self.live <= now, f"correcting took {self.live - now} away"
        self.live = now

    def after_a_change(self) -> None:
        """Take in which texts the drafts have lost, on purpose."""
        drafted = set(units_of(self.drafts.museum()))
        kept = {unit for unit in self.live if unit in drafted or unit[0].startswith("theme/")}
        narration = {unit for unit in kept if "/block/" in unit[0]}
        themes = {unit for unit in kept if unit[0].startswith("theme/") and unit in drafted}
        self.live = {unit for unit in kept if not unit[0].startswith("theme/")} | themes | narration

    def edit(self, first: int, second: int) -> None:
        """Change one text of a part, or what else there is to notice."""
        part = self._part(first)
        if part is None:
            return
        text = TEXTS[second % len(TEXTS)]
        body = part.body
        if isinstance(body, Work | Link):
            blocks = list(body.blocks)
            if blocks:
                place = second % len(blocks)
                theme = ("making", "other")[second % 2] if self._has_both_themes() else None
                changed = replace(blocks[place], text=text, written_by=f"Dr. {second % 2}")
                blocks[place] = replace(changed, theme=theme) if theme else changed
            body = replace(body, blocks=blocks)
        if isinstance(body, Work | Offer):
            body = replace(body, title={**body.title, "nl": text})
        elif part.kind in (PartKind.SITE, PartKind.ROOM, PartKind.THEME):
            body = replace(body, name={**body.name, "nl": text})
        elif part.kind is PartKind.TOUR:
            body = replace(body, summary={"nl": text, "en": text})
        self.drafts.put(part.kind, part.key, body, part.version, "Bram")

    def remove_a_block(self, first: int, second: int) -> None:
        part = self._part(first)
        if part is not None and isinstance(part.body, Work) and part.body.blocks:
            blocks = [one for n, one in enumerate(part.body.blocks) if n != second % 2]
            self.drafts.put(
                part.kind, part.key, replace(part.body, blocks=blocks), part.version, "Bram"
            )

    def remove_a_theme(self, _first: int, _second: int) -> None:
        museum = self.drafts.museum()
        used = {one.theme for owner in (*museum.works, *museum.links) for one in owner.blocks}
        for theme in museum.themes:
            if theme.key not in used and len(museum.themes) > 1:
                part = self.drafts.get(PartKind.THEME, theme.key)
                self.drafts.remove(PartKind.THEME, theme.key, part.version, "Bram")
                return

    def undo(self, first: int, second: int) -> None:
        """Bring an earlier version of a part back, also of a theme that was removed."""
        kind, key = PARTS[first % len(PARTS)]
        versions = [one for one in self.drafts.history(kind, key) if one.body is not None]
        newest = self.drafts.history(kind, key)[0]
        to = versions[second % len(versions)]
        if isinstance(to.body, Work | Link):
            themes = {theme.key for theme in self.drafts.museum().themes}
            if not themes.issuperset(one.theme for one in to.body.blocks):
                return
        self.drafts.undo(kind, key, to.version, newest.version if newest.body else 0, "Bram")

    def load(self, first: int, second: int) -> None:
        """Import a museum that says of itself that all of it is approved."""
        museum = museum_to_begin_with()
        text = TEXTS[first % len(TEXTS)]
        works = [
            replace(
                work,
                title={"nl": text} if second % 2 else work.title,
                blocks=[replace(one, text=text, approved_by="Noor") for one in work.blocks],
            )
            for work in museum.works
        ]
        offers = [replace(offer, text={"nl": text}) for offer in museum.offers]
        self.drafts.load(replace(museum, works=works, offers=offers), "import")

    def approve(self, first: int, second: int) -> None:
        part = self._part(first)
        if part is None:
            return
        units = approval_units(part.body)
        if units:
            unit = list(units)[second % len(units)]
            self.drafts.approve(part.kind, part.key, [unit], part.version, "Eva")
            self.ever_approved.append((unit, units[unit]))

    def _part(self, number: int) -> Part | None:
        kind, key = PARTS[number % len(PARTS)]
        try:
            return self.drafts.get(kind, key)
        except KeyError:
            return None

    def _has_both_themes(self) -> bool:
        return len(self.drafts.museum().themes) == 2


STEPS: tuple[Callable[[House, int, int], None], ...] = (
    House.edit,
    House.edit,
    House.remove_a_block,
    House.remove_a_theme,
    House.undo,
    House.load,
    House.approve,
    House.approve,
    House.publish,
)
steps = st.lists(
    st.tuples(st.sampled_from(STEPS), st.integers(0, 17), st.integers(0, 11)), max_size=14
)
Steps = list[tuple[Callable[[House, int, int], None], int, int]]


def take(house: House, taken: Steps) -> None:
    for step, first, second in taken:
        step(house, first, second)
        house.after_a_change()
    house.publish(0, 0)


@contextmanager
def house() -> Iterator[House]:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'one.db'}")
        database.migrate()
        try:
            yield House(database, Path(folder))
        finally:
            database.close()


@pytest.mark.long
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(taken=steps)
@example(
    taken=[(House.edit, 4, 1), (House.edit, 5, 1), (House.edit, 6, 1), (House.remove_a_theme, 0, 0)]
)
@example(taken=[(House.remove_a_block, 4, 0), (House.publish, 0, 0), (House.undo, 4, 0)])
def test_only_approved_words_go_out_and_correcting_takes_none_away(taken: Steps) -> None:
    with house() as here:
        take(here, taken)


@pytest.mark.both_kinds
def test_on_both_databases(database: Database, tmp_path: Path) -> None:
    here = House(database, tmp_path)
    steps = [
        (House.edit, 4, 1),
        (House.edit, 8, 2),
        (House.publish, 0, 0),
        (House.approve, 4, 0),
        (House.undo, 4, 0),
        (House.load, 1, 1),
        (House.publish, 0, 0),
        (House.remove_a_block, 4, 0),
        (House.publish, 0, 0),
        (House.undo, 4, 0),
    ]
    take(here, steps)
    standing = here.drafts.standing_approvals()
    assert standing["room", "hal"] == 2
    assert here.drafts.changed_by(PartKind.WORK, "lijn")["work/lijn/title", "nl"] == "Bram"
