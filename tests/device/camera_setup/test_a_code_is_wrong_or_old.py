"""A code opens one session, once, for a limited time."""

from __future__ import annotations

import pytest

from device.camera_setup.access import (
    CODE_SECONDS,
    LETTERS,
    SESSION_SECONDS,
    TRIES,
    SetupAccess,
    SignInRefusedError,
)


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def access(clock: Clock) -> SetupAccess:
    return SetupAccess(clock)


def test_the_code_opens_a_session(access: SetupAccess) -> None:
    token = access.sign_in(access.make_code())
    assert access.session_open
    left = access.seconds_left(token)
    assert left == pytest.approx(SESSION_SECONDS)


def test_it_may_be_typed_as_it_is_read(access: SetupAccess) -> None:
    assert access.sign_in(f"  {access.make_code().lower().replace('-', ' ')} ")


def test_it_is_good_once(access: SetupAccess) -> None:
    code = access.make_code()
    access.sign_in(code)
    with pytest.raises(SignInRefusedError, match="no code now"):
        access.sign_in(code)


def test_it_grows_old(access: SetupAccess, clock: Clock) -> None:
    code = access.make_code()
    clock.now += CODE_SECONDS
    assert not access.code_offered
    with pytest.raises(SignInRefusedError, match="too old"):
        access.sign_in(code)


def test_guessing_voids_it(access: SetupAccess) -> None:
    code = access.make_code()
    for left in range(TRIES - 1, 0, -1):
        with pytest.raises(SignInRefusedError, match=f"{left} more tr"):
            access.sign_in("no")
    with pytest.raises(SignInRefusedError, match="void"):
        access.sign_in("no")
    with pytest.raises(SignInRefusedError, match="no code now"):
        access.sign_in(code)
    assert access.sign_in(access.make_code())


def test_nothing_typed_is_no_code_also_while_there_is_none(access: SetupAccess) -> None:
    with pytest.raises(SignInRefusedError):
        access.sign_in("")
    access.make_code()
    with pytest.raises(SignInRefusedError):
        access.sign_in("")


def test_a_session_ends_by_the_clock_and_by_hand(access: SetupAccess, clock: Clock) -> None:
    token = access.sign_in(access.make_code())
    clock.now += SESSION_SECONDS - 1
    assert access.session_open
    clock.now += 1
    assert not access.session_open
    assert access.seconds_left(token) is None
    token = access.sign_in(access.make_code())
    access.end()
    assert not access.session_open
    assert access.seconds_left(token) is None
    assert access.seconds_left("") is None


def test_a_second_technician_takes_over(access: SetupAccess) -> None:
    first = access.sign_in(access.make_code())
    code = access.make_code()
    assert access.seconds_left(first) is not None, "until the second technician enters the code"
    second = access.sign_in(code)
    assert access.seconds_left(first) is None
    assert access.seconds_left(second) is not None


def test_codes_differ_and_read_unmistakably(access: SetupAccess) -> None:
    codes = {access.make_code() for _ in range(50)}
    assert len(codes) == 50
    assert not set("ILOU01") & set(LETTERS)
    assert all(set(code) <= {*LETTERS, "-"} for code in codes)
