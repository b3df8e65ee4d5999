"""A photograph is added: the next publish computes its features alone and gives the same file as computing all."""

from __future__ import annotations

import dataclasses
import io
import itertools
import logging
import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from contract.museum import Medium
from models import fine_features, model_file
from models.embedding import Embedder
from models.features import Features, Reference, combine_references, compute_reference
from models.picture import read_picture
from models.recogniser import Recogniser
from tests.desk import Desk, picture
from tests.models.conftest import photograph
from tests.tour_server.publishing.feature_maker import BLANK, FeatureMaker, museum_of, png
from tour_server.catalogue.parts import PartKind
from tour_server.publishing import picture_features, reference_features
from tour_server.publishing.picture_features import KEPT_SECONDS
from tour_server.publishing.reference_features import KEPT_FILES, References
from zaalgids.simulation.drawn_pictures import drawn_picture

DAY = 24 * 3600.0


@pytest.fixture
def maker(tmp_path: Path) -> FeatureMaker:
    return FeatureMaker(tmp_path)


@pytest.fixture
def three_works(maker: FeatureMaker) -> list[tuple[str, str]]:
    return [(f"work-{seed}", maker.picture(seed)) for seed in (1, 2, 3)]


def content(file: Path | None) -> bytes:
    assert file is not None
    return file.read_bytes()


def stored_files(maker: FeatureMaker) -> list[Path]:
    return sorted(maker.stored.iterdir())


def age_by(seconds: float, *files: Path) -> None:
    for file in files:
        used = file.stat().st_mtime - seconds
        os.utime(file, (used, used))


def test_the_kiosk_recognises_it_after_the_next_publish_and_the_others_are_not_computed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    computed: list[np.ndarray] = []
    original = picture_features.compute_reference

    def count_and_compute(pixels: np.ndarray, network: Embedder) -> Reference | str:
        computed.append(pixels)
        return original(pixels, network)

    monkeypatch.setattr(picture_features, "compute_reference", count_and_compute)
    desk.parts.publisher.publish("Noor")
    assert len(computed) == 3
    computed.clear()

    added = drawn_picture(3)
    part = desk.parts.drafts.get(PartKind.WORK, "knoop")
    file = desk.parts.pictures.add(png(added), "knoop, van de zijkant.png")
    body = replace(part.body, media=[*part.body.media, Medium(file=file)])
    desk.parts.drafts.put(PartKind.WORK, "knoop", body, part.version, "Noor")
    desk.parts.publisher.publish("Noor", "Een foto erbij.")
    assert len(computed) == 1
    assert np.array_equal(computed[0], added)

    release = desk.parts.releases.release()
    assert release is not None
    features = desk.parts.repository.path(release.features or "")
    assert features is not None
    known = Features.load(features)
    assert known.works == ("lijn", "ring", "knoop", "knoop")
    assert Recogniser(known).recognise(photograph(added)).work == "knoop"


def test_stored_features_give_the_same_file_as_enrolling_all_pictures(
    maker: FeatureMaker, three_works: list[tuple[str, str]]
) -> None:
    blank = ("blank", maker.store.add(BLANK, "blank.png"))
    maker.publish(*three_works)
    more = [blank, *reversed(three_works), ("work-1", maker.picture(4))]
    assert content(maker.publish(*more).file) == maker.enrolled(*more)
    assert len(maker.read) == 2


def test_the_progress_counts_all_pictures(
    maker: FeatureMaker, three_works: list[tuple[str, str]]
) -> None:
    maker.publish(*three_works)
    assert maker.progress == [(0, 3), (1, 3), (2, 3), (3, 3)]
    maker.publish(("new", maker.picture(4)), *three_works)
    assert maker.progress == [(3, 4), (4, 4)]
    maker.publish(*three_works[:2])
    assert maker.progress == [(2, 2)]
    maker.publish(*three_works)
    assert (maker.progress, maker.read) == ([], []), "only texts have changed"


def test_a_photograph_is_replaced(maker: FeatureMaker, three_works: list[tuple[str, str]]) -> None:
    before = content(maker.publish(*three_works).file)
    three_works[1] = ("work-2", maker.picture(5))
    assert content(maker.publish(*three_works).file) == maker.enrolled(*three_works) != before
    assert maker.read == [three_works[1][1]]


def test_a_photograph_gets_another_name_or_another_work(
    maker: FeatureMaker, three_works: list[tuple[str, str]]
) -> None:
    maker.publish(*three_works)
    renamed = maker.store.add(picture(1), "De lijn, 1932.png")
    assert renamed != three_works[0][1]
    again = [("other", renamed), *three_works]
    assert maker.works(*again) == ("other", "work-1", "work-2", "work-3")
    assert maker.read == []


