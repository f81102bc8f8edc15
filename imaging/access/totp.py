"""Codes that change with time (RFC 6238), as every authenticator application makes them: six digits, half a minute."""

from __future__ import annotations

import hmac
import re
from datetime import datetime
from typing import Final

import pyotp

STEP_SECONDS: Final = 30
# Phones and servers differ by some seconds, and typing takes some: one step before and one after are taken as well.
_TAKEN_STEPS: Final = (0, -1, 1)
_CODE: Final = re.compile(r"[0-9]{6}")


def new_secret() -> str:
    """Return 160 random bits, as applications read them (base 32)."""
    return pyotp.random_base32()


def address(secret: str, login: str, issuer: str) -> str:
    """Return what a QR code says to the application."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=issuer)


def code_at(secret: str, moment: datetime) -> str:
    """Return the code of a moment."""
    return pyotp.TOTP(secret).at(moment)


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """Return which step a code belongs to, None if to none of those that are taken now."""
    digits = re.sub(r"\s", "", code)
    if not _CODE.fullmatch(digits):
        return None
    present = int(now.timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    for offset in _TAKEN_STEPS:
        if hmac.compare_digest(totp.generate_otp(present + offset), digits):
            return present + offset
    return None
