"""A publish after one new photograph looks at that one alone, and gives what looking at all of them would give."""

from __future__ import annotations

import io
import itertools
import logging
import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from contract.museum import Medium, Museum
from models import model_file
from models.embedding import Embedder
from models.features import Features, Reference, combine_references, compute_reference, enrol
from models.picture import read_picture
from models.recogniser import Recogniser
from tests.desk import Desk, picture
from tests.models.conftest import photograph
from tests.tiny_museum import tiny_museum
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.pictures import Pictures, shrink
from tour_server.publishing import picture_features, reference_features
from tour_server.publishing.picture_features import KEPT_SECONDS, LONG_SIDE_PX
from tour_server.publishing.reference_features import KEPT_FILES, References
from zaalgids.simulation.drawn_pictures import drawn_picture

DAY = 24 * 3600.0


def png(pixels: np.ndarray) -> bytes:
    done, body = cv2.imencode(".png", pixels)
    assert done
    return bytes(body)


BLANK = png(np.full((300, 300, 3), 120, np.uint8))


def museum_of(*works: tuple[str, str]) -> Museum:
    """A museum of (key, picture); a key may come several times."""
    museum = tiny_museum()
    of_work: dict[str, list[Medium]] = {}
    for key, file in works:
        of_work.setdefault(key, []).append(Medium(file=file))
    shown = [
        replace(museum.works[0], key=key, media=media, blocks=[]) for key, media in of_work.items()
    ]
    return replace(museum, works=shown)


class Press:
    """Makes the reference features of museums, and remembers which pictures were read and what was told."""

    def __init__(self, folder: Path) -> None:
        self.store = Pictures(folder / "pictures")
        self.cache = folder / "cache"
        self.stored = self.cache / "pictures"
        self.read: list[str] = []
        self.told: list[tuple[int, int]] = []

    def picture(self, seed: int) -> str:
        return self.store.add(picture(seed), f"{seed}.png")

    def find(self, medium: str) -> Path:
        self.read.append(medium)
        return self.store.path(medium)

    def publish(self, *works: tuple[str, str]) -> References:
        self.read, self.told = [], []
        return reference_features.reference_features(
            museum_of(*works), self.find, self.cache, lambda *now: self.told.append(now)
        )

    def works(self, *works: tuple[str, str]) -> tuple[str, ...]:
        file = self.publish(*works).file
        assert file is not None
        return Features.load(file).works

    def enrolled(self, *works: tuple[str, str]) -> bytes:
        """The file that looking at every picture would give."""
        features = enrol(
            (key, shrink(read_picture(self.store.path(file)), LONG_SIDE_PX)) for key, file in works
        )
        file = io.BytesIO()
        features.write(file)
        return file.getvalue()


@pytest.fixture
def press(tmp_path: Path) -> Press:
    return Press(tmp_path)


@pytest.fixture
def three(press: Press) -> list[tuple[str, str]]:
    return [(f"work-{seed}", press.picture(seed)) for seed in (1, 2, 3)]


def content(file: Path | None) -> bytes:
    assert file is not None
    return file.read_bytes()


def pieces(press: Press) -> list[Path]:
    return sorted(press.stored.iterdir())


def not_used_for(seconds: float, *files: Path) -> None:
    for file in files:
        used = file.stat().st_mtime - seconds
        os.utime(file, (used, used))


