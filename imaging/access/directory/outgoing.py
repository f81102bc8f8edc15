"""Calls to a directory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import requests

from imaging.access.calls import BoundedAdapter, Bounds, Caller
from imaging.access.directory.addresses import check_endpoint, check_peer
from imaging.access.within import is_outside
from imaging.errors import MalformedError, UnavailableError
from imaging.problems import Problem

BOUNDS: Final = Bounds()


@dataclass(frozen=True)
class Outgoing:
    """How this installation calls directories."""

    # Only an installation that serves nobody but this machine may call a directory there without TLS.
    allows_loopback: bool
    # Whether addresses within a hospital are left alone, because anybody may say where it goes.
    reaches_only_outside: bool = False

    def equip(self, session: requests.Session) -> None:
        """Have a session send everything this way; what the environment says of proxies and passwords is left alone."""
        session.trust_env = False
        adapter = BoundedAdapter(Caller(self._check_address, self._check_peer, _wrong, _late), BOUNDS)
        session.mount("https://", adapter)
        session.mount("http://", adapter)

    def json(self, address: str, token: str = "") -> dict[str, Any]:
        """Return the JSON object that lies at an address."""
        self._check_address(address)
        with requests.Session() as session:
            self.equip(session)
            headers = {"Accept": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
            answer = asked(lambda: session.get(address, headers=headers, allow_redirects=False))
        if not answer.ok:
            raise _wrong(f"It answers {answer.status_code}.")
        try:
            found = answer.json()
        except ValueError as error:
            raise _wrong("It answers something else than JSON.") from error
        if not isinstance(found, dict):
            raise _wrong("It answers something else than a JSON object.")
        return found

    def _check_address(self, address: str) -> None:
        check_endpoint(address, allows_loopback=self.allows_loopback)

    def _check_peer(self, host: str, is_encrypted: bool) -> None:  # noqa: ARG002  (plain calls end at this machine)
        check_peer(host, allows_loopback=self.allows_loopback)
        if self.reaches_only_outside and not is_outside(host, allows_loopback=self.allows_loopback):
            raise _wrong("It is within the hospital.")


def asked(call: Callable[[], Any]) -> Any:
    """Make a call, and say in our words that there was no answer."""
    try:
        return call()
    except (requests.RequestException, OSError) as error:
        raise UnavailableError("The hospital's directory does not answer.", Problem.DIRECTORY_SILENT) from error


def _wrong(why: str) -> MalformedError:
    return MalformedError(f"The hospital's directory can't be used. {why}", Problem.DIRECTORY_WRONG)


def _late() -> UnavailableError:
    return UnavailableError("The hospital's directory is too slow.", Problem.DIRECTORY_SILENT)
