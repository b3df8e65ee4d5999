"""At the end of a telling there is a question to look again, and something to do next."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from contract.museum import WHOLE_DAY, BlockPart, Medium, Offer, Theme
from contract.offer_picture import OfferPicture
from contract.rights import Rights
from device.guide.guide import Guide
from device.guide.museum_now import MuseumNow
from device.guide.scene import OfferLine
from device.guide.states import LINGER_SECONDS
from tests.device.guide.conftest import RELEASE, Visit, block

QUESTION = replace(
    block("knot-nl-question", "nl", "Welk touw ligt boven?"), part=BlockPart.QUESTION
)


def with_question(visit: Any) -> Any:
    """The museum with a question on the knot, and a mat in another room."""
    knot, net = RELEASE.museum.works
    works = [
        replace(knot, blocks=[*knot.blocks, QUESTION]),
        replace(net, key="mat", number=3, room="cellar"),
        net,
    ]
    visit.source.release = replace(RELEASE, museum=replace(RELEASE.museum, works=works))
    return visit


def to_its_end(visit: Any) -> None:
    for one in visit.scene.blocks:
        visit.plays("started", one.block)
    visit.plays("ended", visit.scene.blocks[-1].block)


def test_the_question_stays_in_view_with_what_comes_next(visit: Any) -> None:
    with_question(visit).shown("knot")
    assert visit.scene.what_now is None
    to_its_end(visit)
    now = visit.scene.what_now
    assert now.question == ("Welk touw ligt boven?", "nl")
    assert now.next_work.key == "net", "in this room"
    assert visit.scene.deeper
    assert visit.scene.screen == "telling"
    assert visit.touch("work", "net")
    assert (visit.scene.work.key, visit.scene.what_now) == ("net", None)


def test_a_question_is_asked_once(visit: Any) -> None:
    with_question(visit).shown("knot")
    to_its_end(visit)
    assert visit.touch("deeper")
    assert [one.block for one in visit.scene.blocks] == ["knot-nl-deep"]
    to_its_end(visit)
    assert visit.scene.what_now.question is None
    assert not visit.scene.deeper


def test_there_is_time_to_look_again_before_the_warning(visit: Any) -> None:
    with_question(visit).shown("knot")
    to_its_end(visit)
    visit.wait(LINGER_SECONDS + 1)
    assert visit.scene.warn_seconds is None
    visit.wait(3)
    assert visit.scene.warn_seconds is not None


def test_what_was_met_is_not_next(visit: Any) -> None:
    visit.shown("net")
    visit.plays("paused")
    visit.shown("knot")
    to_its_end(visit)
    assert visit.scene.what_now.next_work is None


def test_a_work_without_words_offers_something_at_once(visit: Any) -> None:
    visit.touch("language", "ar")
    visit.shown("knot")
    assert visit.scene.blocks == ()
    assert visit.scene.what_now.next_work.key == "net"
    assert visit.scene.what_now.question is None


def test_again_and_another_language_begin_anew_after_the_end(visit: Any) -> None:
    with_question(visit).shown("knot")
    to_its_end(visit)
    visit.touch("again")
    assert visit.scene.what_now is None
    assert visit.scene.begin_block == 0
    to_its_end(visit)
    visit.touch("language", "en")
    assert visit.scene.what_now is None
    assert (visit.scene.begin_block, visit.scene.begin_share) == (0, 0.0)


def test_next_is_in_the_room_of_the_kiosk(visit: Any) -> None:
    with_question(visit)
    visit.guide = Guide(visit.source, lambda *count: None, room="cellar")
    visit.shown("knot")
    to_its_end(visit)
    assert visit.scene.what_now.next_work.key == "mat"


def test_the_rooms_own_works_come_first(visit: Any) -> None:
    with_question(visit)
    visit.guide = Guide(visit.source, lambda *count: None, room="room", seeing=False)
    assert [one.key for one in visit.scene.works] == ["knot", "net", "mat"]
    visit.guide.seeing = True
    visit.guide.unknown_shown(("mat", "net"), visit.now)
    assert [one.key for one in visit.scene.works] == ["net", "knot", "mat"], "then by likeness"
    visit.touch("stop")
    visit.guide.unknown_shown((), visit.now)
    assert [one.key for one in visit.scene.works] == ["knot", "net"], "something to choose from"


def offering(visit: Visit, holding: list[str]) -> Visit:
    """A museum with an offer for who likes how it is made, and one for all. `holding`: those that hold now."""
    tea = Offer("tea", {"nl": "Thee"}, {"nl": "Voor twee."}, WHOLE_DAY, "a", "b", room="room")
    drawing = replace(tea, key="drawing", title={"nl": "Tekenen"}, themes=["making"], room=None)
    themes = [Theme("making", {"nl": "Het maken"}), Theme("makers", {"nl": "De makers"})]
    museum = replace(RELEASE.museum, offers=[drawing, tea], themes=themes)
    visit.source.release = replace(RELEASE, museum=museum)
    visit.offers = holding
    return visit


def test_one_offer_at_the_end_by_what_was_chosen_here(visit: Visit) -> None:
    holding = ["drawing", "tea"]
    offering(visit, holding).shown("knot")
    assert visit.scene.what_now is None, "never while it tells"
    to_its_end(visit)

    def offered() -> OfferLine | None:
        now = visit.scene.what_now
        assert now is not None
        return now.offer

    first = offered()
    assert first is not None
    assert first.key == "drawing"
    visit.touch("interest", "makers")
    offer = offered()
    assert offer is not None
    assert (offer.key, offer.title, offer.room) == ("tea", ("Thee", "nl"), ("Zaal", "nl"))
    holding.clear()
    assert visit.guide.tick(visit.now), "the screen is drawn again"
    assert offered() is None
    holding.append("of-a-newer-release")
    assert offered() is None


def test_no_offer_where_no_phone_could_take_it() -> None:
    visit = offering(Visit(server=""), ["tea"])
    visit.shown("knot")
    to_its_end(visit)
    now = visit.scene.what_now
    assert now is not None
    assert now.offer is None


def test_what_is_next_is_in_no_closed_room(visit: Visit) -> None:
    with_question(visit).shown("knot")
    to_its_end(visit)

    def following() -> str | None:
        now = visit.scene.what_now
        assert now is not None
        return None if now.next_work is None else now.next_work.key

    assert following() == "net"
    visit.closed_rooms.add("room")
    assert visit.guide.tick(visit.now), "the screen is drawn again"
    assert following() is None
    assert visit.scene.what_now is not None
    assert visit.scene.what_now.question == ("Welk touw ligt boven?", "nl"), "it goes on telling"
    visit.closed_rooms.clear()
    assert following() == "net", "opened again"
    visit.closed_rooms.add("cellar")
    assert following() == "net", "another room is closed"


def test_a_kiosk_without_its_room_looks_at_that_of_the_work(visit: Visit) -> None:
    with_question(visit)
    visit.closed_rooms.add("cellar")
    visit.shown("mat")
    to_its_end(visit)
    assert visit.scene.what_now is not None
    assert visit.scene.what_now.next_work is None


def test_works_of_closed_rooms_come_last_and_invite_nobody(visit: Visit) -> None:
    """But for those of the room in which the kiosk stands: its visitor stands there, too."""
    with_question(visit)

    def kiosk_in(room: str | None, closed: str, *, seeing: bool) -> list[str]:
        visit.guide = Guide(
            visit.source,
            lambda *count: None,
            room=room,
            seeing=seeing,
            museum_now=lambda: MuseumNow(closed_rooms=frozenset({closed})),
        )
        return [one.key for one in visit.scene.works]

    assert kiosk_in(None, "cellar", seeing=False) == ["knot", "net", "mat"]
    assert kiosk_in(None, "room", seeing=False) == ["mat", "knot", "net"]
    assert kiosk_in("room", "room", seeing=False) == ["knot", "net", "mat"]
    pictured(visit)
    assert kiosk_in(None, "cellar", seeing=True) == ["knot", "net"]
    assert kiosk_in("room", "cellar", seeing=True) == ["knot", "net"]
    assert kiosk_in("cellar", "cellar", seeing=True) == ["knot", "mat", "net"]


def pictured(visit: Visit) -> None:
    """Give each work a picture: without one the waiting screen does not show it."""
    release = visit.source.release
    assert release is not None
    works = [replace(work, media=[Medium(f"{work.key}.jpg")]) for work in release.museum.works]
    visit.source.release = replace(release, museum=replace(release.museum, works=works))


def test_an_offer_comes_with_its_picture_where_the_kiosk_has_it(visit: Visit) -> None:
    offering(visit, ["tea"])
    release = visit.source.release
    assert release is not None
    own = OfferPicture("aa/tea.jpg", {"en": "Two cups", "nl": "Twee kopjes"}, Rights("CC0", "Noor"))
    tea = replace(release.museum.offers[1], own_picture=own)
    museum = replace(release.museum, offers=[tea])
    visit.source.release = replace(
        release, museum=museum, pictures={"aa/tea.jpg": "pictures/t.jpg"}
    )
    visit.shown("knot")
    to_its_end(visit)

    def offered() -> OfferLine:
        now = visit.scene.what_now
        assert now is not None
        assert now.offer is not None
        return now.offer

    offer = offered()
    assert (offer.picture, offer.credit) == ("target/pictures/t.jpg", "Noor · CC0")
    assert offer.alt == ("Twee kopjes", "nl")
    visit.source.release = replace(release, museum=museum, pictures={})
    assert (offered().picture, offered().title) == (None, ("Thee", "nl"))
