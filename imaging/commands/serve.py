"""``serve``, ``gateway``, ``web``, ``worker``: the processes of this machine, all or one kind of them."""

from __future__ import annotations

import sys
from collections.abc import Callable

from imaging.house import look_at_index, prepare
from imaging.logs import configure_logs
from imaging.served_address import remember
from imaging.settings import read_settings
from imaging.supervisor import Supervisor, declared_processes


def _run(*names: str) -> None:
    settings = read_settings()
    configure_logs(settings.log_level)
    prepare(settings)
    look_at_index(settings)
    # Without the web server's own settings its address is not known.
    when_started = (lambda: remember(settings)) if not names or "web" in names else lambda: None
    sys.exit(Supervisor(settings, declared_processes(names or None)).run(when_started))


def serve() -> None:
    """Receive, keep and show: all processes on this machine."""
    _run()


def _only(name: str, what: str) -> Callable[[], None]:
    def command() -> None:
        _run(name)

    command.__doc__ = what
    return command


gateway = _only("gateway", "Only the processes that speak DICOM.")
web = _only("web", "Only the processes that speak HTTP.")
worker = _only("worker", "Only the process that works in the background.")
