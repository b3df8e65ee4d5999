"""The certificate of the pages is made, renewed, fetched from a public authority, or taken from a folder, each day."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "deploy" / "server" / "web-certificate"
NAMES = ["guide.museum.example", "10.0.0.7", "hall,hall.local,10.0.0.7,fd00::7"]

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not shutil.which("openssl"), reason="needs openssl"),
]


class Web:
    """The folder of a machine's certificate, and stand-ins of certbot."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.live, self._programs = folder / "web", folder / "live", folder / "bin"
        self.folder.mkdir()
        self._programs.mkdir()

    def wish(self, names: str, how: str) -> Web:
        """Write down what install.sh writes down."""
        (self.folder / "names").write_text(f"{names}\n")
        (self.folder / "how").write_text(f"{how}\n")
        return self

    def certbot(self, does: str) -> None:
        """Put a program in certbot's place."""
        program = self._programs / "certbot"
        program.write_text(f"#!/bin/sh\n{does}\n")
        program.chmod(0o755)

    def tried(self) -> subprocess.CompletedProcess[str]:
        """Run the script."""
        path = f"{self._programs}:{os.environ['PATH']}"
        command = ["sh", str(SCRIPT), str(self.folder), str(self.live)]
        return subprocess.run(
            command, capture_output=True, text=True, env={**os.environ, "PATH": path}
        )

    def run(self) -> str:
        """Run the script, which has to succeed; return what it said."""
        done = self.tried()
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @property
    def served(self) -> Path:
        """The certificate that nginx reads."""
        return self.folder / "current" / "fullchain.pem"


def openssl(*words: object, cwd: Path | None = None) -> str:
    done = subprocess.run(
        ["openssl", *map(str, words)], capture_output=True, text=True, check=False, cwd=cwd
    )
    return done.stdout + done.stderr


def is_trusted(web: Web, certificate: Path, option: str, name: str) -> bool:
    authority = web.folder / "authority" / "ca.crt"
    said = openssl("verify", "-CAfile", authority, option, name, certificate)
    return said.strip().endswith(": OK")


@pytest.fixture
def web(tmp_path: Path) -> Web:
    return Web(tmp_path)


@pytest.mark.parametrize("names", NAMES)
def test_a_browser_that_knows_the_authority_trusts_each_name(web: Web, names: str) -> None:
    web.wish(names, "own").run()
    for name in names.split(","):
        option = "-verify_ip" if ":" in name or name[0].isdigit() else "-verify_hostname"
        assert is_trusted(web, web.served, option, name)
    assert not is_trusted(web, web.served, "-verify_hostname", "elsewhere.example")
    assert (web.folder / "own" / "privkey.pem").stat().st_mode & 0o077 == 0
    assert (web.folder / "authority" / "ca.key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("names", NAMES)
@pytest.mark.parametrize("other", ["DNS:bank.example", "IP:192.0.2.1"])
def test_the_authority_is_good_for_no_other_name(web: Web, names: str, other: str) -> None:
    """Staff take it into their browsers, so who steals its key must gain nothing beyond these pages."""
    web.wish(names, "own").run()
    stolen = web.folder / "authority"
    (stolen / "extensions").write_text(f"subjectAltName={other}\n")
    request = ("req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", "key", "-out", "request")
    openssl(*request, "-subj", "/CN=another", cwd=stolen)
    sign = ("x509", "-req", "-in", "request", "-CA", "ca.crt", "-CAkey", "ca.key", "-days", "9")
    openssl(*sign, "-CAcreateserial", "-extfile", "extensions", "-out", "other.crt", cwd=stolen)
    kind, _, name = other.partition(":")
    option = "-verify_ip" if kind == "IP" else "-verify_hostname"
    assert (stolen / "other.crt").is_file()
    assert not is_trusted(web, stolen / "other.crt", option, name)


def test_it_is_kept_until_it_ends_or_the_names_change(web: Web) -> None:
    web.wish("hall.local", "own").run()
    first, authority = (
        web.served.read_bytes(),
        (web.folder / "authority" / "ca.crt").read_bytes(),
    )
    web.run()
    assert web.served.read_bytes() == first
    soon = ("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "59", "-subj", "/CN=soon")
    openssl(*soon, "-keyout", "privkey.pem", "-out", "fullchain.pem", cwd=web.folder / "own")
    web.run()
    assert is_trusted(web, web.served, "-verify_hostname", "hall.local"), "renewed by the authority"
    assert (web.folder / "authority" / "ca.crt").read_bytes() == authority, "which staff know"
    web.wish("other.local", "own").run()
    assert is_trusted(web, web.served, "-verify_hostname", "other.local")


def test_a_public_one_that_cannot_be_had_stops_nothing(web: Web) -> None:
    web.certbot("echo 'no such name: guide.museum.example' >&2; exit 1")
    said = web.wish("guide.museum.example", "public").run()
    assert "asked for again each day" in said
    assert "no such name: guide.museum.example" in said
    assert is_trusted(web, web.served, "-verify_hostname", "guide.museum.example")


def test_a_public_one_is_used_from_the_day_it_is_there(web: Web) -> None:
    web.certbot("exit 1")
    web.wish("guide.museum.example", "public").run()
    own = web.served.read_bytes()
    made = "req -x509 -newkey rsa:2048 -nodes -days 90 -subj /CN=public"
    folder = web.live / "guide.museum.example"
    web.certbot(
        f'echo "$@" > {web.folder}/asked; mkdir -p {folder} && '
        f"openssl {made} -keyout {folder}/privkey.pem -out {folder}/fullchain.pem"
    )
    (web.folder / "mail").write_text("technician@museum.example\n")
    web.run()
    assert web.served.read_bytes() != own
    assert web.served.resolve().parent == folder.resolve()
    asked = (web.folder / "asked").read_text()
    assert "--email technician@museum.example" in asked
    assert "--domains guide.museum.example" in asked
    web.certbot("echo certbot renews by itself >&2; exit 1")
    assert "certbot" not in web.run()


def test_a_folder_of_the_museum_is_used_and_its_end_is_said(web: Web, tmp_path: Path) -> None:
    given = tmp_path / "given"
    given.mkdir()
    made = ("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=given", "-days")
    openssl(*made, "90", "-keyout", "privkey.pem", "-out", "fullchain.pem", cwd=given)
    web.wish("guide.museum.example", str(given)).run()
    assert web.served.resolve() == (given / "fullchain.pem").resolve()
    openssl(*made, "13", "-keyout", "privkey.pem", "-out", "fullchain.pem", cwd=given)
    done = web.tried()
    assert done.returncode == 1
    assert "ends within two weeks" in done.stderr
    (given / "privkey.pem").unlink()
    done = web.tried()
    assert done.returncode == 1
    assert f"no fullchain.pem and privkey.pem in {given}" in done.stderr
    assert web.served.is_file(), "nginx keeps what it has"
