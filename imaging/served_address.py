"""The address at which this data directory is served, for the commands that are typed beside the server.

Somebody who runs ``filmless order add`` in another shell did not repeat the settings of the server there, and its link
would lead to a place where nobody answers. So the server writes down its address when it has started, and commands
that were told no other take it from there. The server itself never reads it: what it is depends on its settings alone.
"""

from __future__ import annotations

from pathlib import Path

from imaging.settings import Settings


def remember(settings: Settings) -> None:
    """Write down the address that these settings give to people."""
    _path(settings).write_text(settings.base_url + "\n", encoding="utf-8")


def recalled(settings: Settings) -> Settings:
    """Return the settings with the address at which they are served, unless they name one themselves."""
    path = _path(settings)
    if settings.public_url or not path.is_file():
        return settings
    return settings.model_copy(update={"public_url": path.read_text(encoding="utf-8").strip()})


def _path(settings: Settings) -> Path:
    return settings.data_dir / "served-address"
