"""What one build is asked for: where, of which Debian, at which moment, signed by whom."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from deploy.image.commands import run

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class BuildOrder:
    """One build. `epoch` is the moment that files of the image bear, in Unix seconds."""

    out: Path
    epoch: int
    version: str
    suite: str = "bookworm"
    sources: tuple[str, ...] = ()
    packages: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    fresh: bool = False

    @property
    def work(self) -> Path:
        """Return the folder of what is needed on the way."""
        return self.out / "work"

    @property
    def root(self) -> Path:
        """Return the folder of the root file system."""
        return self.work / "root"

    def made(self, kind: str) -> Path:
        """Return the file of a result, such as `img.zst`."""
        return self.out / f"zaalgids-kiosk.{kind}"


def commit_epoch() -> int:
    """Return the moment of the checked-out commit, in Unix seconds. Raises BuildError outside of a checkout."""
    return int(run("git", "-C", ROOT, "log", "-1", "--format=%ct").strip())


def software_version(epoch: int) -> str:
    """Return the version of an image: the program's own, then the commit's moment, so that later ones sort later."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return f"{project['version']}+{datetime.fromtimestamp(epoch, UTC):%Y%m%d%H%M%S}"
