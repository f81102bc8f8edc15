"""Through what the calls of a room find each other: STUN, and TURN with credentials that hold for hours.

coturn knows the same secret (``use-auth-secret``): the name says until when, and the password proves that we said so.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Any, Final

from imaging.settings import Settings

_HOLDS: Final = timedelta(hours=12)


def ice_servers(settings: Settings, connection: str, now: datetime) -> list[dict[str, Any]]:
    """Return what a browser is told, for one connection."""
    servers: list[dict[str, Any]] = []
    if settings.stun:
        servers.append({"urls": list(settings.stun)})
    if settings.turn:
        name = f"{int((now + _HOLDS).timestamp())}:{connection}"
        password = hmac.digest(settings.turn_secret.get_secret_value().encode(), name.encode(), hashlib.sha1)
        credential = base64.b64encode(password).decode("ascii")
        servers.append({"urls": list(settings.turn), "username": name, "credential": credential})
    return servers
