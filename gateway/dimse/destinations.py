"""Where a C-MOVE may send: peers that the caller's hospital has registered with an address and a port, and no other."""

from __future__ import annotations

import ipaddress

from gateway.requestor import Peer
from imaging.errors import NotFoundError
from imaging.house import House


def destination(house: House, hospital_id: int, title: str) -> Peer:
    """Return the peer that this hospital has registered under this title."""
    for entity in house.ae_titles.list(hospital_id):
        if entity.title == title and entity.port is not None and _may_be_called(house, entity.host, entity.port):
            return Peer(entity.title, entity.host, entity.port)
    raise NotFoundError("The move destination is not registered with an address and a port.")


def _may_be_called(house: House, host: str, port: int) -> bool:
    """Refuse ourselves, and addresses where no modality lives but a cloud's metadata might."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    bind = house.settings.dicom
    if address.is_link_local or address.is_multicast or address.is_unspecified:
        return False
    # On a server that others reach, its own loopback is not a place to send them to.
    if address.is_loopback:
        return bind.is_loopback and port != bind.port
    return (host, port) != (bind.host, bind.port)
