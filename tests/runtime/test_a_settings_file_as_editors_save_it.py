"""A settings file as editors, full disks and tired people leave it: it is read, or refused by name in a sentence."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from device.settings import read_kiosk_settings
from runtime.settings_file import SettingsError
from tour_server.settings import read_server_settings

TEXT = '# Réglages – 設定\nport = 8123\ndata = "var/müsée"\n\n[speech]\nvoice = "gtts"\n'


def server_port(file: Path) -> int:
    return read_server_settings(file, {}).root.port


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(TEXT.encode(), id="UTF-8"),
        pytest.param(TEXT.encode("utf-8-sig"), id="UTF-8 with a byte order mark"),
        pytest.param(TEXT.encode("utf-16"), id="UTF-16, as Notepad saves Unicode"),
        pytest.param(b"\xfe\xff" + TEXT.encode("utf-16-be"), id="UTF-16 big endian"),
        pytest.param(TEXT.encode("utf-32"), id="UTF-32"),
        pytest.param(TEXT.replace("\n", "\r\n").encode("utf-8-sig"), id="with CRLF"),
        pytest.param(TEXT.rstrip().encode(), id="without a last line feed"),
    ],
)
def test_it_is_read(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "server.toml"
    file.write_bytes(data)
    settings = read_server_settings(file, {})
    assert (settings.root.port, settings.root.data) == (8123, "var/müsée")


REFUSED = [
    pytest.param(b"", "the file is empty", id="empty"),
    pytest.param(b"\xef\xbb\xbf\r\n \n", "the file is empty", id="a mark and white space"),
    pytest.param(
        TEXT.encode("utf-16-le"),
        "UTF-16 without a byte order mark; save it as UTF-8",
        id="UTF-16-LE",
    ),
    pytest.param(
        b'port = 1\ndata = "mus\xe9e"\n', r"line 2 is not in UTF-8 \(byte 0xe9\)", id="cp1252"
    ),
    pytest.param(b"port = 1\nname = \0\0\n", "line 2 holds a NUL byte", id="NUL"),
    pytest.param(
        b"port = 1\nport = 2\n", "line 2, port: it is set a second time", id="a name twice"
    ),
    pytest.param(
        b"[speech]\n[speech]\n", r"line 2, \[speech\]: it is set a second time", id="a table twice"
    ),
    pytest.param(b"prot = 1\n", r"nothing is called prot \(did you mean port\?\)", id="misspelt"),
    pytest.param(
        b'[speech]\nvoice = "gtts"\ntimeuot = 1\n',
        r"speech\.timeuot \(did you mean timeout\?\)",
        id="misspelt in a table",
    ),
    pytest.param(b"port = \n", "line 1, port: Invalid value", id="half a line"),
    pytest.param(b'metrics_token = "hush', "Unterminated string", id="an open quote"),
    pytest.param(b"a = " + b"[" * 20_000, "nested too deeply", id="nested"),
    pytest.param(
        b'port = "many"\n', r"Expected `int`, got `str` - at `\$\.port`", id="a wrong type"
    ),
    pytest.param(
        b"settings_version = 2\n",
        "This settings file is of version 2, written by newer software; this software reads 1",
        id="newer",
    ),
    pytest.param(b'settings_version = "1"\n', "a whole number from 1 is expected", id="no number"),
]


@pytest.mark.parametrize(("data", "said"), REFUSED)
def test_it_is_refused_by_name_in_a_sentence(tmp_path: Path, data: bytes, said: str) -> None:
    file = tmp_path / "server.toml"
    file.write_bytes(data)
    with pytest.raises(SettingsError, match=said) as caught:
        read_server_settings(file, {})
    assert str(file) in str(caught.value)
    assert "hush" not in str(caught.value), "a value may be a secret"


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda file: file.mkdir(), "Is a directory"),
        (lambda file: None, "No such file or directory"),
        (lambda file: file.symlink_to(file), "symbolic links"),
    ],
    ids=["a folder", "missing", "a link to itself"],
)
def test_no_file(tmp_path: Path, make: Callable[[Path], None], said: str) -> None:
    file = tmp_path / "server.toml"
    make(file)
    with pytest.raises(
        SettingsError, match=f"can't read the settings {re.escape(str(file))}: .*{said}"
    ):
        server_port(file)


def test_a_version_may_stand_in_it(tmp_path: Path) -> None:
    file = tmp_path / "kiosk.toml"
    file.write_text('settings_version = 1\nname = "kiosk-7"\n', encoding="utf-8")
    assert read_kiosk_settings(file, {}).name == "kiosk-7"


@pytest.mark.parametrize("program", ["server", "kiosk"])
def test_a_program_that_can_not_be_configured_is_not_started_again(
    tmp_path: Path, program: str
) -> None:
    """Its exit code is the one for which the services in deploy/systemd don't restart."""
    file = tmp_path / "one.toml"
    file.write_text("settings_version = 9\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "zaalgids", program, "--settings", str(file)],
        capture_output=True,
        text=True,
        timeout=60,
        env={"PATH": os.environ["PATH"]},
        cwd=tmp_path,
    )
    assert done.returncode == 78
    assert done.stderr.startswith(f"Error: settings {file}: This settings file is of version 9")
    assert done.stderr.count("\n") == 1
    units = Path(__file__).parents[2] / "deploy" / "systemd"
    unit = (units / f"zaalgids-{program}.service").read_text(encoding="utf-8")
    assert "\nRestartPreventExitStatus=78\n" in unit
