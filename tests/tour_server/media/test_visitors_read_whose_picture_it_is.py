"""On a phone: whose picture it is below the work, and small pictures that are cut around their focal point."""

from __future__ import annotations

from lxml import html
from msgspec.structs import replace

from contract.bundle import write_release
from contract.museum import Rights, Work
from tests.desk import Desk
from tour_server.catalogue.parts import PartKind


def publish(desk: Desk, **facts: object) -> None:
    part = desk.parts.drafts.get(PartKind.WORK, "lijn")
    media = [replace(part.body.media[0], **facts)]
    desk.parts.drafts.put(PartKind.WORK, "lijn", replace(part.body, media=media), part.version, "N")
    desk.parts.publisher.publish("Noor")


def test_the_page_of_a_work(desk: Desk) -> None:
    noor = desk.colleague("Noor")
    publish(desk, rights=Rights("In Copyright", "Huis", creator="Jan & co", source="a drawer"))
    page = desk.stranger().get("/visit/work/1?l=nl")
    credit = html.fromstring(page.text).xpath("//article/p[contains(., 'In Copyright')]")
    assert [" ".join(one.text_content().split()) for one in credit] == [
        "Jan & co · Huis · In Copyright"
    ]
    assert credit[0].xpath("span[@lang='en']/text()") == ["In Copyright"]
    assert "a drawer" not in page.text
    release = desk.parts.releases.release()
    assert release is not None
    assert b"a drawer" not in write_release(release), "where it came from is for staff"
    listed = html.fromstring(noor.get("/desk/works").text).xpath("//tr[contains(., 'lijn')]")
    assert "not published" not in listed[0].text_content(), (
        "a note for staff leaves nothing to publish"
    )


def test_what_the_label_says_already_is_not_said_twice(desk: Desk) -> None:
    part = desk.parts.drafts.get(PartKind.WORK, "lijn")
    body: Work = replace(part.body, rights=Rights("CC-BY-4.0", "Huis"))
    desk.parts.drafts.put(PartKind.WORK, "lijn", body, part.version, "Noor")
    publish(desk, rights=Rights("CC-BY-4.0", "Huis"))
    page = desk.stranger().get("/visit/work/1?l=nl").text
    assert page.count("CC BY 4.0") == 1


def test_small_pictures_keep_the_point_in_view(desk: Desk) -> None:
    publish(desk, crop=(0.0, 0.0, 0.5, 1.0), focus=(0.4, 0.24))
    start = html.fromstring(desk.stranger().get("/visit?l=nl").text)
    (image,) = start.xpath("//a[@data-work='lijn']/img")
    assert image.get("class") == "cut fx-8 fy-2"
    (other,) = start.xpath("//a[@data-work='ring']/img")
    assert other.get("class") is None, "without a point all of it is shown"
