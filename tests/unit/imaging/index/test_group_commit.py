"""What several threads write at the same moment is one transaction, and each thread's work is whole or not there."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import Connection, select

from imaging.errors import ConflictError, NoSpaceError, UnavailableError
from imaging.index.engine import Index
from imaging.index.group_commit import GroupCommit, UndoneError
from imaging.index.tables import hospitals
from tests.engines import NOON

Work = Callable[[Connection], object]
NO_BEFORES: Mapping[int, Callable[[], None]] = {}


class Commits:
    """Counts the transactions of an index, and lets the commit fail if told to."""

    def __init__(self, index: Index) -> None:
        self.index, self.count, self.fails = index, 0, False

    @contextmanager
    def write(self, until: float) -> Iterator[Connection]:
        with self.index.write(until) as connection:
            yield connection
            self.count += 1
            if self.fails:
                raise UnavailableError("The disk is gone.")

    def codes(self) -> list[str]:
        with self.index.read() as connection:
            return sorted(connection.execute(select(hospitals.c.code)).scalars())


@pytest.fixture
def commits(tmp_path: Path) -> Iterator[Commits]:
    index = Index.open(f"sqlite:///{tmp_path}/index.sqlite3")
    index.migrate()
    yield Commits(index)
    index.close()


def adding(code: str) -> Work:
    def work(connection: Connection) -> str:
        connection.execute(hospitals.insert().values(code=code, name=code, created_at=NOON))
        return code

    return work


def at_once(
    group: GroupCommit, works: list[Work], befores: Mapping[int, Callable[[], None]] = NO_BEFORES
) -> list[Future[object]]:
    """Have the works wait behind one that holds the turn until all of them are there."""
    held, may_end = Event(), Event()

    def hold(_: Connection) -> None:
        held.set()
        may_end.wait(10)

    with ThreadPoolExecutor(len(works) + 1) as threads:
        threads.submit(group.run, hold)
        assert held.wait(10)
        results = [
            threads.submit(group.run, work, befores.get(place, lambda: None)) for place, work in enumerate(works)
        ]
        while len(group._waiting) < len(works):
            time.sleep(0.001)
        may_end.set()
    return results


def test_those_who_wait_share_one_commit(commits: Commits) -> None:
    results = at_once(GroupCommit(commits.write, 10), [adding(code) for code in "ABCDE"])
    assert [result.result() for result in results] == list("ABCDE")
    # The one that the others waited behind, and theirs.
    assert commits.count == 2
    assert commits.codes() == list("ABCDE")


def test_what_one_raises_undoes_its_work_alone(commits: Commits) -> None:
    def undone(connection: Connection) -> None:
        adding("X")(connection)
        raise UndoneError

    results = at_once(GroupCommit(commits.write, 10), [adding("A"), undone, adding("A"), adding("B")])
    assert isinstance(results[1].exception(), UndoneError)
    # Two want the same code: whoever comes second hears of it, in our words.
    assert {type(results[0].exception()), type(results[2].exception())} == {type(None), ConflictError}
    assert commits.codes() == ["A", "B"]


def test_a_commit_that_fails_is_nobodys_success(commits: Commits) -> None:
    group = GroupCommit(commits.write, 10)
    commits.fails = True
    results = at_once(group, [adding("A"), adding("B")])
    assert [type(result.exception()) for result in results] == [UnavailableError, UnavailableError]
    commits.fails = False
    assert group.run(adding("C")) == "C"
    assert commits.codes() == ["C"]


def test_where_sqlite_undoes_the_whole_nobody_hears_success(commits: Commits) -> None:
    # Without room SQLite undoes all of a transaction, the savepoints of the others included, and says so to one.
    def fill(connection: Connection) -> None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 1}")
        connection.execute(hospitals.insert().values(code="X", name="x" * 1_000_000, created_at=NOON))

    results = at_once(GroupCommit(commits.write, 10), [adding("A"), fill, adding("B")])
    assert all(isinstance(result.exception(), NoSpaceError | UnavailableError) for result in results)
    assert commits.codes() == []


def test_what_nobody_foresaw_is_nobodys_success(commits: Commits) -> None:
    def breaking(connection: Connection) -> None:
        adding("X")(connection)
        raise KeyError("mine")

    results = at_once(GroupCommit(commits.write, 10), [adding("A"), breaking])
    # Only whose work it was hears of it as a failure for good.
    assert [type(result.exception()) for result in results] == [UnavailableError, KeyError]
    assert commits.codes() == []


def test_who_found_the_work_of_another_present_hears_that_it_was_undone_after_all(commits: Commits) -> None:
    def find(connection: Connection) -> None:
        if connection.execute(select(hospitals.c.code).where(hospitals.c.code == "A")).first():
            raise UndoneError

    group = GroupCommit(commits.write, 10)
    commits.fails = True
    assert [type(result.exception()) for result in at_once(group, [adding("A"), find])] == [UnavailableError] * 2
    assert commits.codes() == []


def test_bytes_that_do_not_become_durable_undo_what_came_at_the_same_moment(commits: Commits) -> None:
    def lose() -> None:
        raise NoSpaceError("The disk is full.")

    group = GroupCommit(commits.write, 10)
    results = at_once(group, [adding("A"), adding("B")], {0: lose})
    assert [type(result.exception()) for result in results] == [NoSpaceError, UnavailableError]
    assert commits.codes() == []


def test_alone_what_is_raised_undoes_the_transaction(commits: Commits) -> None:
    def breaking(connection: Connection) -> None:
        adding("X")(connection)
        raise KeyError("mine")

    with pytest.raises(KeyError):
        GroupCommit(commits.write, 10).run(breaking)
    assert commits.codes() == []


def test_many_threads_lose_nothing(commits: Commits) -> None:
    group = GroupCommit(commits.write, 10)
    codes = [f"H{number:03}" for number in range(200)]
    with ThreadPoolExecutor(16) as threads:
        assert list(threads.map(lambda code: group.run(adding(code)), codes)) == codes
    assert commits.codes() == codes


def test_nothing_is_committed_before_what_is_waited_for_has_happened(commits: Commits) -> None:
    seen: list[list[str]] = []

    def look() -> None:
        seen.append(commits.codes())

    commits.index.write_together(adding("A"), look)
    assert seen == [[]]
    assert commits.codes() == ["A"]


def test_what_does_not_happen_undoes_the_work(commits: Commits) -> None:
    def fail() -> None:
        raise UnavailableError("The disk is gone.")

    with pytest.raises(UnavailableError):
        commits.index.write_together(adding("A"), fail)
    assert commits.codes() == []


def test_who_finds_no_turn_in_time_is_told_so_and_leaves_nothing(commits: Commits) -> None:
    group, holding, ending = GroupCommit(commits.write, 0.2), Event(), Event()

    def hold(connection: Connection) -> None:
        holding.set()
        ending.wait(10)

    with ThreadPoolExecutor(2) as pool:
        holder = pool.submit(group.run, hold)
        assert holding.wait(10)
        started = time.monotonic()
        with pytest.raises(UnavailableError, match="busy"):
            group.run(adding("LATE"))
        assert time.monotonic() - started < 5
        ending.set()
        holder.result()
    assert group.run(adding("NEXT")) == "NEXT"
    assert commits.codes() == ["NEXT"]
