"""What a directory says of itself at its well-known address (OpenID Connect Discovery 1.0)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from imaging.access.directory.addresses import check_endpoint
from imaging.errors import MalformedError
from imaging.problems import Problem

WELL_KNOWN: Final = "/.well-known/openid-configuration"
# Signatures that are checked with a public key; whoever holds only the client's secret can make none of them.
ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
_ENDPOINTS: Final = ("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint")
_AUTH_METHODS: Final = ("client_secret_basic", "client_secret_post")


@dataclass(frozen=True)
class Metadata:
    """Where its endpoints are, and what it can do."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str
    algorithms: tuple[str, ...]
    auth_methods: frozenset[str]
    # Whether it names itself in its answers (RFC 9207).
    names_itself: bool

    def auth_method(self, *, has_secret: bool) -> str:
        """Return how we show that we are the client."""
        if not has_secret:
            return "none"
        return next((each for each in _AUTH_METHODS if each in self.auth_methods), _AUTH_METHODS[0])


def read_metadata(found: Mapping[str, Any], issuer: str, *, allows_loopback: bool) -> Metadata:
    """Read it, and refuse what speaks for another issuer."""
    if found.get("issuer") != issuer:
        raise _wrong("It calls itself otherwise than the address says.")
    said = _words(found.get("id_token_signing_alg_values_supported"))
    algorithms = tuple(each for each in ALGORITHMS if each in said)
    if not algorithms:
        raise _wrong("It signs in none of the ways that are safe.")
    endpoints = {name: found.get(name, "") for name in _ENDPOINTS}
    for endpoint in filter(None, endpoints.values()):
        check_endpoint(str(endpoint), allows_loopback=allows_loopback)
    if not all(isinstance(endpoint, str) for endpoint in endpoints.values()) or not all(
        endpoints[name] for name in _ENDPOINTS if name != "userinfo_endpoint"
    ):
        raise _wrong("It does not say where its endpoints are.")
    methods = found.get("token_endpoint_auth_methods_supported")
    return Metadata(
        issuer=issuer,
        **endpoints,
        algorithms=algorithms,
        auth_methods=frozenset(_words(methods)) if methods else frozenset({_AUTH_METHODS[0]}),
        names_itself=found.get("authorization_response_iss_parameter_supported") is True,
    )


def _words(value: object) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _wrong(why: str) -> MalformedError:
    return MalformedError(f"The hospital's directory can't be used. {why}", Problem.DIRECTORY_WRONG)
