"""Who we are to push services (VAPID, RFC 8292): a key pair of the installation, and a word signed with it."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from joserfc import jwt
from joserfc.jwk import ECKey
from sqlalchemy import select

from imaging.access.sealed import Sealed
from imaging.clock import Clock
from imaging.errors import UnavailableError
from imaging.exchange.telling.push_encryption import uncompressed
from imaging.index.engine import Index
from imaging.index.tables import news_keys

# RFC 8292, section 2: at most a day.
LIFETIME: Final = timedelta(hours=12)
_NAME: Final = "vapid"


@dataclass(frozen=True)
class Vapid:
    """Signs for push services. The key pair is made when it is first needed, and then stays: browsers know it."""

    index: Index
    clock: Clock
    sealed: Sealed = field(repr=False)
    # Whom a push service would write to: mailto: or https.
    contact: str

    def public_key(self) -> str:
        """Return what browsers are given when somebody subscribes."""
        return _text(uncompressed(self._private().public_key()))

    def authorization(self, endpoint: str) -> str:
        """Return the word for a request to a push service."""
        parts = urlsplit(endpoint)
        private = self._private()
        expires = int((self.clock.now() + LIFETIME).timestamp())
        claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": expires, "sub": self.contact}
        token = jwt.encode(
            {"typ": "JWT", "alg": "ES256"}, claims, ECKey.import_key(_pem(private)), algorithms=["ES256"]
        )
        return f"vapid t={token}, k={_text(uncompressed(private.public_key()))}"

    def _private(self) -> EllipticCurvePrivateKey:
        kept = select(news_keys.c.sealed).where(news_keys.c.name == _NAME)
        with self.index.read() as connection:
            sealed = connection.scalar(kept)
        if sealed is None:
            made = self.sealed.seal(_pem(generate_private_key(SECP256R1())), _NAME)
            # Of two processes that make one at once, the first one's stays.
            query = self.index.insert(news_keys).values(name=_NAME, sealed=made).on_conflict_do_nothing()
            with self.index.write() as connection:
                connection.execute(query)
                sealed = connection.scalar(kept)
        found = load_pem_private_key(self.sealed.open(sealed or b"", _NAME).encode(), None)
        if not isinstance(found, EllipticCurvePrivateKey):
            raise UnavailableError("The key for push services is of another kind.")
        return found


def _pem(key: EllipticCurvePrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _text(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()
