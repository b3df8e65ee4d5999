#!/usr/bin/python3 -I
"""RAUC's bootloader backend: says which of the two slots starts next, and tries a new one once.

The image has it as `/usr/lib/zaalgids/bootloader`, and what it imports below `/usr/lib/zaalgids/deploy/bootloader`:
with `-I` Python looks for modules in its own folders alone, so ours is named here.
"""

from __future__ import annotations

import sys

INSTALLED = "/usr/lib/zaalgids"

if __name__ == "__main__":
    sys.path.insert(0, INSTALLED)
    from deploy.bootloader.commands import main

    sys.exit(main(sys.argv[1:]))