def test_the_kiosk_knows_it_after_the_next_publish_and_the_others_are_not_looked_at(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[np.ndarray] = []
    really = picture_features.compute_reference

    def counted(pixels: np.ndarray, *network: object) -> object:
        looked_at.append(pixels)
        return really(pixels, *network)  # type: ignore[arg-type]

    monkeypatch.setattr(picture_features, "compute_reference", counted)
    desk.parts.publisher.publish("Noor")
    assert len(looked_at) == 3
    looked_at.clear()

    added = drawn_picture(3)
    part = desk.parts.drafts.get(PartKind.WORK, "knoop")
    file = desk.parts.pictures.add(png(added), "knoop, van de zijkant.png")
    body = replace(part.body, media=[*part.body.media, Medium(file=file)])
    desk.parts.drafts.put(PartKind.WORK, "knoop", body, part.version, "Noor")
    desk.parts.publisher.publish("Noor", "Een foto erbij.")
    assert len(looked_at) == 1
    assert np.array_equal(looked_at[0], added)

    release = desk.parts.releases.release()
    assert release is not None
    features = desk.parts.releases.file(release.features or "")
    assert features is not None
    known = Features.load(features)
    assert known.works == ("lijn", "ring", "knoop", "knoop")
    assert Recogniser(known).recognise(photograph(added)).work == "knoop"


def test_a_result_from_the_store_is_the_one_that_looking_at_all_of_them_gives(
    press: Press, three: list[tuple[str, str]]
) -> None:
    blank = ("blank", press.store.add(BLANK, "blank.png"))
    press.publish(*three)
    more = [blank, *reversed(three), ("work-1", press.picture(4))]
    assert content(press.publish(*more).file) == press.enrolled(*more)
    assert len(press.read) == 2


def test_staff_see_how_many_there_are_of_all(press: Press, three: list[tuple[str, str]]) -> None:
    press.publish(*three)
    assert press.told == [(0, 3), (1, 3), (2, 3), (3, 3)]
    press.publish(("new", press.picture(4)), *three)
    assert press.told == [(3, 4), (4, 4)]
    press.publish(*three[:2])
    assert press.told == [(2, 2)]
    press.publish(*three)
    assert (press.told, press.read) == ([], []), "nothing but words has changed"


def test_a_photograph_is_replaced(press: Press, three: list[tuple[str, str]]) -> None:
    before = content(press.publish(*three).file)
    three[1] = ("work-2", press.picture(5))
    assert content(press.publish(*three).file) == press.enrolled(*three) != before
    assert press.read == [three[1][1]]


def test_a_photograph_is_given_another_name_or_to_another_work(
    press: Press, three: list[tuple[str, str]]
) -> None:
    press.publish(*three)
    renamed = press.store.add(picture(1), "De lijn, 1932.png")
    assert renamed != three[0][1]
    again = [("other", renamed), *three]
    assert press.works(*again) == ("other", "work-1", "work-2", "work-3")
    assert press.read == []


def test_a_picture_that_can_not_serve_is_named_at_each_publish_and_looked_at_once(
    press: Press, three: list[tuple[str, str]]
) -> None:
    blank = ("blank", press.store.add(BLANK, "blank.png"))
    said = press.publish(blank, *three).unusable
    assert said[0].startswith("A picture of blank can't serve to recognise it: It shows too little")
    assert press.publish(blank, *three[:2]).unusable == said
    assert press.read == []
    assert press.publish(blank, *three[:2]).unusable == said, "as it was noted with the whole file"
    assert press.publish(*three).unusable == []


def test_a_work_is_removed(press: Press, three: list[tuple[str, str]]) -> None:
    press.publish(*three)
    assert press.works(three[0], three[2]) == ("work-1", "work-3")
    assert press.read == []


def test_the_server_is_stopped_half_way(press: Press, three: list[tuple[str, str]]) -> None:
    def stopped(done: int, of: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reference_features.reference_features(museum_of(*three), press.find, press.cache, stopped)
    assert press.works(*three) == ("work-1", "work-2", "work-3")
    assert press.read == [three[2][1]]
    assert press.told == [(2, 3), (3, 3)]


@pytest.mark.parametrize(
    "damage",
    [
        lambda whole: b"",
        lambda whole: whole[:100],
        lambda whole: whole[:-1],
        lambda whole: b"Dear museum, " * 1000,
        lambda whole: whole[:-3000] + bytes(1) + whole[-2999:],
        lambda whole: whole.replace(b"[8,1280]", b"[8,1e80]"),
        lambda whole: whole.replace(b'"views"', b'"vjews"'),
        lambda whole: whole.replace(b"[8,1280]", b"[80,128]"),
    ],
    ids=["empty", "header", "end", "other", "byte", "length", "name", "shape"],
)
def test_a_stored_file_is_damaged(
    press: Press,
    three: list[tuple[str, str]],
    caplog: pytest.LogCaptureFixture,
    damage: Callable[[bytes], bytes],
) -> None:
    press.publish(three[0])
    (piece,) = pieces(press)
    whole = piece.read_bytes()
    piece.write_bytes(damage(whole))
    assert piece.read_bytes() != whole
    with caplog.at_level(logging.WARNING):
        made = press.publish(*three)
    assert content(made.file) == press.enrolled(*three)
    assert sorted(press.read) == sorted(file for _, file in three)
    assert f"the features of {three[0][1]} are computed again" in caplog.text
    assert piece.read_bytes() == whole


def test_the_file_of_the_whole_museum_is_damaged(
    press: Press, three: list[tuple[str, str]], caplog: pytest.LogCaptureFixture
) -> None:
    file = press.publish(*three).file
    whole = content(file)
    assert file is not None
    file.write_bytes(whole[:5000])
    assert content(press.publish(*three).file) == whole
    assert "the reference features are gathered again" in caplog.text
    file.with_suffix(".json").write_bytes(b"[")
    assert content(press.publish(*three).file) == whole
    file.unlink()
    assert content(press.publish(*three).file) == whole
    assert press.read == []


def test_another_version_looks_at_every_picture(
    press: Press, three: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    press.publish(*three)
    for module in (picture_features, reference_features):
        monkeypatch.setattr(module, "METHOD", "another")
    press.publish(*three)
    assert len(press.read) == 3


def test_what_was_taken_out_comes_back_before_a_month_is_over(
    press: Press, three: list[tuple[str, str]]
) -> None:
    press.publish(*three)
    not_used_for(KEPT_SECONDS - DAY, *pieces(press))
    press.publish(three[0])
    press.publish(three[1])
    assert len(pieces(press)) == 3
    four = ("work-4", press.picture(4))
    press.publish(*three, four)
    assert press.read == [four[1]]


def test_what_no_work_has_needed_for_long_is_dropped(
    press: Press, three: list[tuple[str, str]]
) -> None:
    press.publish(three[0])
    (used,) = pieces(press)
    press.publish(*three)
    not_used_for(KEPT_SECONDS + DAY, *(piece for piece in pieces(press) if piece != used))
    for half in (press.stored / ".part-k3j2_x", press.stored / f"{used.name}.part"):
        half.write_bytes(b"a crash came")
    press.publish(three[0])
    assert pieces(press) == [used]
    press.publish(*reversed(three))
    assert press.read == [three[2][1], three[1][1]]


def test_after_a_quiet_year_nothing_that_is_out_is_dropped(
    press: Press, three: list[tuple[str, str]]
) -> None:
    press.publish(*three)
    not_used_for(365 * DAY, *pieces(press))
    press.publish(three[0])
    assert len(pieces(press)) == 3
    assert press.works(three[0], three[2]) == ("work-1", "work-3")
    assert press.read == []


def test_a_publish_of_words_alone_counts_as_use(press: Press, three: list[tuple[str, str]]) -> None:
    press.publish(*three)
    not_used_for(365 * DAY, *pieces(press))
    oldest = min(piece.stat().st_mtime for piece in pieces(press))
    press.publish(*three)
    assert min(piece.stat().st_mtime for piece in pieces(press)) > oldest + 300 * DAY


def test_files_of_earlier_lists_do_not_pile_up(press: Press, three: list[tuple[str, str]]) -> None:
    lists = [combination for n in (1, 2, 3) for combination in itertools.combinations(three, n)]
    press.publish(three[0])
    (press.cache / "00ff.features.part").write_bytes(b"a crash came")
    for works in lists:
        file = press.publish(*works).file
        assert file is not None
        assert Features.load(file).works == tuple(key for key, _ in works)
        assert len(list(press.cache.glob("*.features"))) <= KEPT_FILES
        press.publish(three[0])
        assert press.told == [], "what is used again and again stays"
    assert len(list(press.cache.glob("*.features"))) == KEPT_FILES
    assert len(list(press.cache.glob("*.json"))) == KEPT_FILES
    assert not list(press.cache.glob("*.part"))


def test_the_file_that_is_served_stays_as_it_is(press: Press, three: list[tuple[str, str]]) -> None:
    """The bundle links to it. Its time is part of the ETag by which a kiosk goes on with half a download."""
    file = press.publish(*three).file
    assert file is not None
    served = press.store.folder / "served"
    os.link(file, served)
    whole, made = served.read_bytes(), served.stat().st_mtime_ns
    press.publish(*three)
    assert (served.read_bytes(), served.stat().st_mtime_ns) == (whole, made)
    for works in itertools.permutations(three):
        press.publish(*works)
    assert (served.read_bytes(), served.stat().st_mtime_ns) == (whole, made)


def test_the_server_and_the_command_line_publish_at_once(
    tmp_path: Path, three: list[tuple[str, str]]
) -> None:
    both = [Press(tmp_path), Press(tmp_path)]
    made: list[References] = []
    threads = [
        threading.Thread(target=lambda press=press: made.append(press.publish(*three)))
        for press in both
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert made[0] == made[1]
    assert sorted(len(press.read) for press in both) == [0, 3]


@pytest.fixture(scope="module")
def published(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, dict[tuple[str, str], Reference | str]]:
    """Four pictures and a blank one, published once; and what each of them gives."""
    press = Press(tmp_path_factory.mktemp("published"))
    works = [(f"work-{seed % 3}", press.picture(seed)) for seed in range(4)]
    works.append(("blank", press.store.add(BLANK, "blank.png")))
    press.publish(*works)
    network = Embedder(model_file.path(model_file.EMBEDDER))
    return press.cache.parent, {
        work: compute_reference(read_picture(press.store.path(work[1])), network) for work in works
    }


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_was_published_and_damaged_before(
    published: tuple[Path, dict[tuple[str, str], Reference | str]],
    tmp_path_factory: pytest.TempPathFactory,
    data: st.DataObject,
) -> None:
    """The file is always the one that enrolling its pictures afresh gives."""
    source, works = published
    folder = tmp_path_factory.mktemp("museum")
    shutil.copytree(source, folder, dirs_exist_ok=True)
    press = Press(folder)
    chosen = st.lists(st.sampled_from(list(works)), min_size=1, max_size=4, unique=True)
    for _ in range(2):
        piece = data.draw(st.sampled_from(pieces(press)))
        body = bytearray(piece.read_bytes())
        at = data.draw(st.integers(0, len(body) - 1))
        body[at] = data.draw(st.integers(0, 255))
        piece.write_bytes(body)
        wanted = sorted(data.draw(chosen), key=lambda one: one[0])  # a work's pictures together
        afresh = io.BytesIO()
        combine_references((one[0], works[one]) for one in wanted).write(afresh)
        assert content(press.publish(*wanted).file) == afresh.getvalue()
    shutil.rmtree(folder)
