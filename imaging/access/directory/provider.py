"""A directory as it is spoken to: where it wants people sent, and what it says of who came back."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final
from urllib.parse import quote_plus

from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from imaging.access.directory.directories import Directory
from imaging.access.directory.id_tokens import Expected, check_claims, verified
from imaging.access.directory.metadata import WELL_KNOWN, Metadata, read_metadata
from imaging.access.directory.outgoing import Outgoing, asked
from imaging.access.remembered import Remembered
from imaging.clock import Clock
from imaging.errors import MalformedError
from imaging.problems import Problem

# What a directory says of itself, and its keys, change seldom; a key that is not known yet is looked for at once.
_KEPT: Final = timedelta(minutes=10)
_KEY_TYPES: Final = frozenset({"RSA", "EC"})
# 2048 bits in base64url; whoever has a shorter one does not sign in a way that can be trusted.
_SHORTEST_MODULUS: Final = 342


@dataclass(frozen=True)
class Departure:
    """What somebody is sent to the directory with."""

    state: str
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    # Whether they must show anew who they are.
    is_anew: bool = False


@dataclass(frozen=True)
class Provider:
    """Speaks to directories; what they say of themselves is remembered for some minutes."""

    clock: Clock
    outgoing: Outgoing
    # Below it each directory has an address of its own, by the number of its hospital.
    return_address: str
    _metadata: Remembered[str, Metadata] = field(init=False, repr=False)
    _keys: Remembered[str, KeySet] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_metadata", Remembered(self.clock, _KEPT, 64))
        object.__setattr__(self, "_keys", Remembered(self.clock, _KEPT, 64))

    def redirect_uri(self, hospital_id: int) -> str:
        """Return the address to which this hospital's directory sends people back, and no other."""
        return f"{self.return_address}/{hospital_id}"

    def metadata(self, directory: Directory) -> Metadata:
        """Return what it says of itself."""
        known = self._metadata.get(directory.issuer)
        if known is not None:
            return known
        found = self.outgoing.json(directory.issuer.rstrip("/") + WELL_KNOWN)
        read = read_metadata(found, directory.issuer, allows_loopback=self.outgoing.allows_loopback)
        return self._metadata.put(directory.issuer, read)

    def look_anew(self, directory: Directory) -> Metadata:
        """Ask the directory for all that is needed of it, whatever is remembered."""
        self._metadata.forget(directory.issuer)
        metadata = self.metadata(directory)
        self._fresh_keys(metadata)
        return metadata

    def address(self, directory: Directory, departure: Departure) -> str:
        """Return where somebody goes to sign in."""
        metadata, more = self.metadata(directory), {}
        if departure.is_anew:
            more["max_age"] = "0"
        if departure.is_anew or directory.asks_each_time:
            more["prompt"] = "login"
        with self._session(directory, metadata) as session:
            address, _ = session.create_authorization_url(
                metadata.authorization_endpoint,
                state=departure.state,
                code_verifier=departure.verifier,
                nonce=departure.nonce,
                **more,
            )
        return str(address)

    def claims(self, directory: Directory, code: str, verifier: str, expected: Expected) -> Mapping[str, Any]:
        """Exchange the code that came back for what the directory says of who it is."""
        metadata = self.metadata(directory)
        with self._session(directory, metadata) as session:
            token = _token(session, metadata.token_endpoint, code, verifier)
        access_token = str(token.get("access_token", ""))
        here = Expected(expected.issuer, expected.client_id, expected.nonce, access_token, expected.since)
        claims = check_claims(self._verified(str(token.get("id_token", "")), metadata), here, self.clock.now())
        return self._with_userinfo(directory, metadata, claims, access_token)

    def _with_userinfo(
        self, directory: Directory, metadata: Metadata, claims: Mapping[str, Any], access_token: str
    ) -> Mapping[str, Any]:
        """Add what the directory tells only when asked for it, if it is needed; what it has signed goes first."""
        wanted = {directory.number_claim, *filter(None, [directory.role_claim])}
        if wanted <= claims.keys() or not metadata.userinfo_endpoint or not access_token:
            return claims
        more = self.outgoing.json(metadata.userinfo_endpoint, access_token)
        if more.get("sub") != claims["sub"]:
            raise _wrong("It speaks of two people at once.")
        return {**more, **claims}

    def _session(self, directory: Directory, metadata: Metadata) -> OAuth2Session:
        session = OAuth2Session(
            client_id=directory.client_id,
            client_secret=directory.client_secret or None,
            token_endpoint_auth_method=metadata.auth_method(has_secret=bool(directory.client_secret)),
            scope=directory.scopes,
            redirect_uri=self.redirect_uri(directory.hospital_id),
            code_challenge_method="S256",
        )
        session.register_client_auth_method(("client_secret_basic", _encoded_basic))
        self.outgoing.equip(session)
        return session

    def _verified(self, text: str, metadata: Metadata) -> jwt.Token:
        """Check the signature; a key that is not known may be one that was changed meanwhile."""
        known = self._keys.get(metadata.jwks_uri)
        if known is not None:
            try:
                return verified(text, known, metadata.algorithms)
            except MalformedError:
                self._keys.forget(metadata.jwks_uri)
        return verified(text, self._fresh_keys(metadata), metadata.algorithms)

    def _fresh_keys(self, metadata: Metadata) -> KeySet:
        found = self.outgoing.json(metadata.jwks_uri).get("keys")
        given = [each for each in found if _is_public_key(each)] if isinstance(found, list) else []
        try:
            keys = KeySet.import_key_set({"keys": given})
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise _wrong("It publishes no keys that can be read.") from error
        return self._keys.put(metadata.jwks_uri, keys)


def _is_public_key(key: object) -> bool:
    if not isinstance(key, dict) or key.get("kty") not in _KEY_TYPES:
        return False
    is_long_enough = key["kty"] != "RSA" or len(str(key.get("n", ""))) >= _SHORTEST_MODULUS
    return is_long_enough and key.get("use", "sig") == "sig" and "d" not in key


def _token(session: OAuth2Session, endpoint: str, code: str, verifier: str) -> Mapping[str, Any]:
    try:
        found = asked(
            lambda: session.fetch_token(
                endpoint, grant_type="authorization_code", code=code, code_verifier=verifier, allow_redirects=False
            )
        )
    except (OAuthError, ValueError, KeyError) as error:
        raise _wrong("It does not take what it gave out itself; compare client and secret with it.") from error
    return dict(found)


def _encoded_basic(auth: Any, _: str, uri: str, headers: dict[str, str], body: Any) -> tuple[str, Any, Any]:
    """Show client and secret as RFC 6749 (section 2.3.1) has it: each encoded like a form before the two are joined."""
    pair = f"{quote_plus(auth.client_id)}:{quote_plus(auth.client_secret)}"
    return uri, {**headers, "Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}, body


def _wrong(why: str) -> MalformedError:
    return MalformedError(f"What the hospital's directory says can't be trusted. {why}", Problem.DIRECTORY_WRONG)
