"""`make test-deploy`, second half: the server in a Debian that runs systemd, as a technician installs and updates it.

Needs root, mmdebstrap and systemd-nspawn. The Debian has no network but its own loopback; its packages are fetched
into it beforehand. In it: the software of one version back is installed with one command, gets a museum,
is updated to today's, then to two versions that are broken on purpose, and is removed. With `--acme` the certificate
comes from a public authority's stand-in (Debian's pebble).
"""

from __future__ import annotations

import argparse
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.deploy_in_debian import (
    PIP_PYTHON,
    ROOT,
    download_lock,
    make_root,
    make_wheel,
    run,
    source,
    step,
)
from tests.journeys.older_software import ONE_VERSION_BACK, unpack

NAME = "guide.museum.example"
MEDIA = "/media/zaalgids"
INSTALL = f"{MEDIA}/deploy/install.sh"
ZAALGIDS = "/opt/zaalgids/venv/bin/zaalgids"
PEBBLE = """{"pebble": {"listenAddress": "127.0.0.1:14000", "managementListenAddress": "127.0.0.1:15000",
"certificate": "/root/acme/fullchain.pem", "privateKey": "/root/acme/privkey.pem", "httpPort": 80, "tlsPort": 443,
"ocspResponderURL": "", "externalAccountBindingRequired": false}}"""
BROKEN_MIGRATION = '''"""Broken on purpose."""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{before}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table("broken_on_purpose", sa.Column("number", sa.Integer, primary_key=True))
    op.drop_table("block_comment")  # a server reads the table `event` as it starts


def downgrade() -> None:
    raise NotImplementedError
'''


