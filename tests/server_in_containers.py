"""`make test-deploy`, last part: the images of deploy/container are built, and run as its compose.yaml says.

Needs root, buildah, mmdebstrap and PostgreSQL. The base is a Debian that mmdebstrap makes, in place of the one that a
registry has. What runs has a network of its own with a loopback alone, a root that can't be written, an account without
rights, and the volumes and the environment of compose.yaml; PostgreSQL is this machine's.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml

from tests.deploy_in_debian import (
    ROOT,
    download_lock,
    make_debian,
    make_wheel,
    run,
    source,
    step,
    without_network,
)
from tests.postgres import programs

CONTAINER = "deploy/container"
ACCOUNT = 10001
IMAGES = {"zaalgids-server": "server", "zaalgids-broker": "broker"}
VARIABLE = re.compile(r"\$\{(\w+):-(\w*)\}")
SUITE, PYTHON = "bookworm", "3.11"  # Debian 12, and the Python that it has
SECONDS = 300.0
# In a mount namespace of its own, $1: the image's files, $2: folder in the image = folder here[:ro], with blanks.
ENTER = """set -eu
root=$1 volumes=$2; shift 2
mount --bind "$root" "$root"
for volume in $volumes; do
    [ ! -d "${volume#*=}" ] || mkdir -p "$root${volume%%=*}"  # as a container engine does
    mount --bind "${volume#*=}" "$root${volume%%=*}"
done
mount -t proc proc "$root/proc"; mount --bind /dev "$root/dev"; mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
mount -o remount,ro,bind "$root"
exec chroot "$root" setpriv --reuid=ACCOUNT --regid=ACCOUNT --clear-groups --no-new-privs --bounding-set=-all \\
    env -i "$@"
""".replace("ACCOUNT", str(ACCOUNT))


def preset(text: str) -> str:
    """Return a text of compose.yaml with each variable's value where nobody set it."""
    return VARIABLE.sub(lambda found: found[2], text)


class Images:
    """The images that the Containerfile makes, in a store of their own."""

    def __init__(self, store: Path) -> None:
        store.mkdir(exist_ok=True)
        where = ("--root", store / "images", "--runroot", store / "run")
        self._store = (*where, "--storage-driver", "vfs")

    def build(self, scratch: Path) -> None:
        """Build them from the tracked files."""
        self._base(scratch)
        context = source(scratch / "context")
        step("the wheel, and what its lock names")
        make_wheel(source(scratch / "source"), context)
        download_lock("server", PYTHON, context / "wheels")
        for image, target in IMAGES.items():
            step(f"the image {image}")
            asked = ("--isolation", "chroot", "--format", "docker", "--target", target)
            base = ("--build-arg", "BASE=localhost/debian", "--pull-never")
            file = ("-f", context / CONTAINER / "Containerfile", "-t", image)
            self._buildah("bud", *asked, *base, *file, context)

    def _base(self, scratch: Path) -> None:
        make_debian(scratch / "base.tar", SUITE, "ca-certificates")
        made = self._buildah("from", "scratch").split()[-1]
        self._buildah("add", made, scratch / "base.tar", "/")
        self._buildah("commit", "--quiet", made, "localhost/debian")

    def _buildah(self, command: str, *words: object) -> str:
        return run("buildah", *self._store, command, *words)

    def files(self, image: str) -> Path:
        """Return the folder of a new container's files."""
        container = self._buildah("from", "--pull-never", image).split()[-1]
        return Path(self._buildah("mount", container).split()[-1])

    def configuration(self, image: str) -> dict[str, Any]:
        """Return an image's environment, command and so on."""
        said = self._buildah("inspect", "--type", "image", image)
        found: dict[str, Any] = json.loads(said)["Docker"]["config"]
        return found


