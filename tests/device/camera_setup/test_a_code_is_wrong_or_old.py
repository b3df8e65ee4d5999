"""The code opens one look, once, for a while."""

from __future__ import annotations

import pytest

from device.camera_setup.access import (
    CODE_SECONDS,
    LETTERS,
    LOOK_SECONDS,
    TRIES,
    Access,
    RefusedError,
)


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def access(clock: Clock) -> Access:
    return Access(clock)


def test_the_code_opens_a_look(access: Access) -> None:
    token = access.sign_in(access.make_code())
    assert access.looking
    left = access.seconds_left(token)
    assert left == pytest.approx(LOOK_SECONDS)


def test_it_may_be_typed_as_it_is_read(access: Access) -> None:
    assert access.sign_in(f"  {access.make_code().lower().replace('-', ' ')} ")


def test_it_is_good_once(access: Access) -> None:
    code = access.make_code()
    access.sign_in(code)
    with pytest.raises(RefusedError, match="no code now"):
        access.sign_in(code)


def test_it_grows_old(access: Access, clock: Clock) -> None:
    code = access.make_code()
    clock.now += CODE_SECONDS
    assert not access.offered
    with pytest.raises(RefusedError, match="too old"):
        access.sign_in(code)


def test_guessing_voids_it(access: Access) -> None:
    code = access.make_code()
    for left in range(TRIES - 1, 0, -1):
        with pytest.raises(RefusedError, match=f"{left} more tr"):
            access.sign_in("no")
    with pytest.raises(RefusedError, match="void"):
        access.sign_in("no")
    with pytest.raises(RefusedError, match="no code now"):
        access.sign_in(code)
    assert access.sign_in(access.make_code())


def test_nothing_typed_is_no_code_also_while_there_is_none(access: Access) -> None:
    with pytest.raises(RefusedError):
        access.sign_in("")
    access.make_code()
    with pytest.raises(RefusedError):
        access.sign_in("")


def test_a_look_ends_by_the_clock_and_by_hand(access: Access, clock: Clock) -> None:
    token = access.sign_in(access.make_code())
    clock.now += LOOK_SECONDS - 1
    assert access.looking
    clock.now += 1
    assert not access.looking
    assert access.seconds_left(token) is None
    token = access.sign_in(access.make_code())
    access.end()
    assert not access.looking
    assert access.seconds_left(token) is None
    assert access.seconds_left("") is None


def test_a_second_technician_takes_over(access: Access) -> None:
    first = access.sign_in(access.make_code())
    code = access.make_code()
    assert access.seconds_left(first) is not None  # until somebody else is really there
    second = access.sign_in(code)
    assert access.seconds_left(first) is None
    assert access.seconds_left(second) is not None


def test_codes_differ_and_read_unmistakably(access: Access) -> None:
    codes = {access.make_code() for _ in range(50)}
    assert len(codes) == 50
    assert not set("ILOU01") & set(LETTERS)
    assert all(set(code) <= {*LETTERS, "-"} for code in codes)