class Machine:
    """A Debian that was booted in containers' namespaces, with commands in it."""

    def __init__(self, root: Path, log: Path) -> None:
        self._log = log
        with log.open("wb") as out:
            self._nspawn = subprocess.Popen(
                [
                    *("systemd-nspawn", "--quiet", "--directory", root, "--boot"),
                    *("--private-network", "--keep-unit", "--register=no"),
                    "--hostname=museum",
                ],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        self._leader = self._until_booted()

    def _until_booted(self) -> str:
        end = time.monotonic() + 120
        while time.monotonic() < end:
            children = Path(f"/proc/{self._nspawn.pid}/task/{self._nspawn.pid}/children")
            leader = children.read_text(encoding="ascii").split()[:1]
            if leader:
                state = subprocess.run(
                    [*self._inside(leader[0]), "systemctl", "is-system-running"],
                    capture_output=True,
                    text=True,
                )
                if state.stdout.strip() in ("running", "degraded"):
                    return leader[0]
            time.sleep(1)
        sys.exit(f"the Debian does not boot:\n{self._log.read_text(encoding='utf-8')}")

    @staticmethod
    def _inside(leader: str) -> list[str]:
        path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        namespaces = ["--mount", "--uts", "--ipc", "--net", "--pid", "--cgroup"]
        return ["nsenter", "--target", leader, *namespaces, "env", "--chdir=/root", "-i", path]

    def tried(self, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a command and return what became of it."""
        given = [f"{name}={value}" for name, value in environment.items()]
        return subprocess.run(
            [*self._inside(self._leader), *given, *command],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
        )

    def run(self, *command: str, **environment: str) -> str:
        """Run a command that has to succeed, and return what it said."""
        done = self.tried(*command, **environment)
        if done.returncode:
            journal = self.tried("journalctl", "--no-pager", "--lines=60").stdout
            said = f"{done.stdout}{done.stderr}"
            sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{said}\n{journal}")
        return done.stdout + done.stderr

    def off(self) -> None:
        """Switch it off."""
        self._nspawn.send_signal(signal.SIGTERM)
        try:
            self._nspawn.wait(60)
        except subprocess.TimeoutExpired:
            self._nspawn.kill()
            self._nspawn.wait()


@contextmanager
def booted(root: Path, log: Path) -> Iterator[Machine]:
    """Boot a root until the end of the block."""
    machine = Machine(root, log)
    try:
        yield machine
    finally:
        machine.off()


def main() -> int:
    """Print each step; return 0 when all of them succeeded."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--suite", default="bookworm")
    parser.add_argument("--sqlite", action="store_true", help="The database is SQLite's.")
    parser.add_argument("--acme", action="store_true", help="A certificate by ACME, from pebble.")
    arguments = parser.parse_args()
    for program in ("mmdebstrap", "systemd-nspawn", "nsenter"):
        if not shutil.which(program):
            sys.exit(f"test-deploy needs {program} (Debian: mmdebstrap, systemd-container)")
    with tempfile.TemporaryDirectory(prefix="zaalgids-server-") as scratch:
        root = Path(scratch, "root")
        make_root(root, arguments.suite, "systemd-sysv,dbus")
        options = ["--name", NAME, "--patience", "300", *(["--sqlite"] * arguments.sqlite)]
        if arguments.acme:
            options += ["--certificate", "public", "--mail", "technician@museum.example"]
            options += ["--acme-server", "https://127.0.0.1:14000/dir"]
        step("the software of before, today's and two broken ones; Debian's packages")
        make_media(root, Path(scratch))
        fetch_packages(root, options, *(["pebble", "curl"] if arguments.acme else ["curl"]))
        with booted(root, Path(scratch, "boot.log")) as machine:
            if arguments.acme:
                start_pebble(machine)
            walk(machine, options, arguments.sqlite)
    print("server in Debian: 1 passed, 0 failed")
    return 0


def make_media(root: Path, scratch: Path) -> None:
    """Lay what a technician brings into the root: four wheels, deploy/, locks/, and the packages of the lock."""
    media = root / MEDIA[1:]
    media.mkdir(parents=True)
    (scratch / "before").mkdir()
    before = unpack(ONE_VERSION_BACK, scratch / "before")
    today = source(scratch / "today")
    newest = max(
        file.name[:4] for file in (today / "tour_server/migrations/versions").glob("0*.py")
    )
    dumb = shutil.copytree(today, scratch / "does-not-start")
    with (dumb / "tour_server" / "app.py").open("a", encoding="utf-8") as file:
        file.write('\nraise RuntimeError("broken on purpose")\n')
    mute = shutil.copytree(today, scratch / "does-not-answer")
    versions = mute / "tour_server" / "migrations" / "versions"
    migration = BROKEN_MIGRATION.replace("{before}", newest)
    (versions / "9999_broken_on_purpose.py").write_text(migration, encoding="utf-8")
    page = mute / "tour_server" / "health_page.py"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("there = self._database.is_there()", "there = 1 / 0"), "utf-8")
    for folder in (before, today, dumb, mute):
        make_wheel(folder, media / folder.name)
    version = run("chroot", root, "python3", "-c", PIP_PYTHON).strip()
    download_lock("server", version, media / "wheels")
    shutil.copytree(ROOT / "deploy", media / "deploy")
    # Its settings file knows nothing of later settings, like that of a server which was set up then.
    shutil.copytree(ROOT / "deploy", media / "deploy-before")
    shutil.copy(before / "deploy" / "server.toml", media / "deploy-before" / "server.toml")
    shutil.copytree(ROOT / "locks", media / "locks")
    museum = shutil.copytree(ROOT / "tests/frozen/v1/museums/minimal", media / "museum")
    with (museum / "museum.toml").open("a", encoding="utf-8") as file:
        file.write(
            'nl = "Huis"\n'
        )  # the last table is the site's name, which this museum leaves empty


