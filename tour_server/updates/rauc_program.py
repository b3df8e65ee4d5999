"""Has the program rauc verify a bundle, where it is installed and the museum has named whose signature counts."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

from tour_server.updates.bundle_file import SoftwareBundleError
from web.translations import gettext as _

SECONDS = 120.0
PROGRAM = "rauc"


def verify(file: Path, keyring: str, version: str) -> bool:
    """Verify a bundle. Returns False where there is no program or no keyring, so that nothing was verified.

    `keyring`: a PEM file of the authorities whose signatures count. `version`: as we have read it. Raises
    SoftwareBundleError where the signature does not count, or the program reads something else than we do.
    """
    program = shutil.which(PROGRAM)
    if program is None or not keyring:
        return False
    try:
        done = subprocess.run(
            [program, "info", f"--keyring={keyring}", "--output-format=json", "--", str(file)],
            capture_output=True,
            timeout=SECONDS,
            check=False,
            cwd="/",
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SoftwareBundleError(
            _("The bundle could not be verified: {why}", why=str(error))
        ) from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise SoftwareBundleError(
            _(
                "The bundle's signature does not count here: {why}",
                why=said[-1][-200:] if said else str(done.returncode),
            )
        )
    try:
        found = json.loads(done.stdout)["version"]
    except (ValueError, LookupError, TypeError) as error:
        raise SoftwareBundleError(
            _("The bundle could not be verified: {why}", why=str(error))
        ) from error
    if found != version:
        raise SoftwareBundleError(_("The bundle's manifest can't be read."))
    return True
