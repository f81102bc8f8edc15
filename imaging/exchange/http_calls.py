"""Calls to destinations that are reached by HTTP."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import requests
from requests.auth import AuthBase, HTTPBasicAuth

from imaging.access.calls import BoundedAdapter, Bounds, Caller
from imaging.access.within import is_within
from imaging.errors import FilmlessError
from imaging.exchange.destination import Destination
from imaging.exchange.shipment import Answer, Patience, down
from imaging.exchange.trouble import Trouble

_CONNECT_SECONDS: Final = 5.0
_READ_SECONDS: Final = 30.0
# A destination that can't take more now, or is not there behind what stands in front of it.
UNWILLING: Final = frozenset({408, 425, 429})


class NoAnswerError(FilmlessError):
    """The call came to no answer; the trouble says why."""

    def __init__(self, trouble: Trouble, message: str) -> None:
        super().__init__(message)
        self.trouble = trouble


class Bearer(AuthBase):
    """A token, and nothing that the environment knows of this host."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Put the token in."""
        if self._token:
            request.headers["Authorization"] = f"Bearer {self._token}"
        return request


@dataclass(frozen=True)
class HttpCalls:
    """Calls destinations, within bounds and only where destinations are."""

    allows_loopback: bool

    def call(
        self,
        method: str,
        url: str,
        patience: Patience,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        auth: AuthBase | None = None,
    ) -> requests.Response:
        """Send a request and return the whole answer.

        Raises
        ------
        NoAnswerError
            There is none, or none that is read.
        """
        seconds = max(0.1, patience.until - time.monotonic())
        bounds = Bounds(_CONNECT_SECONDS, min(_READ_SECONDS, seconds), seconds, is_stopping=patience.is_stopping)
        caller = Caller(lambda _: None, self._check_peer, _not_understood, _late)
        with requests.Session() as session:
            session.trust_env = False
            adapter = BoundedAdapter(caller, bounds)
            session.mount("https://", adapter)
            session.mount("http://", adapter)
            said = {"Accept-Encoding": "identity", **(headers or {})}
            return _answered(
                lambda: session.request(
                    method, url, data=body, headers=said, auth=auth or Bearer(""), allow_redirects=False
                )
            )

    def _check_peer(self, host: str, is_encrypted: bool) -> None:
        """Refuse what is no destination, and to say in the clear across the internet what belongs to patients."""
        is_private = ipaddress.ip_address(host.partition("%")[0]).is_private
        if not is_within(host, allows_loopback=self.allows_loopback) or not (is_encrypted or is_private):
            raise NoAnswerError(Trouble.ADDRESS, "Nothing is sent to such an address.")


def auth_of(destination: Destination) -> AuthBase:
    """Return how we are known to a destination."""
    address = destination.address
    if address.login:
        return HTTPBasicAuth(address.login, address.secret)
    return Bearer(address.secret)


def unwilling(answer: requests.Response) -> Answer | None:
    """Return what an answer says that is not about what was sent, but about the destination; None: it is."""
    if answer.status_code in UNWILLING or answer.status_code >= 500:
        return down(Trouble.BUSY, str(answer.status_code))
    return None


def _answered(call: Callable[[], requests.Response]) -> requests.Response:
    try:
        return call()
    except requests.exceptions.SSLError as error:
        raise NoAnswerError(Trouble.CERTIFICATE, "Its certificate is not trusted.") from error
    except requests.ConnectTimeout as error:
        raise NoAnswerError(Trouble.UNREACHABLE, "It can't be reached.") from error
    except requests.Timeout as error:
        raise NoAnswerError(Trouble.SILENT, "It does not answer.") from error
    except (requests.RequestException, OSError) as error:
        is_there = "NewConnectionError" not in repr(error) and "NameResolutionError" not in repr(error)
        trouble = Trouble.SILENT if is_there else Trouble.UNREACHABLE
        raise NoAnswerError(trouble, "It gave no answer.") from error


def _not_understood(why: str) -> NoAnswerError:
    return NoAnswerError(Trouble.NOT_UNDERSTOOD, why)


def _late() -> NoAnswerError:
    return NoAnswerError(Trouble.SILENT, "It took too long.")
