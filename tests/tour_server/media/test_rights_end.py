"""The rights of a picture end: staff hear of it in time, and what becomes of it is the museum's decision."""

from __future__ import annotations

import datetime as dt

import pytest
from msgspec.structs import replace

from contract.museum import Detail, Medium, Museum, Rights, SignVideo
from contract.offer_picture import OfferPicture, framed_pictures
from tests.desk import ClockTwin, Desk
from tests.tiny_museum import tiny_museum
from tour_server.catalogue.parts import PartKind
from tour_server.checks.readiness import Readiness
from tour_server.database import Database
from tour_server.media.ended_rights import EndedRights, without_ended
from tour_server.media.rights_checks import ENDED, ENDING
from tour_server.publishing.approved_words import ApprovedWords
from tour_server.publishing.release import CantPublishError
from tour_server.recorder import NoRecorder
from tour_server.staff.permissions import Role

TODAY = dt.date(2026, 3, 2)  # of the desk's clock
DAY = dt.timedelta(days=1)


def limit(desk: Desk, until: dt.date, key: str = "lijn") -> str:
    part = desk.parts.drafts.get(PartKind.WORK, key)
    media = [replace(one, rights=Rights("CC0-1.0", until=until)) for one in part.body.media]
    desk.parts.drafts.put(PartKind.WORK, key, replace(part.body, media=media), part.version, "N")
    return str(media[0].file)


def counts(desk: Desk) -> dict[str, int | None]:
    readiness = desk.parts.assembly.context.get(Readiness)
    return {one.name: one.count for one in readiness.counts() if one.name in (ENDED, ENDING)}


def rights(desk: Desk) -> EndedRights:
    return EndedRights(desk.parts.database, desk.clock, NoRecorder())


def going_out(desk: Desk) -> Museum:
    return desk.parts.assembly.context.get(ApprovedWords).of_drafts().museum


@pytest.mark.parametrize(
    ("until", "ended", "ending"),
    [
        (TODAY - DAY, 1, 0),
        (TODAY, 0, 1),
        (TODAY + 30 * DAY, 0, 1),
        (TODAY + 31 * DAY, 0, 0),
    ],
)
def test_what_the_checks_find(desk: Desk, until: dt.date, ended: int, ending: int) -> None:
    limit(desk, until)
    assert counts(desk) == {ENDED: ended, ENDING: ending}


def test_the_day_is_the_museums_own(desk: Desk) -> None:
    """Half an hour before midnight in London it is the next day in Amsterdam."""
    limit(desk, TODAY)
    desk.clock.at = dt.datetime(2026, 3, 2, 22, 30, tzinfo=dt.UTC)
    assert counts(desk)[ENDED] == 0
    desk.clock.at = dt.datetime(2026, 3, 2, 23, 30, tzinfo=dt.UTC)
    assert counts(desk)[ENDED] == 1


def test_a_publish_stops_until_the_museum_decides(desk: Desk) -> None:
    file = limit(desk, TODAY - DAY)
    noor = desk.colleague("Noor")
    with desk.parts.running():
        noor.post("/desk/publish")
        assert desk.parts.jobs.newest("publish") is None or desk.parts.releases.release() is None
        noor.get("/desk/media?state=ended")
        assert noor.post("/desk/media/ended", leaves_out="yes").status_code == 302
        assert counts(desk) == {ENDED: 0, ENDING: 1}, "it stands with those that stop nothing"
    assert file not in {one.file for one in framed_pictures(going_out(desk))}
    done = desk.parts.publisher.publish("Noor")
    assert not done.problems
    release = desk.parts.releases.release()
    assert release is not None
    assert file not in release.pictures
    noor.post("/desk/media/ended", leaves_out="no")
    assert file in {one.file for one in framed_pictures(going_out(desk))}


def test_the_gate_names_it(desk: Desk) -> None:
    limit(desk, TODAY - DAY)
    with pytest.raises(CantPublishError, match="Rights that have ended"):
        desk.parts.publisher.publish("Noor")


def test_a_release_that_is_out_stays_and_staff_have_a_task(desk: Desk) -> None:
    desk.parts.publisher.publish("Noor")
    file = limit(desk, TODAY + 2 * DAY)
    noor = desk.colleague("Noor")
    assert "rights end on 2026-03-04" in noor.get("/desk").text
    desk.clock.at += dt.timedelta(days=5)
    noor = desk.signed_in("Noor")  # the sign-in has ended meanwhile
    today = noor.get("/desk").text
    assert "rights ended on 2026-03-04" in today
    assert "visitors see it until the next publish" in today
    release = desk.parts.releases.release()
    assert release is not None
    assert file in release.pictures
    assert "Visitors still see it" in noor.get(f"/desk/media/{file}").text


def test_what_goes_with_an_ended_picture() -> None:
    museum = tiny_museum()
    ended, lasting = Rights("x", until=TODAY - DAY), Rights("x", until=TODAY)
    work = replace(
        museum.works[0],
        media=[
            Medium("a.png", rights=ended),
            Medium("a-part.png", detail=Detail("a.png", (0.1, 0.1, 0.5, 0.5))),
            Medium("b.png", rights=lasting),
        ],
        sign_videos=[SignVideo("nl", "a.mp4", ended), SignVideo("en", "b.mp4", lasting)],
    )
    offer = museum.offers[0]
    offers = [
        replace(offer, key="of-a-work", picture="a.png"),
        replace(offer, key="own", own_picture=OfferPicture("c.png", rights=ended), picture="b.png"),
    ]
    left = without_ended(replace(museum, works=[work, *museum.works[1:]], offers=offers), TODAY)
    assert left.works[0].files == ["b.png", "b.mp4"]
    assert [(one.picture, one.own_picture) for one in left.offers] == [
        (None, None),
        ("b.png", None),
    ]
    assert left.works[1:] == museum.works[1:]
    assert without_ended(left, TODAY) is left


def test_the_choice_is_kept_and_on_record(database: Database) -> None:
    choice = EndedRights(database, ClockTwin(), NoRecorder())
    assert choice.leaves_out is False
    choice.decide(True, "Noor")
    assert EndedRights(database, ClockTwin(), NoRecorder()).leaves_out is True
    choice.decide(False, "Bram")
    assert choice.leaves_out is False


def test_an_editor_is_told_who_decides(desk: Desk) -> None:
    limit(desk, TODAY - DAY)
    text = desk.colleague("Jan", Role.AUTHOR).get("/desk/media?state=ended").text
    assert "rights ended on 2026-03-01" in text
    assert 'name="leaves_out"' not in text
