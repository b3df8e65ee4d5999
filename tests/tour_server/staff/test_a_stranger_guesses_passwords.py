"""A stranger guesses passwords: they are kept waiting, and staff are not."""

from __future__ import annotations

import http.client
import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient

from tests.desk import PASSWORD, Browser, Desk
from tour_server.attempt_counts import AttemptCounts, Reserved, Wait, network_of
from tour_server.root_settings import RootSettings
from tour_server.staff.passwords import Passwords, PasswordsBusyError
from tour_server.staff.permissions import Role
from tour_server.staff.throttle import ALL_STRANGERS, PER_ACCOUNT, PER_NETWORK, Caller, Throttle

GUESSES = PER_ACCOUNT[0].amount


def at(desk: Desk, address: str) -> Browser:
    """Return a browser at this address."""
    browser = Browser(FlaskClient(desk.app, desk.app.response_class))
    browser.client.environ_base["REMOTE_ADDR"] = address
    browser.get("/desk/sign-in")
    return browser


def guess(browser: Browser, name: str = "Noor", times: int = GUESSES) -> int:
    """Type wrong passwords. Return the last status."""
    status = 0
    for _ in range(times):
        status = browser.post("/desk/sign-in", name=name, password="a guess").status_code
    return status


def test_guesses_from_one_address_make_it_wait(desk: Desk) -> None:
    desk.parts.accounts.create("Noor", PASSWORD, {Role.AUTHOR})
    stranger = at(desk, "203.0.113.9")
    assert guess(stranger) == 401
    answer = stranger.post("/desk/sign-in", name="Noor", password=PASSWORD)
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= 3600
    assert "Too many wrong passwords" in answer.text


def test_they_do_not_make_anybody_else_wait(desk: Desk) -> None:
    desk.parts.accounts.create("Noor", PASSWORD, {Role.AUTHOR})
    guess(at(desk, "203.0.113.9"), times=GUESSES + 3)
    elsewhere = at(desk, "203.0.113.77")
    assert elsewhere.post("/desk/sign-in", name="Noor", password=PASSWORD).status_code == 302


def test_a_browser_that_signed_in_before_is_let_in_whatever_strangers_do(desk: Desk) -> None:
    mine = desk.colleague("Noor")
    mine.get("/desk")
    mine.post("/desk/sign-out")
    same_wifi = at(desk, "127.0.0.1")
    for number in range(PER_NETWORK[0].amount + 1):
        guess(same_wifi, f"name {number}", 1)
    for number in range(ALL_STRANGERS[0].amount + 1):
        guess(at(desk, f"198.51.100.{number}"), "Noor", 1)
    new = at(desk, "192.0.2.200")
    assert new.post("/desk/sign-in", name="Noor", password=PASSWORD).status_code == 429
    mine.get("/desk/sign-in")
    assert mine.post("/desk/sign-in", name="Noor", password=PASSWORD).status_code == 302


def test_a_known_browser_guesses_no_other_account_and_not_without_end(desk: Desk) -> None:
    desk.parts.accounts.create("Bram", PASSWORD, {Role.AUTHOR})
    mine = desk.colleague("Noor")
    mine.get("/desk")
    mine.post("/desk/sign-out")
    mine.get("/desk/sign-in")
    assert guess(mine, "Bram") == 401
    assert guess(mine, "Bram", 1) == 429
    assert guess(mine, "Noor") == 401
    assert guess(mine, "Noor", 1) == 429


def test_a_forged_cookie_makes_no_known_browser(desk: Desk) -> None:
    desk.parts.accounts.create("Noor", PASSWORD, {Role.AUTHOR})
    stranger = at(desk, "203.0.113.9")
    for forged in ("", "x", "WyJhIixbXV0.aaaa.bbbb", "\xff" * 40):
        stranger.client.set_cookie("zaalgids_known", forged, path="/desk")
        guess(stranger, times=2)
    assert guess(stranger, times=1) == 429


