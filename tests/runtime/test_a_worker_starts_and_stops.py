"""A worker's thread begins with `start` and has ended when `stop` returns."""

from __future__ import annotations

import logging
import threading

import pytest

from runtime.worker import Worker


def test_stop_ends_the_thread_and_waits_for_it() -> None:
    began = threading.Event()

    def run() -> None:
        began.set()
        worker.stopping.wait()

    worker = Worker("test", run)
    worker.start()
    assert began.wait(10)
    assert worker.running
    assert worker.stop(10)
    assert not worker.running
    assert worker.stop(10), "a second stop is harmless"


def test_a_worker_that_never_started_can_be_stopped() -> None:
    assert Worker("test", lambda: None).stop()


def test_stop_wakes_what_the_thread_waits_for() -> None:
    woken = threading.Event()

    def run() -> None:
        woken.wait(10)

    worker = Worker("test", run, wake=woken.set)
    worker.start()
    assert worker.stop(10)


def test_a_thread_that_does_not_stop_in_time_is_reported() -> None:
    end = threading.Event()

    def run() -> None:
        end.wait(10)

    worker = Worker("test", run)
    worker.start()
    assert not worker.stop(0.01)
    end.set()
    assert worker.stop(10)


def test_a_thread_may_stop_its_own_worker() -> None:
    stopped: list[bool] = []
    worker = Worker("test", lambda: stopped.append(worker.stop()))
    worker.start()
    assert worker.stop(10)
    assert stopped == [False], "it still runs while it stops itself"


def test_an_error_that_ends_the_thread_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    def run() -> None:
        raise RuntimeError("a fault")

    with caplog.at_level(logging.ERROR, "runtime.worker"):
        worker = Worker("a part", run)
        worker.start()
        worker.stop(10)
    assert "a part has ended with an error" in caplog.text
