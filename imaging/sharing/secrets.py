"""The secret of a link: 256 random bits that mask themselves wherever they might be written by accident."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass, field

SECRET_BYTES = 32
HANDLE_DIGITS = 24


@dataclass(frozen=True)
class Secret:
    """A secret on its way to the patient; nothing keeps it but its hash."""

    text: str = field(repr=False)

    def __str__(self) -> str:
        return "Secret(***)"

    __format__ = object.__format__

    @property
    def hash(self) -> bytes:
        """What is stored: so much chance needs no slow hash, there is nothing to guess."""
        return hashlib.sha256(self.text.encode(errors="surrogatepass")).digest()

    @property
    def handle(self) -> str:
        """What its link is called where anybody may see it."""
        return handle_of(self.hash)


def new_secret() -> Secret:
    """Draw a secret.

    Base32, because capitals and digits take 5.5 bits a character in a QR code where others take 8.
    """
    return Secret(base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode().rstrip("="))


def handle_of(secret_hash: bytes) -> str:
    """Return what a link is called in the page's addresses and in the name of its cookie: it opens nothing.

    It follows from the secret, so that whoever scans a code again is known by the cookie of just this code.
    """
    return hashlib.sha256(b"handle of " + secret_hash).hexdigest()[:HANDLE_DIGITS]


def read_secret(text: str) -> Secret:
    """Take what was scanned; something that can't be a secret is one that nobody has."""
    return Secret(text.strip().upper())
