"""A desk with a link to the preview, and the real kiosk that the link opens."""

from __future__ import annotations

import json
import re
from typing import Any

from tests.desk import Browser, Desk
from tests.waiting import until
from tour_server.preview.kiosk_preview import KioskPreviews

NEW = "Woorden die nog niemand heeft gezien."
START_SECONDS = 90.0


class Previewing:
    """A desk with a draft that differs from the release, a link to it, and the server's kiosks."""

    def __init__(self, desk: Desk, noor: Browser, address: str) -> None:
        self.desk, self.noor, self.address = desk, noor, address
        self.kiosks = desk.parts.assembly.context.get(KioskPreviews)
        self.kiosk = self.kiosks.kiosk(approved_only=False)
        noor.get("/desk/preview")
        page = noor.post("/desk/preview", {"lifetime": "day"}).text
        found = re.search(r'src="(/preview/[^"]+/)kiosk/', page)
        assert found, page
        self.base = found[1]

    def ask(self, path: str) -> Any:
        return self.desk.stranger().get(f"{self.base}kiosk/{path}")

    def act(self, path: str, **body: object) -> Any:
        answer = self.desk.stranger().client.post(f"{self.base}kiosk/{path}", data=json.dumps(body))
        answer.get_data()
        answer.close()
        return answer

    def kiosk_says(self, kind: str) -> dict[str, Any]:
        """Return what the server told the kiosk last, but when."""
        file = self.desk.parts.data / "preview" / "drafts" / "house" / f"{kind}.json"
        said: dict[str, Any] = json.loads(file.read_text())
        return {name: value for name, value in said.items() if name not in ("sent", "v")}

    def runs(self) -> int:
        """Open the kiosk's page until it is there. Returns the number of its process."""
        until(lambda: self.ask("?diagonal=10").status_code == 200, START_SECONDS)
        number = self.kiosk.process_number
        assert number is not None
        return number

    def shows_works(self) -> None:
        until(lambda: len(self.ask("works").json) == 3, START_SECONDS)
