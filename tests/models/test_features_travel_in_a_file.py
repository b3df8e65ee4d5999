"""The features that publishing computes are written, copied to a kiosk and loaded there, or refused with a reason."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import feature_file, features
from models.features import FeatureFileError, Features
from models.recogniser import Recogniser
from runtime.durable_files import durable_file
from tests.models.conftest import Picture, photograph


def write(known: Features, file: Path) -> None:
    with file.open("wb") as out:
        known.write(out)


@pytest.fixture(scope="module")
def saved(known: Features, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("features") / "features"
    write(known, file)
    return file


def _header(whole: bytes) -> dict[str, Any]:
    start = len(feature_file.MAGIC) + 8
    length = int.from_bytes(whole[start - 8 : start], "little")
    header: dict[str, Any] = json.loads(whole[start : start + length])
    return header


def _with_header(whole: bytes, header: dict[str, Any]) -> bytes:
    """The same file with another header."""
    start = len(feature_file.MAGIC) + 8
    length = int.from_bytes(whole[start - 8 : start], "little")
    text = json.dumps(header).encode()
    return feature_file.MAGIC + len(text).to_bytes(8, "little") + text + whole[start + length :]


def test_they_give_the_same_answers(
    known: Features, saved: Path, recogniser: Recogniser, works: dict[str, Picture]
) -> None:
    loaded = Features.load(saved)
    assert loaded.works == known.works
    assert len(loaded) == len(works)
    again = Recogniser(loaded)
    for name in ("w1", "w6", "w11"):
        frame = photograph(works[name])
        assert again.recognise(frame).work == recogniser.recognise(frame).work == name


def test_local_features_stay_on_disk(saved: Path) -> None:
    loaded = Features.load(saved)
    for large in (loaded.descriptors, loaded.keypoints, loaded.thumbnails):
        assert isinstance(large, feature_file.DiskRows)
    with pytest.raises(IndexError):
        loaded.descriptors[::2]


def is_open(removed: Path) -> bool:
    """Whether this process still has a file open that was removed from its folder."""
    targets = []
    for descriptor in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):  # another thread closed it meanwhile
            targets.append(str(descriptor.readlink()))
    return f"{removed} (deleted)" in targets


def test_a_release_is_replaced_while_it_is_in_use(
    known: Features, saved: Path, tmp_path: Path
) -> None:
    """The kiosk continues to read the file it opened after the release has replaced it, and closes it afterwards."""
    file = tmp_path / "features"
    file.write_bytes(saved.read_bytes())
    loaded = Features.load(file)
    file.unlink()
    file.write_text("another")
    again = loaded.local(3)
    assert np.array_equal(again.descriptors, known.local(3).descriptors)
    assert np.array_equal(loaded.thumbnail(3), known.thumbnail(3))
    assert is_open(file)
    del loaded
    assert not is_open(file)


def test_the_file_is_cut_off_while_it_is_in_use(saved: Path, tmp_path: Path) -> None:
    file = tmp_path / "features"
    file.write_bytes(saved.read_bytes())
    loaded = Features.load(file)
    file.write_bytes(saved.read_bytes()[:2000])
    with pytest.raises(OSError, match="shorter"):
        loaded.local(len(loaded) - 1)


def test_enrolling_twice_gives_the_same_file(
    saved: Path, works: dict[str, Picture], tmp_path: Path
) -> None:
    write(features.enrol(works.items()), tmp_path / "again")
    assert (tmp_path / "again").read_bytes() == saved.read_bytes()


def test_an_empty_set_is_saved(tmp_path: Path) -> None:
    write(features.enrol([]), tmp_path / "empty")
    assert len(Features.load(tmp_path / "empty")) == 0


def test_pictures_that_can_not_serve_are_named(works: dict[str, Picture], tmp_path: Path) -> None:
    blank = np.full((300, 300, 3), 200, np.uint8)
    tiny = works["w1"][:40, :40]
    done: list[int] = []
    known = features.enrol(
        [("plain", blank), ("small", tiny), ("good", works["w5"])], progress=done.append
    )
    write(known, tmp_path / "features")
    for one in (known, Features.load(tmp_path / "features")):
        assert one.works == ("good",)
        assert [(unusable.index, unusable.work) for unusable in one.unusable] == [
            (0, "plain"),
            (1, "small"),
        ]
        assert "40 × 40" in one.unusable[1].reason
    assert done == [1, 2, 3]


@pytest.mark.parametrize("kept", [0, 10, 20, 200, 5000, -1])
def test_the_file_is_cut_off(saved: Path, tmp_path: Path, kept: int) -> None:
    file = tmp_path / "part"
    file.write_bytes(saved.read_bytes()[:kept])
    with pytest.raises(FeatureFileError, match="part"):
        Features.load(file)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(at=st.integers(0, 1500), value=st.integers(0, 255))
def test_a_byte_of_the_header_has_changed(saved: Path, tmp_path: Path, at: int, value: int) -> None:
    """The file is refused, or it loads when the changed byte is a letter of a work's name."""
    data = bytearray(saved.read_bytes())
    data[at] = value
    file = tmp_path / "changed"
    file.write_bytes(data)
    with contextlib.suppress(FeatureFileError):
        Features.load(file)


