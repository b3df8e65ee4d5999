"""Says in time when a certificate that a person has to renew comes to its end."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

NOT_NOW = (9, 10)  # OpenSSL's X509_V_ERR_CERT_NOT_YET_VALID and …_HAS_EXPIRED
WARN = dt.timedelta(days=60)  # before the end


def certificate_problem(file: str, now: dt.datetime) -> str | None:
    """Returns a sentence when the certificate (PEM) in `file` has ended or ends within WARN, else None.

    `now`: an aware time. Returns None for an empty name, and for a file that can't be read: using it says that.
    """
    from cryptography import x509  # the bare package has none

    try:
        end = x509.load_pem_x509_certificate(Path(file).read_bytes()).not_valid_after_utc
    except (OSError, ValueError):
        return None
    if end - WARN > now:
        return None
    verb = "ended" if end < now else "ends"
    return f"The certificate {file} {verb} on {end:%Y-%m-%d}. Without a new one the broker can't be used."
