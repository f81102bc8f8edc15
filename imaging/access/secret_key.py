"""The installation's own secret: what a stolen copy of the index lacks.

It lies beside the index in a file that only its owner can read. Keys for each purpose are derived from it, so that a
short code, a birth date or a password can't be tried out against a dump of the database, and the audit can't be sealed
anew by whoever can only write to the database.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from imaging.errors import SettingsError

KEY_BYTES = 32


@dataclass(frozen=True)
class SecretKey:
    """32 random bytes that mask themselves."""

    value: bytes = field(repr=False)

    @classmethod
    def open(cls, path: Path) -> SecretKey:
        """Read the key at ``path``, or make it; two processes that start at once end up with the same one."""
        try:
            if not path.exists():
                _make(path)
            value = path.read_bytes()
        except OSError as error:
            allowed = f"a file that this user can read, or make where none is ({error.strerror})"
            raise SettingsError("FILMLESS_SECRET_KEY_FILE", str(path), allowed) from error
        if len(value) != KEY_BYTES:
            allowed = f"a file of {KEY_BYTES} bytes, and this one has {len(value)}: bring it back from a backup"
            raise SettingsError("FILMLESS_SECRET_KEY_FILE", str(path), allowed)
        return cls(value)

    def derive(self, purpose: str) -> bytes:
        """Return the key for one purpose."""
        return hmac.digest(self.value, purpose.encode(), hashlib.sha256)


def _make(path: Path) -> None:
    """Write the key aside and link it into place: it appears whole, and only the first one stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(aside, path)
        except FileExistsError:
            return
    finally:
        aside.unlink()
