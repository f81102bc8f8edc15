"""``ae``, completed by what needs the network: a look whether a machine answers."""

from __future__ import annotations

from gateway.limits import Limits
from gateway.requestor import Peer
from gateway.verification import echo_seconds
from imaging.commands.hospitals import ae
from imaging.commands.printing import AsJson, Code, hospital_id, opened_house, print_one
from imaging.errors import NotFoundError

__all__ = ["ae"]

_PATIENCE = Limits(deadline_seconds=10.0, idle_seconds=10.0)


@ae.command("test")
def ask_ae(title: str, code: Code = "", as_json: AsJson = False) -> None:
    """Call a machine, and tell whether it answers."""
    with opened_house() as house:
        owner = hospital_id(house, code)
        known = [each for each in house.ae_titles.list(owner) if each.title == title and each.port is not None]
        if not known:
            raise NotFoundError(f"{title} is not registered with a host and a port; see `filmless ae add --help`.")
        for each in known:
            peer = Peer(each.title, each.host, each.port or 0)
            seconds = echo_seconds(peer, house.settings.ae_title, _PATIENCE)
            answer = {"title": peer.ae_title, "host": peer.host, "port": peer.port, "seconds": round(seconds, 3)}
            print_one(answer, as_json=as_json)
