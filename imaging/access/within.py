"""Which addresses are called for people: those of a hospital, and not what lies around this machine itself."""

from __future__ import annotations

import ipaddress


def is_within(host: str, *, allows_loopback: bool) -> bool:
    """Whether an address may be a machine of a hospital: not this machine, nor the machinery of its network."""
    address = ipaddress.ip_address(host.partition("%")[0])
    address = getattr(address, "ipv4_mapped", None) or address
    if address.is_link_local or address.is_multicast or address.is_unspecified:
        return False
    return allows_loopback or not address.is_loopback
