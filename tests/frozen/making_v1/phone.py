"""Makes what a visitor's phone has stored in the middle of a tour, in a real Chromium."""

from __future__ import annotations

import json
import threading
from pathlib import Path

from flask import Flask
from making_v1.everything import write_json
from selenium import webdriver
from selenium.webdriver.common.by import By
from werkzeug.serving import make_server

from tests.browser import chromium
from tests.waiting import until


def write_phone(app: Flask, file: Path) -> None:
    """Make a tour, see one work of it, and write the phone's storage and the stops that are still ahead."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        with chromium(phone=True) as phone:
            _tour(phone, f"http://127.0.0.1:{server.server_port}", file)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _tour(phone: webdriver.Chrome, address: str, file: Path) -> None:
    def tap(css: str) -> None:
        (found,) = phone.find_elements(By.CSS_SELECTOR, css)
        until(found.is_displayed, what=f"{css} to be seen")
        phone.execute_script("arguments[0].scrollIntoView({block: 'center'})", found)
        found.click()

    def stops() -> list[str]:
        return [one.text for one in phone.find_elements(By.CSS_SELECTOR, "#stops .number")]

    phone.get(f"{address}/visit?l=nl")
    tap('[data-choose-language="nl"]')
    tap('[data-minutes="60"]')
    tap('[name=interest][value="making"]')
    tap("[name=level][value=child]")
    tap("[name=step_free]")
    tap("#profile .primary")
    until(lambda: "/visit/plan" in phone.current_url and stops(), what="the tour")
    phone.get(f"{address}/visit/work/1?l=nl")
    until(lambda: phone.find_element(By.ID, "subtitles").text, what="its words")
    tap("#play")
    until(lambda: phone.find_element(By.ID, "play").text != "", what="the player")
    tap("#faster")
    read_seen = "return localStorage.getItem('zaalgids.seen')"
    until(lambda: "hoed" in (phone.execute_script(read_seen) or ""), what="that it is seen")
    phone.get(f"{address}/visit/plan?l=nl")
    until(stops, what="what is ahead")
    stored = phone.execute_script("return {...localStorage}")
    write_json(
        file,
        {
            "local_storage": {name: json.loads(text) for name, text in stored.items()},
            "page": "/visit/plan?l=nl",
            "stops_ahead": stops(),
        },
    )
