"""Every command finds the installed server's settings and acts as the owner of its data, whoever types it."""

from __future__ import annotations

import os
import pwd
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from contract.museum_folder import write_museum
from tests.desk import picture
from tests.disks import NEEDS, may_mount
from tests.postgres import Postgres
from tests.run import MEASURED
from tests.tiny_museum import tiny_museum
from tests.tour_server.backup.conftest import checked, restore_from
from tour_server.catalogue.drafts import Drafts
from tour_server.database import Database
from tour_server.settings import SettingsError, settings_file_for_command, settings_for_command

OWNER, STRANGER = pwd.getpwnam("nobody"), pwd.getpwnam("daemon")
ROOT = Path(__file__).resolve().parents[3]
AS_INSTALLED = """
import os, sys
from pathlib import Path
import tour_server.settings
tour_server.settings.SYSTEM_FILE = Path(sys.argv[1])
if sys.argv[2] != "0":
    os.setgroups([]); os.setgid(int(sys.argv[2])); os.setuid(int(sys.argv[2]))
from zaalgids.commands.command_line import zaalgids
zaalgids(sys.argv[3:])
"""
root_only = pytest.mark.skipif(not may_mount(), reason=f"needs {NEEDS}, and to act as others")


PYTHON = Path(sys.base_prefix)
# In a mount namespace of its own: a Python in a home directory, shown to other accounts as an installed one is.
OPENED = """
set -e
mount --bind "$1" "$2"
mount -t tmpfs -o mode=755 tmpfs "$3"
mkdir -p "$1"
mount --bind "$2" "$1"
shift 3
exec "$@"
"""


def closed_folder() -> Path | None:
    """Returns the folder above this Python that keeps other accounts out, None where there is none."""
    return next((one for one in [*PYTHON.parents][::-1] if not one.stat().st_mode & 0o001), None)


def readable_for_all(place: Path) -> list[str]:
    """Returns words to put before a command, so that its Python can be read by every account."""
    closed = closed_folder()
    if closed is None or os.geteuid() != 0:
        return []
    place.mkdir(exist_ok=True)
    script = ["sh", "-c", OPENED, "sh", str(PYTHON), str(place), str(closed)]
    return ["unshare", "--mount", *script]