def test_an_unusable_picture_is_reported_at_each_publish_and_computed_once(
    maker: FeatureMaker, three_works: list[tuple[str, str]]
) -> None:
    blank = ("blank", maker.store.add(BLANK, "blank.png"))
    said = maker.publish(blank, *three_works).unusable
    assert said[0].startswith("A picture of blank can't serve to recognise it: It shows too little")
    assert maker.publish(blank, *three_works[:2]).unusable == said
    assert maker.read == []
    assert maker.publish(blank, *three_works[:2]).unusable == said, (
        "as stored with the file of the whole museum"
    )
    assert maker.publish(*three_works).unusable == []


def test_a_work_is_removed(maker: FeatureMaker, three_works: list[tuple[str, str]]) -> None:
    maker.publish(*three_works)
    assert maker.works(three_works[0], three_works[2]) == ("work-1", "work-3")
    assert maker.read == []


def test_the_server_is_stopped_half_way(
    maker: FeatureMaker, three_works: list[tuple[str, str]]
) -> None:
    def stopped(done: int, of: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reference_features.reference_features(
            museum_of(*three_works), maker.find, maker.cache, stopped
        )
    assert maker.works(*three_works) == ("work-1", "work-2", "work-3")
    assert maker.read == [three_works[2][1]]
    assert maker.progress == [(2, 3), (3, 3)]


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
    maker: FeatureMaker,
    three_works: list[tuple[str, str]],
    caplog: pytest.LogCaptureFixture,
    damage: Callable[[bytes], bytes],
) -> None:
    maker.publish(three_works[0])
    (piece,) = stored_files(maker)
    whole = piece.read_bytes()
    piece.write_bytes(damage(whole))
    assert piece.read_bytes() != whole
    with caplog.at_level(logging.WARNING):
        made = maker.publish(*three_works)
    assert content(made.file) == maker.enrolled(*three_works)
    assert sorted(maker.read) == sorted(file for _, file in three_works)
    assert f"the features of {three_works[0][1]} are computed again" in caplog.text
    assert piece.read_bytes() == whole


def test_the_file_of_the_whole_museum_is_damaged(
    maker: FeatureMaker, three_works: list[tuple[str, str]], caplog: pytest.LogCaptureFixture
) -> None:
    file = maker.publish(*three_works).file
    whole = content(file)
    assert file is not None
    file.write_bytes(whole[:5000])
    assert content(maker.publish(*three_works).file) == whole
    assert "gathered again" in caplog.text
    file.with_suffix(".json").write_bytes(b"[")
    assert content(maker.publish(*three_works).file) == whole
    file.unlink()
    assert content(maker.publish(*three_works).file) == whole
    assert maker.read == []


