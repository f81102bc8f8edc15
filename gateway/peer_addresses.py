"""Where a registered name leads to: asked each time, and never to where no machine of a hospital is."""

from __future__ import annotations

import socket

from imaging.access.within import is_within
from imaging.errors import ForbiddenError, UnavailableError


def resolved(host: str, port: int, *, allows_loopback: bool) -> str:
    """Return an address that may be called.

    Raises
    ------
    UnavailableError
        The name leads nowhere.
    ForbiddenError
        It leads to this machine, or to the machinery of its network.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise UnavailableError("The name of the destination is not known.") from error
    addresses = [str(each[4][0]) for each in found]
    # One bad address among good ones is no accident: whoever changes names would have it tried sooner or later.
    if not addresses or not all(is_within(each, allows_loopback=allows_loopback) for each in addresses):
        raise ForbiddenError("Nothing is sent to such an address.")
    return addresses[0]
