"""ID tokens: who signed in at the directory, in words that it has signed for us and for this one visit.

The signature is checked by joserfc, the claims by Authlib (OpenID Connect Core 1.0, section 3.1.3.7), and what both
leave to the application is checked here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from imaging.errors import MalformedError
from imaging.problems import Problem

# How far the directory's clock may differ from ours.
SKEW: Final = timedelta(seconds=60)
LONGEST_TOKEN: Final = 64 * 1024


@dataclass(frozen=True)
class Expected:
    """What a token must say to be for us and for this visit."""

    issuer: str
    client_id: str
    nonce: str = field(repr=False)
    access_token: str = field(default="", repr=False)
    # Since when they must have shown who they are, if it must have been anew.
    since: datetime | None = None


def verified(text: str, keys: KeySet, algorithms: Collection[str]) -> jwt.Token:
    """Return what a token says if one of these keys has signed it.

    Raises
    ------
    MalformedError
        None has, or it is no token.
    """
    try:
        if len(text) > LONGEST_TOKEN:
            raise _wrong("Its token is too long.")
        return jwt.decode(text, keys, algorithms=list(algorithms))
    except (JoseError, ValueError) as error:
        raise _wrong("Nobody whose keys it publishes has signed this token.") from error


def check_claims(token: jwt.Token, expected: Expected, now: datetime) -> Mapping[str, Any]:
    """Return the claims if they are meant for us, now, and for this visit.

    Raises
    ------
    MalformedError
        They are not.
    """
    options = {
        "iss": {"essential": True, "value": expected.issuer},
        "aud": {"essential": True, "value": expected.client_id},
        "sub": {"essential": True},
        "nonce": {"essential": True, "value": expected.nonce},
    }
    params = {"client_id": expected.client_id, "nonce": expected.nonce, "access_token": expected.access_token}
    claims = CodeIDToken(token.claims, token.header, options, params)
    try:
        claims.validate(int(now.timestamp()), int(SKEW.total_seconds()))
    except (JoseError, TypeError, ValueError) as error:
        raise _wrong("Its token is not for this visit, or not of this moment.") from error
    if claims["aud"] not in (expected.client_id, [expected.client_id]):
        raise _wrong("Its token is for others as well.")
    if expected.since is not None and not _is_since(claims.get("auth_time"), expected.since):
        raise _wrong("It has not asked anew who it is.")
    return dict(claims)


def shows_second_factor(claims: Mapping[str, Any], accepted: Collection[str]) -> bool:
    """Whether the directory says that they showed what the hospital takes for a second factor."""
    amr = claims.get("amr")
    said = [claims.get("acr"), *(amr if isinstance(amr, list) else [])]
    return any(isinstance(each, str) and each in accepted for each in said)


def _is_since(auth_time: object, since: datetime) -> bool:
    return isinstance(auth_time, int | float) and auth_time >= (since - SKEW).timestamp()


def _wrong(why: str) -> MalformedError:
    return MalformedError(f"What the hospital's directory says can't be trusted. {why}", Problem.DIRECTORY_WRONG)
