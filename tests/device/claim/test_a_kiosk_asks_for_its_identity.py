"""A kiosk without an identity at a real device door: what its screen says, until it is claimed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from contract.claims import WaitReason
from contract.prepared_kiosk import FILE_NAME, PreparedKiosk, PreparedWifi, prepared_text
from device.claim.claim_scene import MESSAGES, ClaimScene, ClaimStep, words_of
from device.claim.claiming import ClaimAsking
from device.claim.device_key import own_key_pair
from device.claim.identity_store import IdentityStore
from device.claim.prepared_search import find_prepared
from device.claim.secret_wiping import SecretWiping
from device.claim.settings import ClaimSettings
from device.claim.unclaimed_pages import create_unclaimed_app
from tests.tour_server.claims.conftest import ClaimDesk
from tests.tour_server.claims.doors import CLAIM_PAGE, OpenDoor, open_door
from tests.waiting import until
from tour_server.broker.certificates import own_certificate
from tour_server.events.event_log import EventFilter
from web.translations import shipped_catalogue


class Screen:
    """A kiosk that asks, with one card."""

    def __init__(self, folder: Path) -> None:
        self.card = folder / "boot" / FILE_NAME
        self.card.parent.mkdir()
        self.store = IdentityStore(folder / "identity")
        self.key = own_key_pair(self.store.folder)
        self.claimed = False
        self.at = dt.datetime(2001, 1, 1, tzinfo=dt.UTC)
        settings = ClaimSettings(files=(str(self.card),), seconds=0.05)
        wiping = SecretWiping(self.store.folder)
        self.asking = ClaimAsking(
            settings, self.store, self.key, lambda: self.at, self._done, wiping
        )

    def _done(self) -> None:
        self.claimed = True

    def put(self, door: OpenDoor, token: str = "", **changes: object) -> None:
        fields = {"server": door.address, "authority": door.fingerprint, **changes}
        text = prepared_text(PreparedKiosk(token=token, language="nl", **fields))  # type: ignore[arg-type]
        self.card.write_text(text, encoding="utf-8")

    def shows(self, step: ClaimStep) -> None:
        until(lambda: self.asking.scene.step is step, 30, lambda: str(self.asking.scene))


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    made = Screen(tmp_path)
    made.asking.start()
    yield made
    made.asking.stop()


def test_a_card_that_is_put_in_later_sets_it_up(
    claims: ClaimDesk, door: OpenDoor, screen: Screen
) -> None:
    screen.shows(ClaimStep.NO_FILE)
    screen.card.write_text("v = 1\nserver = ", encoding="utf-8")
    screen.shows(ClaimStep.BAD_FILE)
    screen.put(door, claims.token("hall-1", "hall"))
    until(lambda: screen.claimed, 30)
    identity = screen.store.read()
    assert identity is not None
    assert (identity.name, identity.room) == ("hall-1", "hall")


def test_a_technician_scans_its_code(claims: ClaimDesk, door: OpenDoor, screen: Screen) -> None:
    screen.put(door, "guessed")
    screen.shows(ClaimStep.WAITING)
    assert screen.asking.scene.page == f"{CLAIM_PAGE}/screen/{screen.key.code}"
    assert screen.asking.scene.language == "nl"
    found = claims.claiming.find(screen.key.code)
    assert found is not None
    assert found.reason is WaitReason.TOKEN_UNKNOWN
    claims.claiming.accept(found, "hall-1", None, "Tess")
    until(lambda: screen.claimed, 30)


def test_its_token_is_sent_once(claims: ClaimDesk, door: OpenDoor, screen: Screen) -> None:
    """What it sends again and again would be counted as guesses."""
    screen.put(door, "guessed")
    screen.shows(ClaimStep.WAITING)
    before = screen.asking.scene
    until(lambda: screen.asking.scene is not before, 30)
    refused = list(claims.events.export(EventFilter(kind="kiosk-token-refused")))
    assert len(refused) == 1


def test_its_server_is_away_and_comes_back(claims: ClaimDesk, screen: Screen) -> None:
    with open_door(claims) as door:
        port = door.port
    screen.put(door, claims.token())
    screen.shows(ClaimStep.NO_SERVER)
    with open_door(claims, port):
        until(lambda: screen.claimed, 30)


def test_another_machine_in_its_servers_place(
    claims: ClaimDesk, door: OpenDoor, screen: Screen
) -> None:
    screen.put(door, claims.token(), authority="ab" * 32)
    screen.shows(ClaimStep.STRANGER)
    assert claims.claiming.waiting() == []


def test_its_clock_is_in_2001(claims: ClaimDesk, screen: Screen) -> None:
    later = claims.at + dt.timedelta(days=20 * 365)
    own_certificate(claims.folder / "broker", "127.0.0.1", later, "door")
    with open_door(claims) as door:
        screen.put(door, claims.token())
        screen.shows(ClaimStep.CLOCK)
        assert screen.asking.scene.date == "2001-01-01"
        assert "2001-01-01" in words_of(screen.asking.scene)["why"]


def test_the_key_is_made_once_and_a_damaged_one_anew(tmp_path: Path) -> None:
    first = own_key_pair(tmp_path)
    assert own_key_pair(tmp_path).fingerprint == first.fingerprint
    file = tmp_path / "device.key"
    assert file.stat().st_mode & 0o777 == 0o600
    file.write_bytes(file.read_bytes()[:40])
    assert own_key_pair(tmp_path).fingerprint != first.fingerprint


def test_the_file_is_found_on_any_stick(tmp_path: Path) -> None:
    places = (str(tmp_path / "boot" / FILE_NAME), str(tmp_path / "media" / "*" / FILE_NAME))
    assert find_prepared(places).prepared is None
    stick = tmp_path / "media" / "USB" / FILE_NAME
    stick.parent.mkdir(parents=True)
    wifi = PreparedWifi(name="Museum", password="geheim-woord")
    prepared = PreparedKiosk(server="https://gids:8444", authority="ab" * 32, wifi=wifi)
    stick.write_text(prepared_text(prepared), encoding="utf-8")
    assert find_prepared(places).prepared == prepared


@pytest.mark.parametrize(
    "text",
    ["", "v = 1", "v = 2\n", "\0", 'v = 1\nserver = "http://gids"\nauthority = "%s"' % ("ab" * 32)],
)
def test_a_file_that_can_not_be_used_is_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / FILE_NAME
    file.write_text(text, encoding="utf-8")
    found = find_prepared([str(file)])
    assert found.prepared is None
    assert str(file) in found.problems[0]


# The page.


@pytest.mark.parametrize("language", shipped_catalogue().complete(MESSAGES.values()))
@pytest.mark.parametrize("step", ClaimStep)
def test_every_step_has_its_words(step: ClaimStep, language: str) -> None:
    page = "https://gids.voorbeeld.nl/desk/claims/screen/K7M4-Q2XP"
    scene = ClaimScene(
        step=step, code="K7M4-Q2XP", page=page, name="hall-1", date="2001-01-01", language=language
    )
    words = words_of(scene)
    assert words["language"] == language
    assert "{" not in "".join(words.values())
    assert "gids.voorbeeld.nl/desk/claims" in words["or_type"]


def test_the_words_are_there_in_nine_languages() -> None:
    complete = shipped_catalogue().complete(MESSAGES.values())
    assert complete == ["ar", "de", "en", "es", "fr", "he", "ja", "nl", "th"]


def test_the_page_shows_code_and_square_and_nothing_secret() -> None:
    page = "https://gids.voorbeeld.nl/desk/claims/screen/K7M4-Q2XP"
    scene = ClaimScene(step=ClaimStep.WAITING, code="K7M4-Q2XP", page=page, language="nl")
    client = create_unclaimed_app(lambda: scene, night=True).test_client()
    answer = client.get("/")
    assert "K7M4-Q2XP" in answer.text
    assert "<svg" in answer.text
    assert 'data-theme="night"' in answer.text
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert client.get("/health").get_json() == {
        "ready": False,
        "doing": "waiting to be set up",
        "step": "waiting",
        "code": "K7M4-Q2XP",
    }
