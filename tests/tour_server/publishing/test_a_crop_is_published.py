"""A picture has a crop: visitors get the part that it leaves, and kiosks recognise the work by that part."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from msgspec.structs import replace

from contract.framing import Crop
from contract.museum import Medium, Museum
from contract.offer_picture import OfferPicture
from models.features import Features
from models.picture import read_picture
from models.recogniser import Recogniser
from tests.desk import Desk
from tests.models.conftest import photograph
from tests.tiny_museum import tiny_museum
from tests.tour_server.publishing.feature_maker import png
from tour_server.catalogue.approval_units import approval_units
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.pictures import Pictures, cut
from tour_server.publishing.reference_features import References, reference_features
from zaalgids.simulation.drawn_pictures import drawn_picture

INSIDE: Crop = (0.25, 0.25, 0.5, 0.5)


def framed(picture: np.ndarray) -> np.ndarray:
    """The picture in a frame of carved ornament, as wide as half of it on each side: INSIDE leaves the picture."""
    height, width = picture.shape[:2]
    ornament = np.random.default_rng(4).integers(0, 255, (height // 16, width // 16, 3), np.uint8)
    whole = cv2.resize(ornament, (2 * width, 2 * height), interpolation=cv2.INTER_NEAREST)
    whole[height // 2 : height // 2 + height, width // 2 : width // 2 + width] = picture
    return np.asarray(whole, np.uint8)


def museum_with(*media: Medium) -> Museum:
    museum = tiny_museum()
    works = [replace(work, media=[one]) for work, one in zip(museum.works, media, strict=False)]
    return replace(museum, works=works)


def published(desk: Desk, file: str) -> np.ndarray:
    release = desk.parts.releases.release()
    assert release is not None
    path = desk.parts.releases.file(release.pictures[file])
    assert path is not None
    return read_picture(path)


def test_visitors_get_the_part_and_the_original_stays(desk: Desk) -> None:
    part = desk.parts.drafts.get(PartKind.WORK, "lijn")
    file = part.body.media[0].file
    before = desk.parts.pictures.path(file).read_bytes()
    whole = read_picture(before)
    media = [replace(part.body.media[0], crop=(0.25, 0.5, 0.5, 0.25))]
    desk.parts.drafts.put(PartKind.WORK, "lijn", replace(part.body, media=media), part.version, "N")
    desk.parts.publisher.publish("Noor")
    shown = published(desk, file)
    height, width = whole.shape[:2]
    assert shown.shape[:2] == (height // 4, width // 2)
    expected = whole[height // 2 : height // 2 + height // 4, width // 4 : width // 4 + width // 2]
    assert np.abs(shown.astype(int) - expected).mean() < 8, "JPEG at most"
    assert desk.parts.pictures.path(file).read_bytes() == before
    media = [replace(media[0], crop=None)]
    part = desk.parts.drafts.get(PartKind.WORK, "lijn")
    desk.parts.drafts.put(PartKind.WORK, "lijn", replace(part.body, media=media), part.version, "N")
    desk.parts.publisher.publish("Noor")
    assert published(desk, file).shape == whole.shape


def test_an_offers_own_picture_is_cut_too(desk: Desk) -> None:
    file = desk.parts.drafts.get(PartKind.WORK, "ring").body.media[0].file
    offer = desk.parts.drafts.all(PartKind.OFFER)[0]
    own = replace(offer.body, own_picture=OfferPicture(file, crop=INSIDE), picture=None)
    put = desk.parts.drafts.put(PartKind.OFFER, offer.key, own, offer.version, "Noor")
    units = approval_units(put.body)
    desk.parts.drafts.approve(PartKind.OFFER, offer.key, units, put.version, "Noor")
    desk.parts.publisher.publish("Noor")
    whole = read_picture(desk.parts.pictures.path(file))
    assert published(desk, file).shape[0] == whole.shape[0] // 2, "one file has one crop"


@pytest.fixture
def store(tmp_path: Path) -> Pictures:
    return Pictures(tmp_path / "pictures")


def features_of(store: Pictures, museum: Museum, cache: Path) -> References:
    return reference_features(museum, store.path, cache, lambda *_now: None)


def recogniser(made: References) -> Recogniser:
    assert made.file is not None
    return Recogniser(Features.load(made.file))


def test_a_crop_that_takes_the_frame_off(store: Pictures, tmp_path: Path) -> None:
    """The work is recognised where it hangs in another frame or in none; its old frame alone is not the work."""
    picture, other = drawn_picture(3), drawn_picture(8)
    whole = framed(picture)
    file, of_other = store.add(png(whole), "lijn.png"), store.add(png(other), "ring.png")
    cropped = museum_with(Medium(file, crop=INSIDE), Medium(of_other))
    made = features_of(store, cropped, tmp_path / "cache")
    knows = recogniser(made)
    assert knows.recognise(photograph(picture)).work == "lijn"
    assert knows.recognise(photograph(whole)).work == "lijn", "in the frame that was cut off, too"
    assert knows.recognise(photograph(other)).work == "ring"
    empty = framed(np.full_like(picture, 128))
    assert knows.recognise(photograph(empty)).work is None
    by_frame = recogniser(
        features_of(store, museum_with(Medium(file), Medium(of_other)), tmp_path / "cache")
    )
    assert by_frame.recognise(photograph(empty)).work == "lijn", "which is why a crop helps"


def test_the_features_are_those_of_the_part_itself(store: Pictures, tmp_path: Path) -> None:
    whole = framed(drawn_picture(3))
    file = store.add(png(whole), "whole.png")
    part = store.add(png(cut(whole, INSIDE)), "part.png")
    of_crop = features_of(store, museum_with(Medium(file, crop=INSIDE)), tmp_path / "one")
    of_part = features_of(store, museum_with(Medium(part)), tmp_path / "two")
    assert of_crop.file is not None
    assert of_part.file is not None
    assert of_crop.file.read_bytes() == of_part.file.read_bytes()
    again = features_of(store, museum_with(Medium(file, crop=INSIDE)), tmp_path / "one")
    assert again.file == of_crop.file


def test_a_part_that_no_kiosk_can_use_is_said(desk: Desk) -> None:
    """A check looks at the part, not at the whole picture."""
    done, body = cv2.imencode(".png", framed(np.full((320, 320, 3), 255, np.uint8)))
    assert done
    file = desk.parts.pictures.add(bytes(body), "white.png")
    assert desk.parts.references.verdict(file).usable
    assert not desk.parts.references.verdict(file, INSIDE).usable
    assert desk.parts.references.known_usable(file) is True
    assert desk.parts.references.known_usable(file, INSIDE) is False
    part = desk.parts.drafts.get(PartKind.WORK, "lijn")
    body_now = replace(part.body, media=[Medium(file, crop=INSIDE)])
    desk.parts.drafts.put(PartKind.WORK, "lijn", body_now, part.version, "Noor")
    page = desk.colleague("Noor").get("/desk/works?state=by-number").text
    assert "Werk lijn" in page


def test_only_the_crop_that_a_picture_has_is_sent(desk: Desk) -> None:
    part = desk.parts.drafts.get(PartKind.WORK, "lijn")
    file = part.body.media[0].file
    body = replace(part.body, media=[replace(part.body.media[0], crop=INSIDE)])
    desk.parts.drafts.put(PartKind.WORK, "lijn", body, part.version, "Noor")
    noor = desk.colleague("Noor")
    sent = noor.get(f"/desk/pictures/{file}?side=160&crop=0.25,0.25,0.5,0.5")
    assert sent.status_code == 200
    for crop in ("0,0,0.1,0.1", "0.25,0.25,0.5,0.5,", "nan", "0.25"):
        assert noor.get(f"/desk/pictures/{file}?side=160&crop={crop}").status_code == 404
