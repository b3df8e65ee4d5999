"""A colleague marks a part of a picture that visitors stand close to; the kiosk then knows the work by it, too."""

from __future__ import annotations

import cv2
import pytest

from contract.museum import Detail
from models.picture import read_picture
from tests.desk import Browser, Desk, picture
from tour_server.catalogue.parts import PartKind
from tour_server.staff.permissions import Role


def media(desk: Desk) -> list:
    return list(desk.parts.drafts.get(PartKind.WORK, "ring").body.media)


def mark(browser: Browser, file: str, **box: str) -> object:
    address = f"/desk/works/ring/details/{file}"
    browser.get(address)
    return browser.post(address, {"left": "50", "top": "0", "width": "50", "height": "50", **box})


def test_the_part_is_cut_from_the_original_and_removed_again(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    (whole,) = media(desk)
    assert mark(browser, whole.file).status_code == 302
    first, part = media(desk)
    assert first == whole
    assert part.detail == Detail(whole.file, (0.5, 0.0, 0.5, 0.5))
    assert part.reference
    assert part.rights == whole.rights
    original = read_picture(desk.parts.pictures.path(whole.file))
    cut = read_picture(desk.parts.pictures.path(part.file))
    height, width = original.shape[:2]
    assert cut.shape[:2] == (height // 2, width // 2)
    assert cv2.norm(cut, original[: height // 2, width // 2 :], cv2.NORM_L1) / cut.size < 4
    page = browser.get("/desk/works/ring").text
    assert "A part that visitors stand close to." in page
    assert page.count("What is in it, for those who can") == 1, "a part is not shown to visitors"
    fields = browser.fill_in("/desk/works/ring") | {"action": f"without-picture:{part.file}"}
    browser.post("/desk/works/ring", fields)
    assert media(desk) == [whole]


def test_the_parts_of_a_picture_go_with_it(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    (whole,) = media(desk)
    mark(browser, whole.file)
    fields = browser.fill_in("/desk/works/ring") | {"action": f"without-picture:{whole.file}"}
    browser.post("/desk/works/ring", fields)
    assert media(desk) == []


@pytest.mark.parametrize(
    ("box", "said"),
    [
        ({"width": "70"}, "The box reaches past the picture."),
        ({"left": "x"}, "Write a number from 0 to 90."),
        ({"width": "10", "height": "10"}, "The kiosk can’t use this part."),
    ],
)
def test_a_part_that_can_not_serve_is_refused_in_words(
    desk: Desk, box: dict[str, str], said: str
) -> None:
    (whole,) = media(desk)
    answer = mark(desk.colleague("Noor"), whole.file, **box)
    assert answer.status_code == 422
    assert said in answer.text
    assert media(desk) == [whole]


def test_there_is_no_part_of_a_part_nor_of_an_unknown_picture(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    (whole,) = media(desk)
    mark(browser, whole.file)
    part = media(desk)[1]
    assert browser.get(f"/desk/works/ring/details/{part.file}").status_code == 404
    stored = desk.parts.pictures.add(picture(8), "other.png")
    assert browser.get(f"/desk/works/ring/details/{stored}").status_code == 404


def test_who_may_not_write_marks_no_part(desk: Desk) -> None:
    (whole,) = media(desk)
    browser = desk.colleague("Tess", Role.TECHNICIAN)
    assert browser.get(f"/desk/works/ring/details/{whole.file}").status_code == 403


def test_an_exported_museum_keeps_its_parts(desk: Desk, tmp_path) -> None:
    (whole,) = media(desk)
    mark(desk.colleague("Noor"), whole.file)
    store = desk.parts.pictures
    out = store.export_pictures(desk.parts.drafts.museum(), tmp_path)
    first, part = out.work("ring").media
    assert part.detail.of == first.file
    back = store.import_pictures(out, tmp_path)
    assert back.work("ring").media == media(desk)