class CountingHasher(PasswordHasher):
    """A real hasher that notes how many run at once, and holds each until `go_on` is set."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=64)
        self.go_on = threading.Event()
        self.go_on.set()
        self.begun = threading.Semaphore(0)
        self.running = self.most = self.verified = 0
        self._lock = threading.Lock()

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:
        with self._lock:
            self.running += 1
            self.verified += 1
            self.most = max(self.most, self.running)
        self.begun.release()
        try:
            assert self.go_on.wait(60)
            return super().verify(hash, password)
        finally:
            with self._lock:
                self.running -= 1


def test_64_guesses_at_once_do_not_pass_at_once(desk: Desk) -> None:
    hasher = CountingHasher()
    passwords = Passwords(hasher, seconds=60)
    desk.parts.accounts._passwords = passwords
    desk.parts.accounts.create("Noor", PASSWORD, {Role.AUTHOR})
    browsers = [at(desk, "203.0.113.9") for _ in range(64)]
    before = hasher.verified
    with ThreadPoolExecutor(64) as pool:
        answers = list(pool.map(lambda one: guess(one, times=1), browsers))
    assert answers.count(401) == GUESSES
    assert answers.count(429) == 64 - GUESSES
    assert hasher.verified - before == GUESSES
    assert hasher.most <= 2


@pytest.mark.parametrize(("waiting", "seconds"), [(0, 60.0), (5, 0.0)])
def test_two_hashes_run_and_a_third_request_is_told_to_come_back(
    waiting: int, seconds: float
) -> None:
    hasher = CountingHasher()
    passwords = Passwords(hasher, at_once=2, waiting=waiting, seconds=seconds)
    stored = passwords.hash(PASSWORD)
    hasher.go_on.clear()
    with ThreadPoolExecutor(2) as pool:
        under_way = [pool.submit(passwords.matches, stored, PASSWORD) for _ in range(2)]
        for _ in under_way:
            assert hasher.begun.acquire(timeout=60)
        with pytest.raises(PasswordsBusyError):
            passwords.matches(stored, PASSWORD)
        hasher.go_on.set()
        assert [one.result(60) for one in under_way] == [True, True]
    assert passwords.matches(stored, PASSWORD)
    assert hasher.most == 2


def test_a_busy_server_says_so_and_counts_no_attempt(desk: Desk) -> None:
    desk.parts.accounts.create("Noor", PASSWORD, {Role.AUTHOR})

    class Busy(Passwords):
        def matches(self, stored: str | None, password: str) -> bool:
            raise PasswordsBusyError

    usual = desk.parts.accounts._passwords
    desk.parts.accounts._passwords = Busy(PasswordHasher(time_cost=1, memory_cost=64))
    browser = at(desk, "203.0.113.9")
    for _ in range(2 * GUESSES):
        answer = browser.post("/desk/sign-in", name="Noor", password=PASSWORD)
        assert answer.status_code == 503
        assert int(answer.headers["Retry-After"]) >= 1
        assert "Try again in a few seconds" in answer.text
    desk.parts.accounts._passwords = usual
    assert browser.post("/desk/sign-in", name="Noor", password=PASSWORD).status_code == 302


class Behind:
    """Browsers of a desk that a page server serves, told apart by what the proxy says of them."""

    def __init__(self, server: str) -> None:
        self.server = server.removeprefix("http://")

    def sign_in(self, address: str, password: str) -> int:
        """Sign in by http from 127.0.0.1, with the header that a proxy sends. Return the status."""
        connection = http.client.HTTPConnection(self.server, timeout=60)
        try:
            headers = {"X-Forwarded-For": address}
            connection.request("GET", "/desk/sign-in", headers=headers)
            answer = connection.getresponse()
            token = re.search(r'name="csrf_token" value="([^"]+)"', answer.read().decode())
            cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
            assert token is not None
            body = urlencode({"csrf_token": token[1], "name": "Noor", "password": password})
            headers |= {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
            connection.request("POST", "/desk/sign-in", body, headers)
            answer = connection.getresponse()
            answer.read()
            return answer.status
        finally:
            connection.close()


@pytest.fixture
def behind(desk: Desk, request: pytest.FixtureRequest) -> Iterator[Behind]:
    desk.parts.accounts.create("Noor", PASSWORD, {Role.AUTHOR})
    trusted = RootSettings(trusted_proxy=request.param).trusted_proxies
    with desk.served(trusted_proxies=trusted) as server:
        yield Behind(server)


@pytest.mark.parametrize("behind", ["127.0.0.1", "10.0.0.1, 127.0.0.0/8"], indirect=True)
def test_behind_the_proxy_the_visitors_own_address_counts(behind: Behind) -> None:
    statuses = [behind.sign_in("203.0.113.9", "a guess") for _ in range(GUESSES + 1)]
    assert statuses == [401] * GUESSES + [429]
    assert behind.sign_in("203.0.113.77", PASSWORD) == 302


@pytest.mark.parametrize("behind", ["", "192.0.2.1"], indirect=True)
def test_what_anybody_else_says_of_an_address_does_not_count(behind: Behind) -> None:
    statuses = [behind.sign_in(f"203.0.113.{n}", "a guess") for n in range(GUESSES + 1)]
    assert statuses == [401] * GUESSES + [429]


@pytest.mark.parametrize("behind", ["127.0.0.1"], indirect=True)
@pytest.mark.parametrize("said", ["203.0.113.{}, 198.51.100.5", "not an address {}"])
def test_a_visitor_can_not_choose_an_address_through_the_proxy(behind: Behind, said: str) -> None:
    statuses = [behind.sign_in(said.format(n), "a guess") for n in range(GUESSES + 1)]
    assert statuses[-1] == 429


def test_a_proxy_that_is_no_address_is_refused_in_words() -> None:
    assert RootSettings(trusted_proxy=("10.0.0.1", "fd00::/8")).trusted_proxies
    for wrong in ("nginx", "10.0.0.1/8", "10.0.0.300"):
        with pytest.raises(ValueError, match="trusted_proxy"):
            RootSettings(trusted_proxy=wrong)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("203.0.113.9:4711", "unknown"),
        ("", "unknown"),
    ],
)
def test_what_counts_as_one_place(address: str, network: str) -> None:
    assert network_of(address) == network


class Clocks:
    """A wall clock and a monotonic one."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.wall, self.ran = 1_700_000_000.0, 5.0
        monkeypatch.setattr("limits.storage.memory.time.time", lambda: self.wall)
        self.throttle = Throttle(AttemptCounts(lambda: self.wall, lambda: self.ran))

    def passes(self, seconds: float) -> None:
        self.wall += seconds
        self.ran += seconds

    def guess(self) -> Reserved | Wait:
        return self.throttle.reserve("Noor", Caller("203.0.113.9"))


