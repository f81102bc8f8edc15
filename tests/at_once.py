"""What many processes do to one house at once; each opens the house anew, as a process of the product does."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Barrier
from typing import TypeVar

from imaging.access.actors import Operator
from imaging.access.audit import AuditEvent
from imaging.clock import SetClock
from imaging.house import House
from imaging.settings import Settings
from tests.houses import NOON

Answer = TypeVar("Answer")
Work = Callable[[Path, str, str], list[str]]
PROCESSES, THREADS = 3, 8


@dataclass(frozen=True)
class Processes:
    """Several processes that begin each work at the same moment."""

    pool: ProcessPoolExecutor
    start: Barrier

    def all_do(self, work: Work, data_dir: Path, database_url: str, word: str) -> list[str]:
        """Do the same work in each of them, and return all their answers."""
        futures = [
            self.pool.submit(_together, self.start, work, data_dir, database_url, word) for _ in range(PROCESSES)
        ]
        return [answer for future in futures for answer in future.result()]


@contextmanager
def several_processes() -> Iterator[Processes]:
    """Start them once: what they load takes longer than what they do."""
    spawned = multiprocessing.get_context("spawn")
    # A barrier of the manager's goes along with each piece of work.
    with spawned.Manager() as manager, ProcessPoolExecutor(PROCESSES, spawned) as pool:
        yield Processes(pool, manager.Barrier(PROCESSES))


def _together(start: Barrier, work: Work, data_dir: Path, database_url: str, word: str) -> list[str]:
    # Nobody does the work of two, and nobody is through before the others have come.
    start.wait(60)
    return work(data_dir, database_url, word)


def guess(data_dir: Path, database_url: str, secret: str) -> list[str]:
    """Answer wrongly from many threads."""

    def once(house: House) -> str:
        answer = {"birth_date": "1960-02-28", "last_four": "0000"}
        return type(house.link_sessions.exchange(secret=secret, answer=answer)).__name__

    return _in_threads(data_dir, database_url, once)


def open_link(data_dir: Path, database_url: str, secret: str) -> list[str]:
    """Answer rightly from many threads."""

    def once(house: House) -> str:
        answer = {"birth_date": "1960-02-29", "last_four": "5678"}
        return type(house.link_sessions.exchange(secret=secret, answer=answer)).__name__

    return _in_threads(data_dir, database_url, once)


def sign_in(data_dir: Path, database_url: str, login: str) -> list[str]:
    """Try a wrong password from many threads."""
    return _in_threads(data_dir, database_url, lambda house: str(house.people.check_password(login, "wrong", "a")))


def tell(data_dir: Path, database_url: str, action: str) -> list[str]:
    """Write audit events from many threads."""

    def once(house: House) -> str:
        house.audit.record(AuditEvent(Operator(), action))
        return action

    return _in_threads(data_dir, database_url, once)


def _in_threads(data_dir: Path, database_url: str, once: Callable[[House], str]) -> list[str]:
    settings = Settings(data_dir=data_dir, database_url=database_url)
    with House.open(settings, SetClock(NOON)) as house, ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(once, [house] * (2 * THREADS)))
