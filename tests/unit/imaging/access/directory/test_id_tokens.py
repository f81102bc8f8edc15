"""ID tokens that were forged, altered, meant for others or for another moment open nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey

from imaging.access.directory.id_tokens import Expected, check_claims, shows_second_factor, verified
from imaging.access.directory.metadata import ALGORITHMS
from imaging.errors import MalformedError
from tests.houses import NOON

ISSUER, CLIENT, NONCE = "https://login.example.org", "filmless", "n-1"
KEY = RSAKey.generate_key(2048, {"kid": "first", "use": "sig"})
STRANGER = RSAKey.generate_key(2048, {"kid": "first", "use": "sig"})
KEYS = KeySet([RSAKey.import_key(KEY.as_dict(private=False))])
NOW = int(NOON.timestamp())
EXPECTED = Expected(ISSUER, CLIENT, NONCE)
CLAIMS: dict[str, Any] = {
    "iss": ISSUER, "aud": CLIENT, "sub": "s1", "nonce": NONCE, "iat": NOW, "exp": NOW + 300, "auth_time": NOW,
}  # fmt: skip


def token(key: RSAKey | OctKey = KEY, header: dict[str, str] | None = None, **changed: Any) -> str:
    claims = {name: value for name, value in (CLAIMS | changed).items() if value is not None}
    return jwt.encode({"alg": "RS256", "kid": "first", **(header or {})}, claims, key)


def read(text: str, expected: Expected = EXPECTED) -> dict[str, Any]:
    return dict(check_claims(verified(text, KEYS, ALGORITHMS), expected, NOON))


def test_what_it_has_signed_for_us_is_read() -> None:
    assert read(token())["sub"] == "s1"
    assert read(token(aud=[CLIENT], azp=CLIENT))["sub"] == "s1"


@pytest.mark.parametrize("skew", [-59, 59])
def test_clocks_may_differ_by_a_minute(skew: int) -> None:
    assert read(token(iat=NOW + skew, exp=NOW + min(skew, 0) + 1))["sub"] == "s1"


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://login.example.org/"},
        {"iss": None},
        {"aud": "another"},
        {"aud": [CLIENT, "another"], "azp": CLIENT},
        {"aud": None},
        {"azp": "another"},
        {"nonce": "n-2"},
        {"nonce": None},
        {"exp": NOW - 61},
        {"exp": None},
        {"iat": NOW + 120},
        {"iat": None},
        {"nbf": NOW + 120},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
    ],
)
def test_what_is_not_for_us_or_not_of_now_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(MalformedError):
        read(token(**changed), Expected(ISSUER, CLIENT, NONCE, access_token="a"))


@pytest.mark.parametrize(
    "text",
    [
        token(STRANGER),
        token(header={"kid": "second"}),
        token()[:-8] + "AAAAAAAA",
        "a.b.c",
        "eyJhbGciOiJub25lIn0." + token().split(".")[1] + ".",
        "x" * 70_000,
        "",
    ],
    ids=["stranger", "unknown-key", "altered", "no-token", "unsigned", "long", "empty"],
)
def test_what_it_has_not_signed_is_refused(text: str) -> None:
    with pytest.raises(MalformedError):
        read(text)


def test_a_secret_signs_nothing() -> None:
    shared = OctKey.generate_key(256, {"kid": "first"})
    text = token(shared, {"alg": "HS256"})
    with pytest.raises(MalformedError):
        verified(text, KeySet([shared]), ALGORITHMS)


def test_whoever_must_show_themselves_anew_must_have_done_it_since() -> None:
    anew = Expected(ISSUER, CLIENT, NONCE, since=NOON)
    assert read(token(), anew)["sub"] == "s1"
    for earlier in (NOW - 61, None, "now"):
        with pytest.raises(MalformedError):
            read(token(auth_time=earlier), Expected(ISSUER, CLIENT, NONCE, since=NOON + timedelta(seconds=0)))


@pytest.mark.parametrize(
    ("claims", "is_shown"),
    [
        ({"amr": ["pwd", "mfa"]}, True),
        ({"acr": "mfa"}, True),
        ({"amr": ["pwd"], "acr": "0"}, False),
        ({"amr": "mfa"}, False),
        ({"amr": [["mfa"]]}, False),
        ({}, False),
    ],
)
def test_a_second_factor_is_what_the_hospital_says(claims: dict[str, Any], is_shown: bool) -> None:
    assert shows_second_factor(claims, {"mfa"}) is is_shown
    assert not shows_second_factor(claims, frozenset())