class Containers:
    """The services of compose.yaml, each a process tree of its own."""

    def __init__(self, images: Images, scratch: Path) -> None:
        self._images, self._scratch = images, scratch
        file = ROOT / CONTAINER / "compose.yaml"
        self._services = yaml.safe_load(file.read_text(encoding="utf-8"))["services"]
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._files: dict[str, Path] = {}

    def volume(self, name: str) -> Path:
        """Return the folder of a volume, which belongs to the account of the images."""
        folder = self._scratch / "volumes" / name
        if not folder.exists():
            folder.mkdir(parents=True)
            os.chown(folder, ACCOUNT, ACCOUNT)
        return folder

    def _command(self, service: str, *words: str) -> list[str]:
        facts = self._services[service]
        image = self._images.configuration(facts["image"])
        if service not in self._files:
            self._files[service] = self._images.files(facts["image"])
        mounts = [f"/etc/hosts={self._scratch / 'hosts'}"]
        for one in facts["volumes"]:
            name, folder = one.split(":")[:2]
            mounts.append(f"{folder}={self.volume(name)}")
        given = {**dict(one.split("=", 1) for one in image["Env"]), **facts.get("environment", {})}
        environment = [f"{name}={preset(str(text))}" for name, text in given.items()]
        if not words:
            own = facts.get("command", image["Cmd"])
            words = (*image["Entrypoint"], *([own] if isinstance(own, str) else own))
        root = str(self._files[service])
        return [
            "unshare",
            "--mount",
            "sh",
            "-c",
            ENTER,
            "sh",
            root,
            " ".join(mounts),
            *environment,
            *words,
        ]

    def start(self, service: str) -> None:
        """Start a service, and wait until its check of health says yes."""
        step(f"{service} runs")
        with (self._scratch / f"{service}.log").open("ab") as log:
            command = self._command(service)
            self._running[service] = subprocess.Popen(command, stdout=log, stderr=log)
        check = self._services[service]["healthcheck"]["test"][1:]
        self.until(service, lambda: self.tried(service, *check).returncode == 0, "is not well")

    def tried(self, service: str, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command in a container."""
        return subprocess.run(self._command(service, *words), capture_output=True, text=True)

    def until(self, service: str, true: Callable[[], bool], otherwise: str) -> None:
        """Wait, and end the test with a service's log where it takes too long."""
        end = time.monotonic() + SECONDS
        while not true():
            if time.monotonic() > end or self._running[service].poll() is not None:
                sys.exit(f"{service} {otherwise}:\n{self.log(service)}")
            time.sleep(1)

    def log(self, service: str) -> str:
        """Return what a service has said."""
        return (self._scratch / f"{service}.log").read_text(encoding="utf-8")

    def stop(self) -> None:
        """Stop all of them, the last one first."""
        for process in reversed(self._running.values()):
            process.terminate()
            process.wait(60)


@contextlib.contextmanager
def database(folder: Path) -> Iterator[None]:
    """Run PostgreSQL with its socket in `folder` and no port."""
    bin_folder = programs()
    if bin_folder is None:
        sys.exit("test-deploy needs the Debian package postgresql")
    data, user = Path(tempfile.mkdtemp(prefix="zaalgids-rows-")), pwd.getpwnam("nobody")
    for one in (data, folder):
        os.chown(one, user.pw_uid, user.pw_gid)
    account: dict[str, Any] = {"user": user.pw_uid, "group": user.pw_gid, "cwd": data}
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    made = (
        bin_folder / "initdb",
        "-D",
        data / "rows",
        "-U",
        "zaalgids",
        "-A",
        "trust",
        "-E",
        "UTF8",
    )
    subprocess.run(made, check=True, **account, **quiet)
    server = subprocess.Popen(
        (bin_folder / "postgres", "-D", data / "rows", "-k", folder, "-c", "listen_addresses="),
        **account,
        **quiet,
    )
    try:
        ask = (bin_folder / "psql", "-h", folder, "-U", "zaalgids", "postgres", "-c")
        while subprocess.run((*ask, "SELECT 1"), **quiet).returncode:
            time.sleep(0.2)
        subprocess.run((*ask, "CREATE DATABASE zaalgids"), check=True, **quiet)
        yield
    finally:
        server.terminate()
        server.wait(60)
        shutil.rmtree(data)


def main() -> int:
    """Print each step; return 0 when all of them succeeded."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path, help="Reuse the images of this folder, or keep them.")
    keep = parser.parse_args().keep
    for program in ("buildah", "mmdebstrap", "unshare", "setpriv"):
        if not shutil.which(program):
            sys.exit(f"test-deploy needs {program}")
    with tempfile.TemporaryDirectory(prefix="zaalgids-containers-") as folder:
        scratch = Path(folder)
        scratch.chmod(0o755)
        is_new = keep is None or not keep.exists()
        images = Images(keep or scratch / "store")
        if is_new:
            images.build(scratch)
        (scratch / "hosts").write_text("127.0.0.1 localhost broker\n", encoding="utf-8")
        containers = Containers(images, scratch)
        without_network()
        with database(containers.volume("database-socket")):
            try:
                walk(containers)
            finally:
                containers.stop()
    print("server in containers: 1 passed, 0 failed")
    return 0


def walk(containers: Containers) -> None:
    """Start broker and server, look what they reach and what they can write, and make a back-up."""
    for service in ("authority", "broker", "server"):
        containers.start(service)
    lists = containers.volume("lists")
    step("the server reaches its broker")
    containers.until(
        "server", lambda: "u'tour-server'" in containers.log("broker"), "has no broker"
    )
    step("Mosquitto takes the authority that signs kiosks")
    own = containers.volume("authority") / "ca.crt"
    containers.until(
        "broker",
        lambda: (lists / "ca.crt").read_text().count("BEGIN") > own.read_text().count("BEGIN"),
        "has no authority of kiosks",
    )
    step("nothing but the volumes can be written")
    for service in ("server", "broker"):
        if containers.tried(service, "touch", "/opt/zaalgids/x").returncode == 0:
            sys.exit(f"{service} can write its software")
    step("a back-up")
    done = containers.tried("server", "zaalgids", "backup")
    print(done.stdout + done.stderr)
    if done.returncode or not list(containers.volume("backups").iterdir()):
        sys.exit("no back-up was made")


if __name__ == "__main__":
    sys.exit(main())
