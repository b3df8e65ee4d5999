"""The real server with both settings on: its figures are its own, and its broker has somebody who tells of rooms."""

from __future__ import annotations

import http.client

from prometheus_client.parser import text_string_to_metric_families

from tests.waiting import until
from tour_server.app import Server
from tour_server.settings import ServerSettings

TOKEN = "a long token"


def metrics(port, token):
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        line.request("GET", "/metrics", headers={"Authorization": f"Bearer {token}"})
        answer = line.getresponse()
        return answer.status, answer.read().decode()
    finally:
        line.close()


def test_figures_of_a_server_that_runs(tmp_path, free_port):
    settings = ServerSettings(
        data=str(tmp_path / "server"),
        first_password="four quiet rooms",
        port=0,
        broker_port=free_port,
        metrics_token=TOKEN,
        home_assistant="homeassistant",
    )
    server = Server(settings)
    server.start()
    try:
        port = server.pages.port
        assert metrics(port, "wrong")[0] == 401
        found = {}

        def connected():
            status, body = metrics(port, TOKEN)
            assert status == 200, body
            samples = (s for family in text_string_to_metric_families(body) for s in family.samples)
            found.update({sample.name: sample.value for sample in samples})
            return found["zaalgids_broker_connected"] == 1

        until(connected, 30)
        assert found["zaalgids_streams_most"] == settings.root.streams
    finally:
        server.stop()


def test_a_server_without_the_setting_has_no_such_page(desk):
    assert desk.stranger().get("/metrics").status_code == 404
