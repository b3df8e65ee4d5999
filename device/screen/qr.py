"""The address that hands a visit over to a phone: who can reach it, and how a person types it."""

from __future__ import annotations

from urllib.parse import urlsplit

from runtime.hosts import on_this_machine


def only_here(address: str) -> bool:
    """Returns whether only this machine itself can reach the address."""
    return on_this_machine(urlsplit(address).hostname or "")


def typed_address(address: str) -> str:
    """Returns what a person types of the address: host and path, without scheme and fragment."""
    parts = urlsplit(address)
    return f"{parts.netloc}{parts.path.rstrip('/')}"
