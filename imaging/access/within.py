"""Which addresses are called for people: those of a hospital, and not what lies around this machine itself."""

from __future__ import annotations

import ipaddress


def is_within(host: str, *, allows_loopback: bool) -> bool:
    """Whether an address may be a machine of a hospital: not this machine, nor the machinery of its network."""
    address = _plain(host)
    if address.is_link_local or address.is_multicast or address.is_unspecified:
        return False
    return allows_loopback or not address.is_loopback


def is_outside(host: str, *, allows_loopback: bool) -> bool:
    """Whether an address is one of the open internet: no machine of a hospital."""
    address = _plain(host)
    return address.is_global or (allows_loopback and address.is_loopback)


def _plain(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """Return an address without its interface, and as IPv4 if it is such a one in IPv6's clothes."""
    address = ipaddress.ip_address(host.partition("%")[0])
    return getattr(address, "ipv4_mapped", None) or address
