"""A colleague uploads a reference picture: the page says if the kiosk can use it and which works it resembles."""

from __future__ import annotations

import io
from pathlib import Path
from types import SimpleNamespace

import cv2
import numpy as np
import pytest

from models.features import Features
from tests.desk import Browser, Desk, picture
from tour_server.catalogue import reference_check
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.pictures import Pictures
from tour_server.catalogue.reference_check import Comparison, ReferenceCheck
from tour_server.catalogue.reference_pictures import ReferencePicture
from tour_server.catalogue.twin_places import TwinWork, twins_of_first
from tour_server.publishing.reference_features import reference_features


def jpeg(pixels: np.ndarray) -> bytes:
    done, body = cv2.imencode(".jpg", pixels)
    assert done
    return bytes(body)


def pixels(seed: int, side: int = 320) -> np.ndarray:
    return cv2.imdecode(np.frombuffer(picture(seed, side), np.uint8), cv2.IMREAD_COLOR)


def photographed(seed: int) -> bytes:
    """Return the picture as another camera shows it: from the side, darker, on a wall."""
    source = cv2.resize(pixels(seed), (640, 640), interpolation=cv2.INTER_CUBIC)
    corners = np.array([[0, 0], [640, 0], [640, 640], [0, 640]], np.float32)
    seen = np.array([[60, 40], [600, 90], [590, 560], [70, 610]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, seen)
    return jpeg(
        (cv2.warpPerspective(source, matrix, (640, 640), borderValue=(180, 180, 180)) * 0.8).astype(
            np.uint8
        )
    )


def upload(browser: Browser, work: str, content: bytes) -> str:
    """Upload a picture and return the page that follows."""
    fields = browser.fill_in(f"/desk/works/{work}")
    fields["pictures"] = (io.BytesIO(content), "new.jpg")
    assert browser.post(f"/desk/works/{work}", fields).status_code == 302
    return browser.get(f"/desk/works/{work}").text


def test_a_good_picture_is_unlike_the_others(desk: Desk) -> None:
    page = upload(desk.colleague("Noor"), "lijn", jpeg(pixels(9, 640)))
    assert page.count("The kiosk can use it.") == 2
    assert "640 × 640 pixels" in page
    assert "Like none of the 2 pictures of other works." in page


def test_imported_pictures_are_embedded_before_the_first_upload(tmp_path: Path) -> None:
    store = Pictures(tmp_path / "pictures")
    files = [store.add(picture(seed), f"{seed}.png") for seed in (1, 2, 3)]
    gone = f"{'0' * 32}/gone.png"
    references = [ReferencePicture(f"work-{n}", file) for n, file in enumerate([gone, *files])]
    check = ReferenceCheck(store, tmp_path / "cache", lambda: references)
    assert check.compare("work-1", files[0]) == Comparison([], compared=0, others=3)
    heard: list[tuple[int, int]] = []
    check.check_all(lambda done, of: heard.append((done, of)))
    assert heard == [(0, 4), (1, 4), (2, 4), (3, 4)]
    assert check.compare("work-1", files[0]) == Comparison([], compared=2, others=3)


def test_a_picture_of_another_work_is_shown_beside_it(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    page = upload(browser, "lijn", photographed(1))  # ring hangs there: its reference is picture(1)
    assert 'The kiosk would take it for <a class="work-title" href="/desk/works/ring">' in page
    beside = page[page.index("beside-each-other") :]
    assert beside.count("<img", 0, beside.index("</div>")) == 2
    assert "Photograph what only this work has" in page
    ring = browser.get("/desk/works/ring").text
    assert 'href="/desk/works/lijn"' in ring[ring.index('class="checked"') :], "it works both ways"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (jpeg(np.full((400, 400, 3), 120, np.uint8)), "The kiosk can't use it."),
        (jpeg(cv2.GaussianBlur(pixels(4), (0, 0), 25)), "The kiosk can't use it."),
        (jpeg(pixels(4, 48)), "It is far too small."),
        (jpeg(pixels(4, 240)), "It is small."),
        (jpeg(cv2.copyMakeBorder(pixels(4, 640), *(250,) * 4, 0, value=(250,) * 3)), "Much of it is wall."),
    ],
    ids=["blank", "blurred", "tiny", "small", "margin"],
)  # fmt: skip
def test_the_page_says_what_is_wrong_with_a_picture_and_what_to_do(
    desk: Desk, content: bytes, said: str
) -> None:
    page = upload(desk.colleague("Noor"), "knoop", content)
    assert said in page[page.rindex('class="checked"') :]


