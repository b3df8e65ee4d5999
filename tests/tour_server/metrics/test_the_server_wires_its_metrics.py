"""The real server with both settings on: its metrics are its own, and it connects to its broker."""

from __future__ import annotations

import http.client

from prometheus_client.parser import text_string_to_metric_families

from tests.waiting import until
from tour_server.app import Server
from tour_server.settings import ServerSettings

TOKEN = "a long token"


def metrics(port, token):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", "/metrics", headers={"Authorization": f"Bearer {token}"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def test_metrics_of_a_running_server(tmp_path, free_port):
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
