"""TLS to a server that is known by the authority that signed for it, and not by its name: it may move.

Note: such an authority signs for this one server, so whoever shows its certificate is that server (decision 66).
"""

from __future__ import annotations

import ssl

from runtime.patient_socket import patient


def context_by_authority() -> ssl.SSLContext:
    """Returns a context for TLS 1.2 or newer that compares no host name. The authority is for the caller to load."""
    context = patient(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    context.check_hostname = False
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
