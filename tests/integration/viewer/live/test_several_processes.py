"""A room that is open in several web processes: one order for all, whatever tells them of each other."""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import psutil
import pytest

from imaging.consult.participants import Part
from imaging.consult.states import ConsultState
from imaging.house import House
from imaging.settings import Settings
from tests.consults import MadeConsult, doctor, made_consult
from tests.engines import PostgreSql, running_redis
from tests.pages import RoomPage, cookie_of, drawn
from tests.web_processes import web_processes

PEOPLE = 6
NUMBERS = itertools.count(1)


@contextmanager
def running(folder: Path, database_url: str, events_url: str) -> Iterator[tuple[str, House]]:
    """Two processes, and their house."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FILMLESS_DATABASE_URL", database_url)
        patch.setenv("FILMLESS_EVENTS_URL", events_url)
        with web_processes(folder) as (url, data), House.open(Settings(data_dir=data)) as house:
            yield url, house


@pytest.fixture(scope="module", params=["sqlite", "sqlite+redis", "postgresql", "postgresql+redis"])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, House]]:
    engine, _, with_redis = request.param.partition("+")
    folder, database_url = tmp_path_factory.mktemp("place"), ""
    if engine == "postgresql":
        server: PostgreSql = request.getfixturevalue("postgresql")
        database_url = server.new_database()
    if not with_redis:
        with running(folder, database_url, "") as found:
            yield found
        return
    with running_redis() as redis, running(folder, database_url, redis.url) as found:
        yield found


def consult_in(house: House) -> MadeConsult:
    """A consult of six people."""
    number = next(NUMBERS)
    people = {doctor(house, f"doctor{number}-{n}", f"H{n}"): Part.SPEAKS if n else Part.ASKS for n in range(PEOPLE)}
    return made_consult(house, people, state=ConsultState.ACCEPTED)


def serving_processes() -> list[psutil.Process]:
    """The processes that hold a socket of a page, by their own connections."""
    mine = {each.laddr.port for each in psutil.Process().net_connections("tcp") if each.status == "ESTABLISHED"}
    return [
        process
        for process in psutil.Process().children(recursive=True)
        if any(each.raddr and each.raddr.port in mine for each in process.net_connections("tcp"))
    ]


@asynccontextmanager
async def scattered(url: str, consult: MadeConsult) -> AsyncIterator[list[RoomPage]]:
    """Pages of everybody; the kernel hands each to one of the processes, and together they are in both."""
    cookies = [cookie_of(consult, each) for each in range(PEOPLE)]
    pages = [RoomPage(url, consult.code, cookie) for cookie in cookies]
    try:
        for page in pages:
            await page.open()
        for _ in range(20):
            if len(serving_processes()) > 1:
                break
            await pages[-1].close()
            await pages[-1].open()
        assert len(serving_processes()) == 2
        yield pages
    finally:
        for page in pages:
            await page.close()


async def agree(pages: list[RoomPage]) -> None:
    """Wait until all have come to the same, and see that it is the same."""
    for page in pages:
        await page.until(lambda page=page: page.sequence >= max(each.sequence for each in pages))
    assert len({page.chain for page in pages}) == 1
    assert all(not page.astray for page in pages)
    assert all(page.lasting == pages[0].lasting for page in pages)
    sequences = [each["seq"] for each in pages[0].lasting]
    assert sequences == sorted(set(sequences))


async def test_everybody_has_the_same_whichever_process_they_are_at(place: tuple[str, House]) -> None:
    url, consult = place[0], consult_in(place[1])
    async with scattered(url, consult) as pages:
        # All at once, so that processes write into the same room at the same moment.
        for _ in range(5):
            answers = await asyncio.gather(*(page.done("draw", drawn(consult)) for page in pages))
            assert [answer["by"] for answer in answers] == list(consult.participant_ids)
        await agree(pages)
        assert len([each for each in pages[0].lasting if each["kind"] == "draw"]) == 5 * PEOPLE
        # Who is there is known everywhere.
        for page in pages:
            await page.until(lambda page=page: there(page) == PEOPLE)
        assert [each["kind"] for each in pages[0].lasting].count("state") == 1
        await signals_pass(pages)


async def signals_pass(pages: list[RoomPage]) -> None:
    for page in pages[1:]:
        await pages[0].say({"says": "signal", "to": page.welcome["me"]["connection"], "data": {"to": page.me}})
    for page in pages[1:]:
        await page.until(lambda page=page: page.said("signal") != [])
        assert page.said("signal")[0]["data"] == {"to": page.me}
        assert page.said("signal")[0]["participant"] == pages[0].me


def there(page: RoomPage) -> int:
    return len([each for each in page.said("people")[-1]["people"] if each["connections"]])


async def test_a_killed_process_loses_nothing(place: tuple[str, House]) -> None:
    url, consult = place[0], consult_in(place[1])
    async with scattered(url, consult) as pages:
        await asyncio.gather(*(page.done("draw", drawn(consult)) for page in pages))
        names = [await page.do("say", {"text": f"From {page.me}."}) for page in pages]
        os.kill(serving_processes()[0].pid, signal.SIGKILL)
        for page, name in zip(pages, names, strict=True):
            await come_back(page)
            if page.answer(name) is None:
                # What was on its way when the connection broke is proposed again.
                await page.done("say", {"text": f"From {page.me}."}, name)
        await agree(pages)
        said = [each for each in pages[0].lasting if each["kind"] == "say"]
        assert sorted(each["by"] for each in said) == sorted(consult.participant_ids)
        for page in pages:
            await page.until(lambda page=page: there(page) == PEOPLE)


async def come_back(page: RoomPage) -> None:
    """Connect again, as soon as it is known that the connection broke and a process answers."""
    await asyncio.sleep(0.2)
    async with asyncio.timeout(10):
        while page.is_closed:
            try:
                await page.open()
            except OSError:
                await asyncio.sleep(0.05)
