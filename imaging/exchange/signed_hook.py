"""How a web hook is signed, so that its receiver knows that it is we who call, now, and with these very bytes.

``Filmless-Signature`` is ``v1=`` and the HMAC-SHA256, in hex, over the timestamp, a dot and the body, with the key that
both have. Receivers refuse what was signed more than some minutes ago, and know by ``Filmless-Id`` what came twice.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime
from typing import Final

ID: Final = "Filmless-Id"
TIMESTAMP: Final = "Filmless-Timestamp"
SIGNATURE: Final = "Filmless-Signature"


def signed_headers(key: str, body: bytes, at: datetime, message_id: str) -> dict[str, str]:
    """Return what goes along with a body that is sent now; ``message_id`` stays the same when it goes again."""
    timestamp = str(int(at.timestamp()))
    return {ID: message_id, TIMESTAMP: timestamp, SIGNATURE: f"v1={signature(key, timestamp, body)}"}


def signature(key: str, timestamp: str, body: bytes) -> str:
    """Return the signature itself."""
    return hmac.new(key.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
