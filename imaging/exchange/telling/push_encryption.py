"""How a push message is encrypted for one browser, so that the services between can't read it (RFC 8291, RFC 8188)."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

# One record holds all of it: whatever is sent has this length, so that nobody sees how long it is.
RECORD_BYTES: Final = 4096
PADDED_BYTES: Final = 1024
_SALT_BYTES: Final = 16
# RFC 8188, section 2: the delimiter of the last record.
_LAST: Final = b"\x02"


@dataclass(frozen=True)
class BrowserKeys:
    """What a browser gave along with its address, as bytes."""

    public: bytes
    auth: bytes = field(repr=False)

    def point(self) -> EllipticCurvePublicKey:
        """Return the public key; raises ``ValueError`` if it is none."""
        return EllipticCurvePublicKey.from_encoded_point(SECP256R1(), self.public)


def encrypt(
    plain: bytes, keys: BrowserKeys, ours: EllipticCurvePrivateKey | None = None, salt: bytes | None = None,
    padded_bytes: int = PADDED_BYTES,
) -> bytes:  # fmt: skip
    """Return the body of a push message in the coding ``aes128gcm``; key pair and salt are new ones each time."""
    ours, salt = ours or generate_private_key(SECP256R1()), salt or os.urandom(_SALT_BYTES)
    public = uncompressed(ours.public_key())
    shared = ours.exchange(ECDH(), keys.point())
    # RFC 8291, section 3.4.
    secret = _derived(keys.auth, shared, b"WebPush: info\0" + keys.public + public, 32)
    key = _derived(salt, secret, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(salt, secret, b"Content-Encoding: nonce\0", 12)
    padding = bytes(max(0, padded_bytes - len(plain) - 1))
    sealed = AESGCM(key).encrypt(nonce, plain + _LAST + padding, None)
    # RFC 8188, section 2.1: salt, record size, length of the key's name, which is our public key.
    return salt + RECORD_BYTES.to_bytes(4) + bytes([len(public)]) + public + sealed


def uncompressed(key: EllipticCurvePublicKey) -> bytes:
    """Return a public key as browsers exchange it."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _derived(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(secret)
