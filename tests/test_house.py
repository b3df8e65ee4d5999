"""The rules of the house: one-way imports, short files and functions, unique names, one way to make a thread."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = (
    "contract",
    "models",
    "narration",
    "web",
    "runtime",
    "device",
    "tour_server",
    "museum_of_pattern",
    "zaalgids",
)


def test_arrows_run_one_way() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def _tracked(*patterns: str) -> list[Path]:
    done = subprocess.run(
        ["git", "ls-files", "-z", *patterns], cwd=ROOT, capture_output=True, text=True
    )
    if done.returncode:
        pytest.skip("needs a git checkout")
    return [ROOT / name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_locks_have_hashes_and_no_addresses() -> None:
    for lock in (ROOT / "locks").glob("*.txt"):
        text = lock.read_text(encoding="utf-8")
        assert not re.search(r"https?://|--index|--find-links", text), lock.name
        pinned = re.findall(r"^[a-zA-Z0-9._\[\]-]+==[^\n]*", text, re.MULTILINE)
        assert pinned, lock.name
        assert all(line.rstrip().endswith("\\") for line in pinned), "a pin without its hash"


def test_no_file_is_too_long() -> None:
    long = {
        str(file.relative_to(ROOT)): lines
        for file in _tracked("*.py", "*.js", "*.css", "*.html")
        if (lines := len(file.read_text(encoding="utf-8").splitlines())) > 450
    }
    assert not long


def test_every_module_has_a_docstring() -> None:
    silent = [
        str(file.relative_to(ROOT))
        for package in PACKAGES
        for file in (ROOT / package).rglob("*.py")
        if (text := file.read_text(encoding="utf-8")).strip()
        and not text.lstrip().startswith(('"""', "#!"))
    ]
    assert not silent


# A module that may make a thread, with the reason.
MAY_MAKE_THREADS = {
    "runtime/worker.py": "the only way to have a thread",
    "web/cheroot_server.py": "the pool of threads that cheroot answers requests with",
}


@cache
def _tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def _makes_a_thread(file: Path) -> bool:
    """Return True when the module calls `Thread(…)` or a class named after it, or derives a class from one."""
    for node in ast.walk(_tree(file)):
        named = [node.func] if isinstance(node, ast.Call) else []
        named += node.bases if isinstance(node, ast.ClassDef) else []
        if any(ast.unparse(one).endswith("Thread") for one in named):
            return True
    return False


def test_only_the_worker_makes_threads() -> None:
    makers = {
        str(file.relative_to(ROOT))
        for package in PACKAGES
        for file in (ROOT / package).rglob("*.py")
        if _makes_a_thread(file)
    }
    assert makers == set(MAY_MAKE_THREADS)


_NAMED = (
    ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom | ast.Call
)


@cache
def _definitions() -> list[tuple[str, ast.AST]]:
    """Every definition, import and call in every module of ours, with the module's path."""
    return [
        (str(file.relative_to(ROOT)), node)
        for package in PACKAGES
        for file in sorted((ROOT / package).rglob("*.py"))
        for node in ast.walk(_tree(file))
        if isinstance(node, _NAMED)
    ]


HTTP_CLIENTS = (
    *("urllib.request", "http.client", "urllib3", "requests", "httpx", "aiohttp", "pycurl"),
    *("gtts", "tuf.ngclient", "smtplib", "ftplib"),
)
# A module that may import what fetches from another machine, with the reason.
MAY_FETCH = {
    "tour_server/outbound/body_reader.py": "the server's only way out",
    "tour_server/outbound/outbound_fetch.py": "the server's only way out",
    "tour_server/outbound/mail.py": "the museum's own mail server",
    "device/desk_settings/round_trips.py": "a kiosk's own server",
    "narration/speech/gtts_voice.py": "the extra cloud-speech, which a museum chooses",
    "device/claim/door_client.py": "a kiosk's own server",
    "device/updates/bundle_door.py": "a kiosk's own server",
    "device/content/bundle_client.py": "a kiosk's own server",
    "device/content/certificate_fetcher.py": "a kiosk's own server",
    "device/content/fetcher.py": "a kiosk's own server",
    "device/content/plain_fetcher.py": "a kiosk's own server",
    "device/content/signed_files.py": "a kiosk's own server",
    "device/content/store.py": "a kiosk's own server",
    "tour_server/preview/kiosk_pages.py": "the kiosk of a preview, on this machine",
    "zaalgids/evaluation/release.py": "measures a server as its kiosks see it",
    "runtime/service_watchdog.py": "asks a kiosk's own page whether it answers",
    "zaalgids/processes.py": "asks the demo's own server whether it is ready",
}


def test_the_server_has_one_way_out() -> None:
    found = set()
    for file, node in _definitions():
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            names = [one.value for one in node.args if isinstance(one, ast.Constant)]
        if any(name == one or name.startswith(one + ".") for name in names for one in HTTP_CLIENTS):
            found.add(file)
    assert found == set(MAY_FETCH)


def test_public_class_names_are_unique() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for file, node in _definitions():
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            places[node.name].append(file)
    assert {name: files for name, files in places.items() if len(files) > 1} == {}


MAX_FUNCTION_LINES = 60  # its docstring included


def test_no_function_is_too_long() -> None:
    long = {
        f"{file}:{node.lineno} {node.name}": length
        for file, node in _definitions()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > MAX_FUNCTION_LINES
        and "migrations" not in file
    }
    assert long == {}


def test_no_formula_opens_a_docstring() -> None:
    """A trap is written as `Note:`, and only where there is one."""
    formula = re.compile(r"newcomer", re.IGNORECASE)
    found = [
        str(file.relative_to(ROOT))
        for file in _tracked("*.py", "*.js", "*.html", "*.sh", "*.md", "Makefile")
        if file != Path(__file__) and formula.search(file.read_text(encoding="utf-8"))
    ]
    assert found == []
