"""Staff give an offer a picture of its own: with words for who can't see it and rights, published, exported, kept."""

from __future__ import annotations

import datetime as dt
import io
import os
from pathlib import Path

import pytest
from msgspec.structs import replace

from contract.museum import WHOLE_DAY, Medium, Museum, Offer
from contract.museum_folder import MuseumError, read_museum, write_museum
from contract.offer_picture import OfferPicture, picture_of
from contract.rights import Rights
from contract.text_units import text_units
from models.picture import PictureError
from tests.desk import Browser, Desk, picture
from tests.tiny_museum import tiny_museum
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.pictures import Pictures
from tour_server.catalogue.unused_pictures import KEPT_FOR, UnusedPictures
from tour_server.staff.permissions import Role

ADDRESS = "/desk/offers/thee"
NOON = dt.datetime(2026, 3, 3, 11, tzinfo=dt.UTC)  # a Tuesday, noon in Amsterdam


def offer_of(desk: Desk) -> Offer:
    offer: Offer = desk.parts.drafts.get(PartKind.OFFER, "thee").body
    return offer


def send(browser: Browser, content: bytes, name: str, **changes: str) -> int:
    fields = {**browser.fill_in(ADDRESS), **changes, "own_picture": (io.BytesIO(content), name)}
    return browser.post(ADDRESS, fields).status_code


def test_from_the_desk_to_the_phone(desk: Desk) -> None:
    desk.clock.at = NOON
    editor = desk.colleague("Edda", Role.EDITOR, Role.PUBLISHER)
    whole_day = replace(offer_of(desk), condition=WHOLE_DAY)
    version = desk.parts.drafts.get(PartKind.OFFER, "thee").version
    desk.parts.drafts.put(PartKind.OFFER, "thee", whole_day, version, "Noor")
    assert send(editor, picture(9), "Thee & koek.png") == 302
    own = offer_of(desk).own_picture
    assert own is not None
    assert own.file.endswith("/Thee-koek.png")
    assert own.rights.licence == "not stated"
    assert own.rights.credit == "", "nothing is said to visitors then"
    missing = [unit.path for unit in text_units(desk.parts.drafts.museum()) if not unit.text]
    assert missing.count("offer/thee/picture/alt") == 2, "in both languages of the museum"
    words = {"own_picture.alt.nl": "Twee kopjes", "own_picture.licence": "CC-BY-4.0"}
    rights = {"own_picture.holder": "Café Lijn", "picture": desk_picture(desk)}
    editor.post(ADDRESS, editor.fill_in(ADDRESS) | words | rights)
    own = offer_of(desk).own_picture
    assert own is not None
    assert (own.alt, own.rights) == ({"nl": "Twee kopjes"}, Rights("CC-BY-4.0", "Café Lijn"))
    assert 'alt="Twee kopjes" lang="nl"' in editor.get("/desk/offers/thee/now").text

    editor.post(ADDRESS, editor.fill_in(ADDRESS), action="approve")
    desk.parts.publisher.publish("Noor")
    release = desk.parts.releases.release()
    assert release is not None
    assert own.file in release.pictures, "kiosks keep it with the pictures of works"
    phone = desk.stranger().client
    (shown,) = phone.get("/visit/now?l=nl").get_json()["offers"]
    assert (shown["alt"], shown["credit"]) == ({"nl": "Twee kopjes"}, "Café Lijn · CC BY 4.0")
    kept = phone.get("/visit/keep?l=nl").get_json()["files"]
    assert shown["picture"] in [each["address"] for each in kept], "there without a network"
    body = phone.get(shown["picture"])
    assert (body.status_code, body.mimetype) == (200, "image/jpeg"), "made for screens"
    body.close()


def desk_picture(desk: Desk) -> str:
    """The picture of a work, which an offer may show instead."""
    return str(desk.parts.drafts.get(PartKind.WORK, "lijn").body.media[0].file)


def test_the_picture_of_a_work_stays_a_choice(desk: Desk) -> None:
    editor = desk.colleague("Edda", Role.EDITOR)
    editor.post(ADDRESS, editor.fill_in(ADDRESS) | {"picture": desk_picture(desk)})
    send(editor, picture(9), "thee.png")
    museum = desk.parts.drafts.museum()
    assert picture_of(offer_of(desk), museum) == offer_of(desk).own_picture
    editor.post(ADDRESS, editor.fill_in(ADDRESS), action="without-own-picture")
    assert offer_of(desk).own_picture is None
    shown = picture_of(offer_of(desk), museum)
    assert shown is not None
    assert (shown.file, shown.alt) == (desk_picture(desk), museum.work("lijn").media[0].alt)


