"""The real application has the visitor's pages, and a request for a plan needs neither a cookie nor a token."""

from __future__ import annotations

from pathlib import Path

from tests.desk import build
from tour_server.app import create_app
from tour_server.settings import ServerSettings


def test_a_phone_reaches_the_plan_without_a_cookie(tmp_path: Path) -> None:
    parts = build(ServerSettings(data=str(tmp_path)))
    try:
        client = create_app(parts.assembly).test_client()
        page = client.get("/visit", headers={"Accept-Language": "fr"})
        assert "Encore rien à écouter" in page.get_data(as_text=True)
        assert "Set-Cookie" not in page.headers
        answer = client.post("/visit/plan", json={"minutes": 40, "languages": ["fr"]})
        assert answer.status_code == 503
        assert answer.get_json()["trouble"].startswith("The museum has not published its tour.")
        assert "Set-Cookie" not in answer.headers
        assert client.post("/desk/sign-in", data={"name": "a"}).status_code == 400  # still guarded
        for asked, status in (
            ("/visit/work/abc", 404),
            ("/visit/%00", 404),
            ("/VISIT/none", 404),
            ("/visit?l=%00", 400),
        ):
            answer = client.get(asked, headers={"Accept-Language": "fr"})
            assert (answer.status_code, '<html lang="fr"' in answer.text) == (status, True), asked
            assert answer.headers["Content-Security-Policy"]
        assert client.get("/visit/").location == "/visit"
        assert "There is no such page" in client.get("/none").text
    finally:
        parts.database.close()
