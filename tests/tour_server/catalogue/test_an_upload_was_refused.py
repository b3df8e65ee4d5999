"""Pictures whose form was refused are cleared away; a picture that any version of a work names stays."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import cv2
import numpy as np
import pytest
from msgspec.structs import replace

from contract.museum import Medium
from tests.tiny_museum import tiny_museum
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.pictures import Pictures
from tour_server.catalogue.unused_pictures import KEPT_FOR, UnusedPictures
from tour_server.database import Database

NOW = dt.datetime(2026, 11, 28, 12, tzinfo=dt.UTC)
OLD = (NOW - 2 * KEPT_FOR).timestamp()


def _picture(pictures: Pictures, grey: int, uploaded: float = OLD) -> str:
    done, body = cv2.imencode(".png", np.full((8, 8, 3), grey, np.uint8))
    assert done
    name = pictures.add(bytes(body), f"{grey}.png")
    os.utime(pictures.path(name), (uploaded, uploaded))
    return name


@pytest.fixture
def pictures(tmp_path: Path) -> Pictures:
    return Pictures(tmp_path / "pictures")


def test_what_no_version_names_goes_after_a_day(database: Database, pictures: Pictures) -> None:
    drafts = Drafts(database, lambda: NOW)
    drafts.load(tiny_museum(), "anna")
    work = drafts.all(PartKind.WORK)[0]
    used, earlier = _picture(pictures, 10), _picture(pictures, 20)
    refused, fresh = _picture(pictures, 30), _picture(pictures, 40, NOW.timestamp())
    small = pictures.thumbnail(refused, 4)
    for name in (earlier, used):
        body = replace(work.body, media=[Medium(file=name)])
        work = drafts.put(PartKind.WORK, work.key, body, work.version, "anna")
    drafts.remove(PartKind.WORK, work.key, work.version, "anna")

    assert UnusedPictures(database, pictures, lambda: NOW).delete() == 1

    for name in (used, earlier, fresh):
        assert pictures.path(name).is_file(), "the history or a form that is open needs it"
    with pytest.raises(KeyError):
        pictures.path(refused)
    assert not small.exists()
    assert not (pictures.folder / refused).parent.exists()


def test_a_picture_that_is_uploaded_again_stays(database: Database, pictures: Pictures) -> None:
    refused = _picture(pictures, 50)
    content = pictures.path(refused).read_bytes()
    assert pictures.add(content, "50.png") == refused
    moment = dt.datetime.now(dt.UTC)
    assert UnusedPictures(database, pictures, lambda: moment).delete() == 0
    assert pictures.path(refused).is_file()
