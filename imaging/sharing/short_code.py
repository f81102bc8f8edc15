"""The short code for people without a camera: ``7KQ4-M2XD-9TRB``, typed from the slip.

Ten symbols of chance (50 bits) and two check symbols in Crockford's alphabet, which has no I, L, O and U. The check is
a Reed-Solomon code over GF(32): any one or two wrong symbols, hence also any two that changed places, are noticed.
Only a keyed hash is stored: 50 bits would not withstand somebody who holds the database.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import unicodedata

from imaging.sharing.secrets import Secret

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHANCE_SYMBOLS = 10
CHECK_SYMBOLS = 2
LENGTH = CHANCE_SYMBOLS + CHECK_SYMBOLS
_LOOKS_LIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
# x^5 + x^2 + 1 is primitive, so the powers of x run through all of GF(32) but zero.
_FIELD = 0b100101


def new_code() -> Secret:
    """Draw a code."""
    symbols = [secrets.randbelow(32) for _ in range(CHANCE_SYMBOLS)]
    return Secret("".join(ALPHABET[symbol] for symbol in symbols + _checks(symbols)))


def read_code(typed: str) -> Secret | None:
    """Read what somebody typed: any case, spaces and dashes, O for 0, I and L for 1; None if the check fails."""
    text = re.sub(r"[\s\-‐-―_.]", "", unicodedata.normalize("NFKC", typed)).upper().translate(_LOOKS_LIKE)
    if len(text) != LENGTH or any(character not in ALPHABET for character in text):
        return None
    symbols = [ALPHABET.index(character) for character in text]
    return Secret(text) if _checks(symbols[:CHANCE_SYMBOLS]) == symbols[CHANCE_SYMBOLS:] else None


def spaced(code: Secret) -> str:
    """Return the code as it is printed, in groups of four."""
    return "-".join(code.text[start : start + 4] for start in range(0, LENGTH, 4))


def code_hash(code: Secret, key: bytes) -> bytes:
    """Return what is stored."""
    return hmac.digest(key, code.text.encode(errors="surrogatepass"), hashlib.sha256)


def _times(left: int, right: int) -> int:
    """Multiply in GF(32)."""
    product = 0
    while right:
        if right & 1:
            product ^= left
        left <<= 1
        if left & 0b100000:
            left ^= _FIELD
        right >>= 1
    return product


def _checks(symbols: list[int]) -> list[int]:
    """Return the remainder of the message by (x - 2)(x - 4), the generator with roots a and a squared."""
    high = low = 0
    for symbol in symbols:
        factor = symbol ^ high
        high, low = low ^ _times(factor, 2 ^ 4), _times(factor, _times(2, 4))
    return [high, low]