def test_another_version_computes_every_picture(
    maker: FeatureMaker, three_works: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    maker.publish(*three_works)
    for module in (picture_features, reference_features):
        monkeypatch.setattr(module, "REFERENCE_METHOD", "another")
    maker.publish(*three_works)
    assert len(maker.read) == 3


def test_features_of_a_removed_work_are_kept_for_a_month(
    maker: FeatureMaker, three_works: list[tuple[str, str]]
) -> None:
    maker.publish(*three_works)
    age_by(KEPT_SECONDS - DAY, *stored_files(maker))
    maker.publish(three_works[0])
    maker.publish(three_works[1])
    assert len(stored_files(maker)) == 3
    four = ("work-4", maker.picture(4))
    maker.publish(*three_works, four)
    assert maker.read == [four[1]]


def test_features_not_used_for_longer_are_deleted(
    maker: FeatureMaker, three_works: list[tuple[str, str]]
) -> None:
    maker.publish(three_works[0])
    (used,) = stored_files(maker)
    maker.publish(*three_works)
    age_by(KEPT_SECONDS + DAY, *(piece for piece in stored_files(maker) if piece != used))
    for half in (maker.stored / ".part-k3j2_x", maker.stored / f"{used.name}.part"):
        half.write_bytes(b"a crash came")
    maker.publish(three_works[0])
    assert stored_files(maker) == [used]
    maker.publish(*reversed(three_works))
    assert maker.read == [three_works[2][1], three_works[1][1]]


def test_features_of_the_published_release_are_kept_after_a_year_without_a_publish(
    maker: FeatureMaker, three_works: list[tuple[str, str]]
) -> None:
    maker.publish(*three_works)
    age_by(365 * DAY, *stored_files(maker))
    maker.publish(three_works[0])
    assert len(stored_files(maker)) == 3
    assert maker.works(three_works[0], three_works[2]) == ("work-1", "work-3")
    assert maker.read == []


def test_a_publish_of_texts_alone_counts_as_use(
    maker: FeatureMaker, three_works: list[tuple[str, str]]
) -> None:
    maker.publish(*three_works)
    age_by(365 * DAY, *stored_files(maker))
    oldest = min(piece.stat().st_mtime for piece in stored_files(maker))
    maker.publish(*three_works)
    assert min(piece.stat().st_mtime for piece in stored_files(maker)) > oldest + 300 * DAY


def test_files_of_earlier_releases_do_not_accumulate(
    maker: FeatureMaker, three_works: list[tuple[str, str]]
) -> None:
    lists = [
        combination for n in (1, 2, 3) for combination in itertools.combinations(three_works, n)
    ]
    maker.publish(three_works[0])
    (maker.cache / "00ff.features.part").write_bytes(b"a crash came")
    for works in lists:
        file = maker.publish(*works).file
        assert file is not None
        assert Features.load(file).works == tuple(key for key, _ in works)
        assert len(list(maker.cache.glob("*.features"))) <= KEPT_FILES
        maker.publish(three_works[0])
        assert maker.progress == [], "a file that is used repeatedly stays"
    assert len(list(maker.cache.glob("*.features"))) == KEPT_FILES
    assert len(list(maker.cache.glob("*.json"))) == KEPT_FILES
    assert not list(maker.cache.glob("*.part"))


def test_a_served_file_is_never_changed(
    maker: FeatureMaker, three_works: list[tuple[str, str]]
) -> None:
    """The bundle links to the file, and its time is part of the ETag by which a kiosk resumes a download."""
    file = maker.publish(*three_works).file
    assert file is not None
    served = maker.store.folder / "served"
    os.link(file, served)
    whole, made = served.read_bytes(), served.stat().st_mtime_ns
    maker.publish(*three_works)
    assert (served.read_bytes(), served.stat().st_mtime_ns) == (whole, made)
    for works in itertools.permutations(three_works):
        maker.publish(*works)
    assert (served.read_bytes(), served.stat().st_mtime_ns) == (whole, made)


def test_the_server_and_the_command_line_publish_at_once(
    tmp_path: Path, three_works: list[tuple[str, str]]
) -> None:
    both = [FeatureMaker(tmp_path), FeatureMaker(tmp_path)]
    made: list[References] = []
    threads = [
        threading.Thread(target=lambda maker=maker: made.append(maker.publish(*three_works)))
        for maker in both
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert made[0] == made[1]
    assert sorted(len(maker.read) for maker in both) == [0, 3]


@pytest.fixture(scope="module")
def published(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, dict[tuple[str, str], Reference | str]]:
    """A folder with five pictures and a blank one, published once, and the features of each picture."""
    maker = FeatureMaker(tmp_path_factory.mktemp("published"))
    works = [(f"work-{seed % 2}", maker.picture(seed)) for seed in range(5)]
    works.append(("blank", maker.store.add(BLANK, "blank.png")))
    maker.publish(*works)
    network = Embedder(model_file.path(model_file.EMBEDDER))
    return maker.cache.parent, {
        work: compute_reference(read_picture(maker.store.path(work[1])), network, fine=True)
        for work in works
    }


def without_fine(one: Reference | str) -> Reference | str:
    return one if isinstance(one, str) else dataclasses.replace(one, fine=None)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_series_of_publishes_and_damaged_files(
    published: tuple[Path, dict[tuple[str, str], Reference | str]],
    tmp_path_factory: pytest.TempPathFactory,
    data: st.DataObject,
) -> None:
    """The file always equals the one that enrolling its pictures anew gives."""
    source, works = published
    folder = tmp_path_factory.mktemp("museum")
    shutil.copytree(source, folder, dirs_exist_ok=True)
    maker = FeatureMaker(folder)
    chosen = st.lists(st.sampled_from(list(works)), min_size=1, max_size=4, unique=True)
    for _ in range(2):
        piece = data.draw(st.sampled_from(stored_files(maker)))
        body = bytearray(piece.read_bytes())
        at = data.draw(st.integers(0, len(body) - 1))
        body[at] = data.draw(st.integers(0, 255))
        piece.write_bytes(body)
        wanted = sorted(data.draw(chosen), key=lambda one: one[0])  # a work's pictures together
        afresh = io.BytesIO()
        fine = fine_features.of_objects([key for key, _ in wanted])
        combine_references(
            (one[0], works[one] if needed else without_fine(works[one]))
            for one, needed in zip(wanted, fine, strict=True)
        ).write(afresh)
        assert content(maker.publish(*wanted).file) == afresh.getvalue()
    shutil.rmtree(folder)
