"""Codes against the table of RFC 6238, appendix B."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest

from imaging.access.totp import STEP_SECONDS, address, code_at, new_secret, step_of

RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("seconds", "eight_digits"),
    [
        (59, "94287082"), (1111111109, "07081804"), (1111111111, "14050471"), (1234567890, "89005924"),
        (2000000000, "69279037"), (20000000000, "65353130"),
    ],
)  # fmt: skip
def test_the_codes_are_those_of_the_standard(seconds: int, eight_digits: str) -> None:
    moment = datetime.fromtimestamp(seconds, UTC)
    assert code_at(RFC_SECRET, moment) == eight_digits[-6:]
    assert step_of(RFC_SECRET, eight_digits[-6:], moment) == seconds // STEP_SECONDS


@pytest.mark.parametrize(("seconds_off", "is_taken"), [(0, True), (-30, True), (30, True), (-60, False), (60, False)])
def test_a_clock_may_be_half_a_minute_off(seconds_off: int, is_taken: bool) -> None:
    now = datetime.fromtimestamp(1111111111, UTC)
    code = code_at(RFC_SECRET, datetime.fromtimestamp(1111111111 + seconds_off, UTC))
    assert (step_of(RFC_SECRET, code, now) is not None) is is_taken


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１４０５０４", "050471\x00"])
def test_what_is_no_code_is_none(code: str) -> None:
    assert step_of(RFC_SECRET, code, datetime.fromtimestamp(1111111111, UTC)) is None


def test_spaces_between_digits_do_not_matter() -> None:
    assert step_of(RFC_SECRET, "050 471", datetime.fromtimestamp(1111111111, UTC)) is not None


def test_secrets_have_160_bits_and_the_address_says_whose_they_are() -> None:
    secrets = {new_secret() for _ in range(50)}
    assert len(secrets) == 50
    assert all(len(base64.b32decode(secret)) == 20 for secret in secrets)
    assert address(RFC_SECRET, "wang@west", "Filmless").startswith("otpauth://totp/Filmless:wang%40west?secret=")