def test_a_picture_that_is_only_shown_is_not_checked(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    (medium,) = desk.parts.drafts.get(PartKind.WORK, "knoop").body.media
    fields = browser.fill_in("/desk/works/knoop") | {f"medium.{medium.file}.reference": "no"}
    browser.post("/desk/works/knoop", fields)
    assert 'class="checked"' not in browser.get("/desk/works/knoop").text


def test_a_picture_that_left_the_store_does_not_break_the_page(desk: Desk) -> None:
    (medium,) = desk.parts.drafts.get(PartKind.WORK, "knoop").body.media
    desk.parts.pictures.path(medium.file).unlink()
    page = desk.colleague("Noor").get("/desk/works/knoop")
    assert page.status_code == 200
    assert "not in the store any more" in page.text


def test_results_are_kept_on_disk(tmp_path: Path) -> None:
    store = Pictures(tmp_path / "pictures")
    files = [store.add(picture(seed), f"{seed}.png") for seed in (1, 2, 3)]
    references = [ReferencePicture(f"work-{n}", file) for n, file in enumerate(files)]
    first = ReferenceCheck(store, tmp_path / "cache", lambda: references)
    for _, file, *_ in references:
        first.verdict(file)
        first.compare("work-x", file)
    found = first.compare("work-0", files[0])
    for file in files:
        store.path(file).write_bytes(b"gone")
    for small in (tmp_path / "pictures" / ".small").iterdir():
        small.unlink()
    second = ReferenceCheck(store, tmp_path / "cache", lambda: references)
    assert second.compare("work-0", files[0]) == found
    assert found.compared == found.others == 2
    assert second.verdict(files[0]).usable


def test_twins_stand_side_by_side_with_the_places_that_tell_them_apart(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    (ring,) = desk.parts.drafts.get(PartKind.WORK, "ring").body.media
    found = [TwinWork("ring", ring.file, [(0.7, 0.1, 0.2, 0.2)], [(0.6, 0.1, 0.2, 0.2)])]
    monkeypatch.setattr(reference_check, "twins_of_first", lambda _features, _files: found)
    page = upload(desk.colleague("Noor"), "lijn", jpeg(pixels(9, 640)))
    assert 'nearly the same as that of <a class="work-title" href="/desk/works/ring">' in page
    beside = page[page.index("beside-each-other twins") :]
    assert '<rect x="70.0" y="10.0"' in beside
    assert '<rect x="60.0" y="10.0"' in beside
    assert "<li>at the upper right</li>" in beside
    assert "The kiosk tells them apart by these places." in beside


def test_places_of_a_twin_lie_on_its_own_picture() -> None:
    """The second picture is the right half of the first: what is in its middle is three quarters to the right."""
    corners = np.array([(0.5, 0), (1, 0), (1, 1), (0.5, 1)], np.float32)
    pair = SimpleNamespace(first=0, second=1, places=((0.7, 0.4, 0.1, 0.2),), corners=corners)
    features = SimpleNamespace(works=("ring", "lijn"), twins=(pair,))
    (twin,) = twins_of_first(features, ["a/1.png", "b/2.png"])  # type: ignore[arg-type]
    assert (twin.work, twin.file) == ("lijn", "b/2.png")
    assert twin.other_places[0] == pytest.approx((0.4, 0.4, 0.2, 0.2), abs=1e-5)


def test_a_work_without_a_usable_picture_is_reached_by_its_number(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    (medium,) = desk.parts.drafts.get(PartKind.WORK, "knoop").body.media
    number = desk.parts.drafts.get(PartKind.WORK, "knoop").body.number
    browser.fill_in("/desk/works/knoop")
    fields = browser.fill_in("/desk/works/knoop") | {"action": f"without-picture:{medium.file}"}
    browser.post("/desk/works/knoop", fields)
    page = upload(browser, "knoop", jpeg(np.full((400, 400, 3), 120, np.uint8)))
    assert f"Visitors reach this one by its number: {number}." in page
    assert "visitors reach it by its number" in browser.get("/desk/works?state=by-number").text
    assert "by its number" in browser.get("/desk/publish").text


def test_staff_leave_a_work_to_its_number_and_kiosks_get_no_features_of_it(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    before = {one.work for one in desk.parts.drafts.references()}
    fields = browser.fill_in("/desk/works/ring") | {"by_number": "yes"}
    assert browser.post("/desk/works/ring", fields).status_code == 302
    assert desk.parts.drafts.get(PartKind.WORK, "ring").body.by_number
    assert {one.work for one in desk.parts.drafts.references()} == before - {"ring"}
    assert "You chose so below." in browser.get("/desk/works/ring").text
    museum = desk.parts.drafts.museum()
    made = reference_features(
        museum, desk.parts.pictures.path, desk.parts.data / "f", lambda _done, _of: None
    )
    assert made.file is not None
    assert set(Features.load(made.file).works) == before - {"ring"}
