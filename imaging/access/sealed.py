"""Secrets that must be read again: encrypted in the index with a key that is not in it (AES-256-GCM)."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from imaging.errors import UnavailableError

_NONCE_BYTES: Final = 12


@dataclass(frozen=True)
class Sealed:
    """Seals and opens; what was sealed for one row opens for no other."""

    key: bytes = field(repr=False)

    def seal(self, text: str, row: str) -> bytes:
        """Return what may lie in the index."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + AESGCM(self.key).encrypt(nonce, text.encode(), row.encode())

    def open(self, sealed: bytes, row: str) -> str:
        """Return what was sealed for this row."""
        nonce, rest = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            return AESGCM(self.key).decrypt(nonce, rest, row.encode()).decode()
        except InvalidTag as error:
            raise UnavailableError("A secret can't be read: it was sealed with another secret key.") from error
