"""What NetworkManager answers goes into health and log; the password that was typed for it does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from device.desk_settings.wifi import NetworkManagerWifi, WifiError

# It takes every command but the editor's, and repeats what was typed there.
NMCLI = """#!/bin/sh
[ "$2" = edit ] || exit 0
cat >&2
exit 1
"""


def test_a_password_that_it_does_not_take(tmp_path: Path) -> None:
    program = tmp_path / "nmcli"
    program.write_text(NMCLI, encoding="utf-8")
    program.chmod(0o755)
    with pytest.raises(WifiError, match=r"^nmcli: 1$") as caught:
        NetworkManagerWifi(str(program)).join("Museum", "four quiet rooms")
    assert "quiet" not in str(caught.value)