@pytest.fixture
def clocks(monkeypatch: pytest.MonkeyPatch) -> Clocks:
    return Clocks(monkeypatch)


def test_the_wait_is_over_after_what_was_said(clocks: Clocks) -> None:
    for _ in range(GUESSES):
        assert isinstance(clocks.guess(), Reserved)
    wait = clocks.guess()
    assert isinstance(wait, Wait)
    clocks.passes(wait.seconds)
    assert isinstance(clocks.guess(), Reserved)


def test_patience_gains_nothing(clocks: Clocks) -> None:
    let_in = 0
    for _ in range(24 * 60):
        clocks.passes(60)
        let_in += sum(isinstance(clocks.guess(), Reserved) for _ in range(GUESSES))
    assert let_in <= 25 * PER_ACCOUNT[1].amount


@pytest.mark.parametrize("moved", [-365 * 86400.0, 365 * 86400.0])
def test_a_clock_that_is_set_keeps_nobody_waiting_for_a_year(clocks: Clocks, moved: float) -> None:
    while isinstance(clocks.guess(), Reserved):
        pass
    clocks.wall += moved
    assert isinstance(clocks.guess(), Reserved)


def test_a_right_password_takes_its_attempt_back(clocks: Clocks) -> None:
    for _ in range(10 * GUESSES):
        reserved = clocks.guess()
        assert isinstance(reserved, Reserved)
        clocks.throttle.take_back(reserved)


def test_names_that_look_alike_to_the_library_are_told_apart(clocks: Clocks) -> None:
    for _ in range(GUESSES):
        clocks.throttle.reserve("a/203.0.113.9", Caller("203.0.113.9"))
    assert isinstance(clocks.throttle.reserve("a", Caller("203.0.113.9")), Reserved)


def test_no_address_reaches_the_disk_or_a_log(
    desk: Desk, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(0)
    desk.parts.accounts.create("Noor", PASSWORD, {Role.AUTHOR})
    stranger = at(desk, "203.0.113.231")
    guess(stranger, times=GUESSES + 2)
    guess(stranger, "Nobody", 2)
    desk.close()
    printed = capfd.readouterr()
    assert "203.0.113.231" not in caplog.text + printed.out + printed.err
    files = [file for file in desk.parts.data.rglob("*") if file.is_file()]
    assert any(file.name == "zaalgids.db" for file in files)
    assert not [file for file in files if b"203.0.113.231" in file.read_bytes()]