def fetch_packages(root: Path, options: list[str], *more: str) -> None:
    """Fetch the Debian packages that the installer names, and install those that only this test needs."""
    chroot = ("chroot", root)
    said = run(*chroot, "sh", INSTALL, "server", *options, "--print-packages").split()
    apt = ("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "--no-install-recommends")
    run(*chroot, "apt-get", "update", "-qq")
    run(*chroot, *apt, "install", "-y", *more)
    run(
        *chroot,
        *apt,
        "install",
        "-y",
        "--download-only",
        "-o",
        "APT::Keep-Downloaded-Packages=1",
        *said,
    )


def start_pebble(machine: Machine) -> None:
    """Start the stand-in of a public authority; it finds the name on this machine."""
    step("pebble, in a public authority's place")
    names = f"printf '127.0.0.1 {NAME}\\n' >> /etc/hosts"
    address = "-addext subjectAltName=IP:127.0.0.1 -subj /CN=acme"
    key = "-x509 -newkey rsa:2048 -nodes -keyout acme/privkey.pem -out acme/fullchain.pem"
    machine.run("sh", "-c", f"{names}; mkdir acme; openssl req {key} -days 9 {address}")
    machine.run("sh", "-c", f"cat > acme/pebble.json <<'END'\n{PEBBLE}\nEND")
    noise = ("--setenv=PEBBLE_VA_NOSLEEP=1", "--setenv=PEBBLE_WFE_NONCEREJECT=0")
    machine.run(
        *("systemd-run", "--unit=pebble", *noise, "pebble", "-config", "/root/acme/pebble.json")
    )


def install(machine: Machine, software: str, options: list[str], *, well: bool = True) -> str:
    """Install or update with one command, and return what it said."""
    step(f"install.sh server, {software}")
    installer = INSTALL.replace("deploy", "deploy-before") if software == "before" else INSTALL
    done = machine.tried(
        "sh",
        "-c",
        f'exec sh {installer} server --wheel {MEDIA}/{software}/*.whl --wheels {MEDIA}/wheels "$@"',
        "sh",
        *options,
        REQUESTS_CA_BUNDLE="/root/acme/fullchain.pem",
    )
    said = done.stdout + done.stderr
    print(said, flush=True)
    if (done.returncode == 0) != well:
        print(machine.tried("journalctl", "--no-pager", "--lines=80").stdout)
        sys.exit(f"install.sh ended with {done.returncode}")
    return said


def expect(what: str, found: object, wanted: object) -> None:
    """End the test where something is not as it should be."""
    if found != wanted:
        sys.exit(f"{what}: {found!r} and not {wanted!r}")
    print(f"  {what}: {found}", flush=True)


def walk(machine: Machine, options: list[str], sqlite: bool) -> None:
    """Install, use, update, break and remove the server."""
    acme = "public" in options
    install(machine, "before", options)
    look_at_machine(machine, sqlite)
    step("a museum, a release, an account, a back-up")
    machine.run(ZAALGIDS, "museum", "import", f"{MEDIA}/museum", "--yes")
    machine.run(ZAALGIDS, "publish", "--note", "the first")
    machine.run(ZAALGIDS, "staff", "add", "anna", "--role", "author")
    machine.run("systemctl", "start", "zaalgids-backup")
    print(machine.run("sh", "-c", "ls /var/backups/zaalgids"))
    kept = contents(machine)
    look_at_pages(machine, acme)
    if acme:
        fetch_by_timer(machine)

    install(machine, "today", options)
    expect("rows of works and accounts", contents(machine), kept)
    look_at_pages(machine, acme)
    revision = revision_of(machine, sqlite)
    fine = machine.run("readlink", "-f", "/opt/zaalgids/venv")
    for broken, words in (
        ("does-not-start", "broken on purpose"),
        ("does-not-answer", "did not answer"),
    ):
        said = install(machine, broken, options, well=False)
        expect("it says why", words in said, True)
        expect("it went back", "the update was taken back" in said, True)
        expect("the software", machine.run("readlink", "-f", "/opt/zaalgids/venv"), fine)
        expect("the database's revision", revision_of(machine, sqlite), revision)
        expect("rows of works and accounts", contents(machine), kept)
        look_at_pages(machine, acme)
    step("install.sh uninstall")
    print(machine.run("sh", INSTALL, "uninstall"))
    left = machine.run("sh", "-c", "ls -d /opt/zaalgids /var/lib/zaalgids /etc/zaalgids || true")
    expect("the data stay", "/var/lib/zaalgids" in left.split(), True)
    install(machine, "today", options)
    expect("rows of works and accounts", contents(machine), kept)


def look_at_machine(machine: Machine, sqlite: bool) -> None:
    """Check what runs, and as whom."""
    units = ["zaalgids-server.service", "zaalgids-backup.timer", "zaalgids-broker-lists.path"]
    units += ["zaalgids-web-certificate.timer", "nginx.service", "mosquitto.service"]
    units += [
        "apt-daily-upgrade.timer",
        "logrotate.timer",
        *([] if sqlite else ["postgresql.service"]),
    ]
    for unit in units:
        expect(unit, machine.tried("systemctl", "is-active", unit).stdout.strip(), "active")
        expect(unit, machine.tried("systemctl", "is-enabled", unit).stdout.strip(), "enabled")
    file = machine.run("cat", "/etc/zaalgids/server.toml")
    expect("the database is PostgreSQL", '\ndatabase = "postgresql:///' in file, not sqlite)
    expect(
        "the data folder's owner",
        machine.run("stat", "-c%U %a", "/var/lib/zaalgids"),
        "zaalgids 750\n",
    )
    upgrades = machine.run("apt-config", "dump", "APT::Periodic::Unattended-Upgrade")
    expect("security updates", '"1"' in upgrades, True)
    for unit in ("zaalgids-web-certificate.service", "zaalgids-broker-lists.service"):
        machine.run("systemctl", "start", unit)


def fetch_by_timer(machine: Machine) -> None:
    """Lose the public certificate; the timer's service, with its few rights, fetches another."""
    step("the public certificate is lost, and fetched again by the timer's service")
    unit = "/etc/systemd/system/zaalgids-web-certificate.service.d"
    trust = "[Service]\\nEnvironment=REQUESTS_CA_BUNDLE=/etc/ssl/acme.pem\\n"
    machine.run("sh", "-c", f"mkdir {unit}; printf '{trust}' > {unit}/trust.conf")
    machine.run("sh", "-c", "cp acme/fullchain.pem /etc/ssl/acme.pem; systemctl daemon-reload")
    fetched = f"/etc/letsencrypt/live/{NAME}"
    machine.run("sh", "-c", "rm -rf /etc/letsencrypt/live /etc/letsencrypt/archive")
    machine.run("sh", "-c", "rm -rf /etc/letsencrypt/renewal")
    machine.run("systemctl", "start", "zaalgids-web-certificate")
    expect("in use", machine.run("readlink", "/etc/zaalgids/web/current").strip(), fetched)
    look_at_pages(machine, acme=True)


def look_at_pages(machine: Machine, acme: bool) -> None:
    """Ask as visitors and staff do, with the authority that signed."""
    trusted = "/root/acme/root.pem"
    if acme:
        machine.run("curl", "-sko", trusted, "https://127.0.0.1:15000/roots/0")
    else:
        trusted = "/etc/zaalgids/web/authority/ca.crt"
    curl = ["curl", "-sS", "-o", "/dev/null", "-w", "%{http_code} %{redirect_url}"]
    to = ["--resolve", f"{NAME}:443:127.0.0.1", "--resolve", f"{NAME}:80:127.0.0.1"]
    asked = {
        path: machine.run(*curl, *to, "--cacert", trusted, path).strip()
        for path in (f"https://{NAME}/visit", f"http://{NAME}/desk", f"http://{NAME}/visit")
    }
    expect("visitors by https", asked[f"https://{NAME}/visit"], "200")
    expect("staff by http", asked[f"http://{NAME}/desk"], f"301 https://{NAME}/desk")
    by_http = f"301 https://{NAME}/visit" if acme else "200"
    expect("visitors by http", asked[f"http://{NAME}/visit"], by_http)


def contents(machine: Machine) -> str:
    """How many rows of the museum there are, of a back-up that is made for it."""
    machine.run("rm", "-f", "/var/lib/zaalgids/counted.tar")
    file = "/var/lib/zaalgids/counted.tar"
    machine.run(
        "runuser",
        "-u",
        "zaalgids",
        "--",
        ZAALGIDS,
        "backup",
        file,
        "--settings",
        "/etc/zaalgids/server.toml",
    )
    said = machine.run(ZAALGIDS, "backup", "--check", file)
    return " ".join(re.findall(r"\d+ rows of (?:draft|account|staff)\b", said))


def revision_of(machine: Machine, sqlite: bool) -> str:
    """The database's revision."""
    query = "SELECT version_num FROM alembic_version"
    if sqlite:
        file = "/var/lib/zaalgids/server/zaalgids.db"
        code = f"import sqlite3; print(sqlite3.connect({file!r}).execute({query!r}).fetchone()[0])"
        return machine.run("runuser", "-u", "zaalgids", "--", "python3", "-c", code).strip()
    ask = ("runuser", "-u", "postgres", "--", "psql", "-Atc", query, "zaalgids")
    return machine.run("env", "--chdir=/", *ask).strip()


if __name__ == "__main__":
    sys.exit(main())