def test_a_digit_of_the_header_is_an_exponent_now(saved: Path, tmp_path: Path) -> None:
    """A length of 1280 becomes 1e80, and 263360 becomes an infinite number."""
    whole, file = saved.read_bytes(), tmp_path / "changed"
    header = whole[: whole.index(b'"about"')]
    digits = [at for at, letter in enumerate(header) if chr(letter).isdigit()]
    assert len(digits) > 100
    for at in digits:
        file.write_bytes(whole[:at] + b"e" + whole[at + 1 :])
        with contextlib.suppress(FeatureFileError):  # of 0e10 it is right to make nothing
            Features.load(file)


@pytest.mark.parametrize("shape", [[1e80, 128], [0, 1e80], [float("inf"), 128], [-1, 128], []])
def test_the_header_gives_a_shape_that_no_array_has(
    saved: Path, tmp_path: Path, shape: list[float]
) -> None:
    whole = saved.read_bytes()
    header = _header(whole)
    for array in header["arrays"]:
        if array["name"] == "descriptors":
            array["shape"] = shape
    (tmp_path / "changed").write_bytes(_with_header(whole, header))
    with pytest.raises(FeatureFileError, match="contradicts itself"):
        Features.load(tmp_path / "changed")


def test_it_is_another_file(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear museum,")
    with pytest.raises(FeatureFileError, match="not a file of reference features"):
        Features.load(file)
    with pytest.raises(FileNotFoundError):
        Features.load(tmp_path / "absent")


def test_it_was_computed_by_another_method(saved: Path, tmp_path: Path) -> None:
    arrays, about = feature_file.read(saved)
    with (tmp_path / "old").open("wb") as out:
        feature_file.write(out, arrays, {**about, "method": "older"})
    with pytest.raises(FeatureFileError, match="Publish again"):
        Features.load(tmp_path / "old")


def test_it_is_of_a_newer_version(saved: Path, tmp_path: Path) -> None:
    whole = saved.read_bytes()
    header = _header(whole) | {"version": 2}
    (tmp_path / "newer").write_bytes(_with_header(whole, header))
    with pytest.raises(FeatureFileError, match="version 2"):
        Features.load(tmp_path / "newer")


def write_to_a_full_disk(features: Features, out: BinaryIO) -> None:
    features.write(out)
    with Path("/dev/full").open("wb", buffering=0) as full:
        features.write(full)


def test_writing_fails_half_way(saved: Path, tmp_path: Path) -> None:
    """The old file stays, and no partial file is left."""
    file = tmp_path / "features"
    file.write_bytes(saved.read_bytes())
    loaded = Features.load(file)
    with pytest.raises(TypeError), durable_file(file) as out:
        feature_file.write(out, {"odd": np.zeros(3, np.complex64)}, {})
    with pytest.raises(OSError, match="No space left"), durable_file(file) as out:
        write_to_a_full_disk(loaded, out)
    assert file.read_bytes() == saved.read_bytes()
    assert list(tmp_path.iterdir()) == [file]


def test_an_array_that_the_file_can_not_hold_writes_nothing() -> None:
    out = io.BytesIO()
    with pytest.raises(TypeError, match="odd"):
        feature_file.write(
            out, {"good": np.zeros(3, np.float32), "odd": np.zeros(3, np.complex64)}, {}
        )
    assert out.getvalue() == b""
