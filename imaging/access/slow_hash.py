"""Slow, peppered hashes for what people can remember and others can guess: passwords and second factors.

Argon2id (RFC 9106) makes each guess cost time and memory; the pepper, which is not in the database, makes guessing
against a stolen database pointless. Whoever is unknown costs the same time as whoever is known: ``verify_nothing``.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP's smallest recommended cost: about 20 ms of one core, 19 MiB, so that a hall full of patients can open at once.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# A hash of the same cost that nothing has.
_NOTHING = "$argon2id$v=19$m=19456,t=2,p=1$" + "A" * 22 + "$" + "A" * 43


@dataclass(frozen=True)
class SlowHash:
    """Argon2id over an HMAC with the pepper."""

    pepper: bytes = field(repr=False)

    def hash(self, text: str) -> str:
        """Return what is stored."""
        return _HASHER.hash(self._peppered(text))

    def verify(self, stored: str, text: str) -> bool:
        """Whether ``text`` is what was stored."""
        try:
            return _HASHER.verify(stored, self._peppered(text))
        except (VerificationError, InvalidHashError):
            return False

    def verify_nothing(self, text: str) -> bool:
        """Do the same work for somebody who does not exist; always false."""
        self.verify(_NOTHING, text)
        return False

    def _peppered(self, text: str) -> bytes:
        return hmac.digest(self.pepper, text.encode(errors="surrogatepass"), hashlib.sha256)
