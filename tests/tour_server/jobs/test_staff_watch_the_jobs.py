"""The desk's page Jobs."""

from __future__ import annotations

from tests.desk import Desk
from tests.waiting import until
from tour_server.jobs.job import JobState
from tour_server.staff.permissions import Role


def test_before_there_is_any_the_page_says_what_it_is_for(desk: Desk) -> None:
    page = desk.colleague("Bram", Role.AUTHOR).get("/desk/jobs").text
    assert "Here stands the work that the server does in the background" in page


def test_a_curator_cancels_a_publish_and_asks_again(desk: Desk) -> None:
    curator = desk.colleague("Noor", Role.EDITOR, Role.PUBLISHER)
    curator.get("/desk/publish")  # it asks for the search for twins
    curator.publish("Open.")
    page = curator.get("/desk/jobs").text
    assert "Publish" in page
    assert "Waits" in page
    job = desk.parts.jobs.newest("publish")
    assert job is not None
    now = curator.get("/desk/jobs/progress.json").get_json()
    assert (now["words"], now["ended"]) == ("2 open. The oldest: Waits.", False)
    search = desk.parts.jobs.newest("find-twins")
    assert search is not None
    for one in (search, job):
        curator.post(f"/desk/jobs/{one.id}/cancel")
    assert "Cancelled" in curator.get("/desk/jobs").text
    assert curator.get("/desk/jobs/progress.json").get_json()["ended"]
    progress = curator.get("/desk/publish/progress").text
    assert "It was cancelled. The release before is still out." in progress
    curator.get("/desk/publish")
    curator.publish("Open.")
    with desk.parts.running():
        until(lambda: desk.parts.releases.newest_number() == 1)


def test_a_job_is_cancelled_by_who_may_ask_for_its_kind(desk: Desk) -> None:
    assert desk.parts.publisher.ask("Noor")
    job = desk.parts.jobs.newest("publish")
    assert job is not None
    cancel = f"/desk/jobs/{job.id}/cancel"
    editor = desk.colleague("Bram", Role.AUTHOR, Role.EDITOR)
    assert cancel not in editor.get("/desk/jobs").text
    answer = editor.post(cancel)
    assert answer.status_code == 403
    assert "Publishers and administrators publish and go back." in answer.text
    again = desk.parts.jobs.get(job.id)
    assert again is not None
    assert again.state is JobState.WAITING
    publisher = desk.colleague("Eva", Role.PUBLISHER)
    assert cancel in publisher.get("/desk/jobs").text
    publisher.post(cancel)
    again = desk.parts.jobs.get(job.id)
    assert again is not None
    assert again.state is JobState.CANCELLED


def test_a_job_is_cancelled_by_who_asked_for_it(desk: Desk) -> None:
    kind = desk.parts.assembly.context.job_kinds["check-references"]
    number = desk.parts.jobs.ask(kind, by="Tess")
    technician = desk.colleague("Tess", Role.TECHNICIAN)
    cancel = f"/desk/jobs/{number}/cancel"
    assert cancel in technician.get("/desk/jobs").text
    technician.post(cancel)
    assert "Cancelled" in technician.get("/desk/jobs").text


def test_reference_pictures_are_checked_in_the_background(desk: Desk) -> None:
    kind = desk.parts.assembly.context.job_kinds["check-references"]
    with desk.parts.running():
        number = desk.parts.jobs.ask(kind)
        assert number is not None
        until(lambda: (job := desk.parts.jobs.get(number)) and job.ended)
    job = desk.parts.jobs.get(number)
    assert job is not None
    assert (job.state, job.of) == (JobState.DONE, 3)