class Installed(NamedTuple):
    """A server as deploy/install.sh leaves it: settings that others can't read, data of an account."""

    settings: Path
    data: Path

    def run(self, *words: str, uid: int = 0) -> subprocess.CompletedProcess[str]:
        # An account without rights can't write what coverage.py collects, and coverage.py says so on the screen.
        unmeasured = {name: one for name, one in os.environ.items() if name != MEASURED}
        return subprocess.run(
            [
                *readable_for_all(self.settings.parent / "python"),
                *(sys.executable, "-c", AS_INSTALLED, str(self.settings), str(uid), *words),
            ],
            cwd=self.settings.parent,
            env={**unmeasured, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=100,
        )

    def owners(self) -> set[int]:
        return {one.stat().st_uid for one in self.data.rglob("*")}


@pytest.fixture
def installed(request: pytest.FixtureRequest) -> Iterator[Installed]:
    with tempfile.TemporaryDirectory(prefix="zaalgids-installed-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        data = folder / "var" / "server"
        data.parent.mkdir()
        os.chown(data.parent, OWNER.pw_uid, OWNER.pw_gid)
        settings = folder / "server.toml"
        settings.write_text(f'data = "{data}"\n{getattr(request, "param", "")}', encoding="utf-8")
        yield Installed(settings, data)


@pytest.fixture
def museum() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="zaalgids-museum-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "pictures").mkdir()
        for n, key in enumerate(("lijn", "ring", "knoop")):
            (folder / "pictures" / f"{key}.png").write_bytes(picture(n))
        write_museum(tiny_museum(), folder)
        yield folder


@pytest.mark.long
@root_only
def test_root_leaves_nothing_of_its_own(installed: Installed, museum: Path, tmp_path: Path) -> None:
    done = installed.run("museum", "import", str(museum), "--yes")
    assert done.returncode == 0, done.stderr
    assert "3 works with 3 pictures" in done.stdout
    assert installed.owners() == {OWNER.pw_uid}
    assert {one.name for one in installed.settings.parent.iterdir()} == {
        "server.toml",
        "var",
        "python",
    }

    assert installed.run("staff", "add", "Noor").returncode == 0
    assert "Noor" in installed.run("staff", "list").stdout
    done = installed.run("museum", "export", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "museum.toml").stat().st_uid == 0

    file = tmp_path / "b.tar"
    done = installed.run("backup", str(file))
    assert done.returncode == 0, done.stderr
    assert "keep it where strangers can't read it" in done.stdout
    assert (file.stat().st_uid, file.stat().st_mode & 0o777) == (0, 0o600)
    assert "is there already" in installed.run("backup", str(file)).stderr
    assert installed.run("backup", str(file), "--replace").returncode == 0
    assert "is whole" in installed.run("backup", "--check", str(file)).stdout
    assert "is not empty" in installed.run("restore", str(file)).stderr
    assert installed.owners() == {OWNER.pw_uid}

    installed.data.rename(installed.data.with_name("lost"))
    done = installed.run("restore", str(file))
    assert done.returncode == 0, done.stderr
    assert installed.owners() == {OWNER.pw_uid}
    assert installed.data.stat().st_uid == OWNER.pw_uid
    assert "Noor" in installed.run("staff", "list").stdout
    assert (installed.data / "settings-of-the-back-up.toml").read_bytes() == (
        installed.settings.read_bytes()
    )


@pytest.mark.long
@root_only
def test_somebody_without_the_right_reads_a_sentence(installed: Installed, museum: Path) -> None:
    assert installed.run("museum", "import", str(museum), "--yes").returncode == 0
    for words in (["staff", "list"], ["museum", "import", str(museum), "--yes"], ["publish"]):
        done = installed.run(*words, uid=STRANGER.pw_uid)
        assert done.returncode == 1
        assert "belongs to nobody, and daemon may not write there. Use sudo." in done.stderr
        assert "Traceback" not in done.stderr
    installed.settings.chmod(0o600)
    done = installed.run("staff", "list", uid=STRANGER.pw_uid)
    assert "can't read the settings" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", [["publish"], ["staff", "list"], ["footfall", "forget"]])
def test_no_command_makes_a_second_server(installed: Installed, command: list[str]) -> None:
    done = installed.run(*command, "--data", str(installed.settings.parent / "elsewhere"))
    assert done.returncode != 0
    assert not (installed.settings.parent / "elsewhere").exists()
    assert "Traceback" not in done.stderr


@pytest.mark.long
@pytest.mark.postgresql
def test_the_installed_server_s_database_is_used_with_its_data_folder(
    postgres: Postgres, museum: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = postgres.url(f"t{secrets.token_hex(6)}")
    data = tmp_path / "server"
    settings = tmp_path / "server.toml"
    settings.write_text(f'data = "{data}"\ndatabase = "{address}"\n', encoding="utf-8")
    place = Installed(settings, data)
    done = place.run("museum", "import", str(museum), "--into", str(data), "--yes")
    assert done.returncode == 0, done.stderr
    assert not (data / "zaalgids.db").exists()
    database = Database(address)
    assert len(Drafts(database, None).museum().works) == 3  # type: ignore[arg-type]
    database.close()
    done = place.run("backup", str(tmp_path / "b.tar"))
    assert done.returncode == 0, done.stderr
    assert checked(tmp_path / "b.tar").tables["draft"].rows > 3
    restore_from(tmp_path / "b.tar", tmp_path / "new")
    done = place.run("museum", "export", str(tmp_path / "out"), "--from", str(data))
    assert done.returncode == 0, done.stderr


def test_which_settings_a_command_takes(tmp_path: Path) -> None:
    system, own = tmp_path / "system.toml", tmp_path / "own.toml"
    own.write_text('data = "own"')
    assert settings_file_for_command(None, {}, None, system) is None
    system.write_text(f'data = "{tmp_path / "server"}"\ndatabase = "postgresql:///zaalgids"')
    assert settings_file_for_command(None, {}, None, system) == system
    assert settings_file_for_command(own, {}, None, system) == own
    assert settings_file_for_command(None, {}, "mine", system) is None
    assert settings_file_for_command(None, {}, str(tmp_path / "server"), system) == system
    environment = {"ZAALGIDS_SERVER_DATA": "mine"}
    assert settings_file_for_command(None, environment, None, system) is None
    given = settings_for_command(None, environment, system)
    assert (given.root.data, given.root.database) == ("mine", "")
    system.write_text("not TOML")
    assert settings_file_for_command(None, {}, "mine", system) is None
    with pytest.raises(SettingsError):
        settings_for_command(None, {}, system)


@pytest.mark.long
def test_back_ups_of_the_timer(tmp_path: Path, museum: Path) -> None:
    settings = tmp_path / "server.toml"
    folder = tmp_path / "backups"
    settings.write_text(f'data = "{tmp_path / "server"}"\nbackups_kept = 2\n', encoding="utf-8")
    place = Installed(settings, tmp_path / "server")
    assert place.run("museum", "import", str(museum), "--yes").returncode == 0
    assert "set backup_folder" in place.run("backup").stderr
    with settings.open("a", encoding="utf-8") as file:
        file.write(f'backup_folder = "{folder}"\n')
    assert f"There is no folder {folder}" in place.run("backup").stderr
    folder.mkdir()
    (folder / "thesis.txt").write_text("years of work")
    for day in (1, 2):
        (folder / f"zaalgids-2026030{day}T030000Z.tar").write_bytes(b"an old one")
    done = place.run("backup")
    assert done.returncode == 0, done.stderr
    kept = sorted(folder.glob("zaalgids-*.tar"))
    assert [one.name for one in kept][:1] == ["zaalgids-20260302T030000Z.tar"]
    assert len(kept) == 2
    assert (folder / "thesis.txt").exists()
    assert checked(kept[-1])
