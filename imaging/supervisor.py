"""Keeps the processes of one machine running: starts them, starts again what died, ends them all together.

The packages name their processes as entry points ``filmless.processes``. Everything is imported first and forked then,
so that the processes share the memory of what they have in common.
"""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import sys
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from types import FrameType

import structlog

from imaging.errors import FilmlessError
from imaging.settings import Settings

PR_SET_PDEATHSIG = 1
GRACE_SECONDS = 20.0
SHORT_LIFE_SECONDS = 2.0
MAX_SHORT_LIVES = 5
FIRST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 30.0
# More of them than lead to the longest pause; a day of short lives must not make a number too large.
DOUBLINGS = 10

log = structlog.get_logger("supervisor")


@dataclass(frozen=True)
class Process:
    """A kind of process: what it runs until it is told to end by SIGTERM, and how many of it are wanted."""

    name: str
    run: Callable[[Settings], None]
    # Raises SettingsError when it could not start, for example because its port is taken; leaves nothing open.
    check: Callable[[Settings], None] = lambda settings: None
    count: Callable[[Settings], int] = lambda settings: 1


def declared_processes(names: Collection[str] | None = None) -> tuple[Process, ...]:
    """Return the processes that the packages declare, all or those named."""
    found = entry_points(group="filmless.processes")
    return tuple(entry.load() for entry in found if names is None or entry.name in names)


@dataclass
class Child:
    """One running process."""

    kind: Process
    pid: int
    started: float
    short_lives: int = 0


@dataclass(frozen=True)
class Restart:
    """A process that is to be started again after a pause."""

    kind: Process
    due: float
    short_lives: int


@dataclass
class Supervisor:
    """Runs the given kinds of processes until it is told to end."""

    settings: Settings
    kinds: tuple[Process, ...]
    children: dict[int, Child] = field(default_factory=dict)
    restarts: list[Restart] = field(default_factory=list)
    # Kinds of which one has lived long: it can work here, so what ends it now may pass.
    proven: set[str] = field(default_factory=set)
    is_ending: bool = False

    def run(self, when_started: Callable[[], None] = lambda: None) -> int:
        """Start everything, watch it, and return the exit status for the shell."""
        for kind in self.kinds:
            kind.check(self.settings)
        gc.collect()
        gc.freeze()
        previous = {number: signal.signal(number, self._end) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            for kind in self.kinds:
                for _ in range(kind.count(self.settings)):
                    self._start(kind)
            when_started()
            return self._watch()
        finally:
            self._stop_all()
            for number, handler in previous.items():
                signal.signal(number, handler)

    def _start(self, kind: Process, short_lives: int = 0) -> None:
        supervisor, pid = os.getpid(), os.fork()
        if pid == 0:
            _become(kind, self.settings, supervisor)
        self.children[pid] = Child(kind, pid, time.monotonic(), short_lives)

    def _watch(self) -> int:
        while (self.children or self.restarts) and not self.is_ending:
            self._start_again()
            pid, status = os.waitpid(-1, os.WNOHANG) if self.children else (0, 0)
            if pid == 0:
                time.sleep(0.1)
                continue
            child = self.children.pop(pid, None)
            if child is not None and not self._replace(child, os.waitstatus_to_exitcode(status)):
                return 1
        return 0

    def _replace(self, child: Child, exit_code: int) -> bool:
        """Have a dead child started again, after pauses that grow; give up only on a kind that never lived long."""
        if self.is_ending:
            return True
        name, now = child.kind.name, time.monotonic()
        is_short = now - child.started < SHORT_LIFE_SECONDS
        short_lives = child.short_lives + 1 if is_short else 0
        if not is_short or any(
            other.kind is child.kind and now - other.started >= SHORT_LIFE_SECONDS for other in self.children.values()
        ):
            self.proven.add(name)
        log.error("process ended", process=name, exit_code=exit_code, short_lives=short_lives)
        if short_lives >= MAX_SHORT_LIVES and name not in self.proven:
            return False
        pause = min(FIRST_PAUSE_SECONDS * 2 ** min(short_lives, DOUBLINGS), LONGEST_PAUSE_SECONDS) if short_lives else 0
        self.restarts.append(Restart(child.kind, now + pause, short_lives))
        return True

    def _start_again(self) -> None:
        """Start what has paused long enough."""
        now = time.monotonic()
        due = [restart for restart in self.restarts if restart.due <= now]
        self.restarts = [restart for restart in self.restarts if restart.due > now]
        for restart in due:
            self._start(restart.kind, restart.short_lives)

    def _end(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002  (what a signal handler is given)
        self.is_ending = True

    def _stop_all(self) -> None:
        for pid in self.children:
            os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + GRACE_SECONDS
        while self.children and time.monotonic() < deadline:
            pid, _ = os.waitpid(-1, os.WNOHANG)
            self.children.pop(pid, None)
            if pid == 0:
                time.sleep(0.02)
        for pid in self.children:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        self.children.clear()


def _become(kind: Process, settings: Settings, supervisor: int) -> None:
    """Turn a freshly forked child into the process it is to be; never returns."""
    exit_code = 1
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        # Control-C reaches the whole group; the supervisor decides when the others end.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        if sys.platform == "linux":
            # A supervisor that was killed must not leave its children holding the ports.
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        # The signal tells only of deaths from here on: one that was killed before has left an orphan.
        if os.getppid() == supervisor:
            kind.run(settings)
            exit_code = 0
    except FilmlessError as error:
        log.critical("process failed", process=kind.name, reason=str(error))
    except Exception:
        log.exception("process failed", process=kind.name)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(exit_code)