def test_what_is_no_picture_is_refused_and_nothing_typed_is_lost(desk: Desk) -> None:
    editor = desk.colleague("Edda", Role.EDITOR)
    fields = editor.fill_in(ADDRESS) | {"place.nl": "Naast de trap"}
    answer = editor.post(ADDRESS, {**fields, "own_picture": (io.BytesIO(b"no"), "thee.jpg")})
    assert answer.status_code == 422
    assert "thee.jpg: " in answer.text
    assert "Choose the picture again" not in answer.text, "the form was saved"
    assert offer_of(desk).place == {"nl": "Naast de trap"}
    assert offer_of(desk).own_picture is None


def test_another_picture_takes_neither_words_nor_rights_of_the_one_before(desk: Desk) -> None:
    editor = desk.colleague("Edda", Role.EDITOR)
    send(editor, picture(9), "thee.png")
    send(editor, picture(9), "thee.png", **{"own_picture.alt.nl": "Twee kopjes"})
    own = offer_of(desk).own_picture
    assert own is not None
    assert own.alt == {"nl": "Twee kopjes"}, "the same picture once more"
    send(editor, picture(8), "koek.png")
    own = offer_of(desk).own_picture
    assert own is not None
    assert (own.file.endswith("/koek.png"), own.alt) == (True, {})


def with_pictures(museum: Museum, own: str, of_work: str) -> Museum:
    """The tiny museum with two offers: one has a picture of its own, the other shows a work's."""
    (offer, *_others), (work, *works) = museum.offers, museum.works
    work = replace(work, media=[Medium(of_work)], sign_videos=[])
    own_picture = OfferPicture(own, {"nl": "Thee"}, Rights("CC-BY-4.0", "Noor"))
    offers = [
        replace(offer, own_picture=own_picture),
        replace(offer, key="kijken", picture=of_work),
    ]
    return replace(museum, works=[work, *(replace(one, media=[]) for one in works)], offers=offers)


def test_into_a_folder_and_back(tmp_path: Path) -> None:
    pictures = Pictures(tmp_path / "store")
    own, of_work = pictures.add(picture(1), "thee.png"), pictures.add(picture(2), "thee.png")
    museum = with_pictures(tiny_museum(), own, of_work)
    folder = tmp_path / "museum"
    write_museum(pictures.export_pictures(museum, folder / "pictures"), folder)
    again = read_museum(folder)
    file = again.offers[0].own_picture
    assert file is not None
    assert {file.file, again.offers[1].picture} == {own, "thee.png"}, "one name, two pictures"
    other = Pictures(tmp_path / "other")
    assert other.import_pictures(again, folder / "pictures") == museum
    (folder / "pictures" / file.file).write_bytes(b"no")
    with pytest.raises(PictureError, match=f"Offer {again.offers[0].key}, {file.file}"):
        other.import_pictures(again, folder / "pictures")
    (folder / "pictures" / file.file).unlink()
    with pytest.raises(MuseumError, match=f"offer {again.offers[0].key}: there is no pictures/"):
        read_museum(folder)


def test_it_is_used_while_a_version_of_the_offer_names_it(desk: Desk) -> None:
    editor = desk.colleague("Edda", Role.EDITOR)
    send(editor, picture(9), "thee.png")
    own = offer_of(desk).own_picture
    assert own is not None
    editor.post(ADDRESS, editor.fill_in(ADDRESS), action="without-own-picture")
    moment = dt.datetime(2026, 11, 28, tzinfo=dt.UTC)
    old = (moment - 2 * KEPT_FOR).timestamp()
    pictures = desk.parts.pictures
    refused = pictures.add(picture(8), "refused.png")
    for name in (own.file, refused):
        os.utime(pictures.path(name), (old, old))
    UnusedPictures(desk.parts.database, pictures, lambda: moment).delete()
    assert pictures.path(own.file).is_file(), "History brings it back"
    with pytest.raises(KeyError):
        pictures.path(refused)
