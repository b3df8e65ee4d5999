"""How a program ends that can't start before a person has changed its settings or its data."""

from __future__ import annotations

import click


class ConfigurationError(click.ClickException):
    """The settings or the data can't be used. Its exit code is EX_CONFIG of sysexits.h.

    The services in deploy/systemd don't restart a program that ends with it: to start again would change nothing.
    """

    exit_code = 78
