"""Rooms of consults: how soon the others see what one draws: ``python -m benchmarks.rooms``.

Pages are connections of a small client in processes of their own, for a browser would be what is measured. Each room
has five people of five hospitals; everything is stored in SQLite before it is seen.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import insert, select
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import InvalidHandshake

from benchmarks.figures import Figure, report
from benchmarks.filmless import running_filmless
from benchmarks.room_load import Load, PageOf, bring, enter
from benchmarks.slow_line import slow_line
from imaging.access.actors import Person, Role
from imaging.access.people import NewPerson
from imaging.archive.ingest import Origin
from imaging.consult.room.events import FIRST_CHAIN, chained, line_of, moment
from imaging.consult.room.kinds import EventKind
from imaging.house import House
from imaging.index.tables import consult_events, consult_participants, consult_series, consults, hospitals, instances
from imaging.settings import Settings

PICTURE = Path(__file__).parents[1] / "sample_dicom" / "cr_chest"
PEOPLE = 5
SECONDS = 20.0
BITS_PER_SECOND, ROUND_TRIP_SECONDS = 1.6e6, 0.15
HISTORY = 2000
# Generators of load; more would take the processors from what is measured.
GENERATORS = 2


def figures() -> list[Figure]:
    """Measure."""
    with tempfile.TemporaryDirectory() as folder, started(Path(folder) / "one", 1) as (house, url, _):
        rooms = [pages_of(house, url) for _ in range(5)]
        asyncio.run(entered(rooms[0][0]))
        alone = p95(run(strokes(rooms)))
        found = [Figure("5 rooms × 5: a stroke seen by the others, p95", alone, "ms", 60)]
        found.append(Figure("the same at 1.6 Mbit/s, 150 ms", asyncio.run(slowly(rooms)), "ms", 250))
        disturbed = p95(run([*strokes(rooms), disturbance(rooms)])[:-1])
        found.append(Figure("with deaf, flooding and shouting pages: times as long", disturbed / alone, "×", 2))
        found += crowd(house, url)
        found.append(Figure(f"a room with {HISTORY:,} events is there", asyncio.run(joined(house, url)), "ms", 1000))
    with tempfile.TemporaryDirectory() as folder, started(Path(folder) / "two", 2) as (house, url, pid):
        found.append(Figure("its web process killed: in the room again", asyncio.run(again(house, url, pid)), "s", 5))
    return found


def crowd(house: House, url: str) -> list[Figure]:
    """Fifty rooms, in which everybody draws."""
    rooms = [pages_of(house, url) for _ in range(50)]
    loads = []
    for n in range(GENERATORS):
        pages = [page for room in rooms[n::GENERATORS] for page in room]
        loads.append(Load(pages, SECONDS, drawing=list(range(len(pages))), rate=5.0))
    results = run(loads)
    errors = sum(len(each["errors"]) for each in results)
    return [
        Figure("50 rooms × 5 × 5 events a second, one web process, p95", p95(results), "ms", 250),
        Figure("events seen", sum(len(each["seen"]) for each in results) / SECONDS, "/s"),
        Figure("errors of these", errors, "", 0),
    ]


def strokes(rooms: Sequence[Sequence[PageOf]]) -> list[Load]:
    """In each room one draws, and all see it."""
    pages = [page for room in rooms for page in room]
    return [Load(pages, SECONDS, drawing=list(range(0, len(pages), PEOPLE)))]


def disturbance(rooms: Sequence[Sequence[PageOf]]) -> Load:
    """One of each room does not read; two send far too much."""
    pages = [room[-1] for room in rooms]
    return Load(pages, SECONDS, deaf=list(range(len(pages))), flooding=[0], shouting=[1])


async def slowly(rooms: Sequence[Sequence[PageOf]]) -> float:
    """Strokes between pages that all have a slow line."""
    async with slow_line(rooms[0][0].port, BITS_PER_SECOND, ROUND_TRIP_SECONDS) as slow_port:
        far = [[replace(page, port=slow_port) for page in room] for room in rooms]
        return p95(await asyncio.gather(*(bring(load) for load in strokes(far))))


async def joined(house: House, url: str) -> float:
    """How long it takes until a room with a history is known."""
    page = pages_of(house, url, history=HISTORY)[0]
    times = []
    for _ in range(5):
        began, known = time.monotonic(), 0
        socket = await enter(page)
        async for text in socket:
            known += str(text).count('"kind":"say"')
            if known >= HISTORY:
                break
        times.append((time.monotonic() - began) * 1000)
        await socket.close()
    return statistics.median(times)


async def again(house: House, url: str, pid: int) -> float:
    """How long somebody is out of the room whose web process is killed."""
    page, times = pages_of(house, url)[0], []
    for _ in range(5):
        socket = await entered(page)
        server_of(socket, pid).kill()
        began = time.monotonic()
        await socket.wait_closed()
        await (await entered(page)).close()
        times.append(time.monotonic() - began)
        # So that the next one does not meet a process that has just begun.
        await asyncio.sleep(5)
    return max(times)


async def entered(page: PageOf) -> ClientConnection:
    """Come into a room as soon as a process answers."""
    while True:
        try:
            socket = await enter(page)
        except (OSError, InvalidHandshake):
            await asyncio.sleep(0.1)
        else:
            await told(socket)
            return socket


async def told(socket: ClientConnection) -> None:
    """Wait until a page knows its room."""
    async for text in socket:
        if str(text).startswith('{"says":"events"'):
            return


def server_of(socket: ClientConnection, pid: int) -> psutil.Process:
    """The process at the other end."""
    port = socket.transport.get_extra_info("sockname")[1]
    for process in psutil.Process(pid).children(recursive=True):
        if any(each.raddr and each.raddr.port == port for each in process.net_connections("tcp")):
            return process
    raise RuntimeError("no process has this connection")


def run(loads: Sequence[Load]) -> list[dict[str, Any]]:
    """Have each load brought by a process of its own, and return what they saw."""
    command = [sys.executable, "-m", "benchmarks.room_load"]
    running = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in loads]
    for process, load in zip(running, loads, strict=True):
        assert process.stdin is not None
        process.stdin.write(load.text())
        process.stdin.close()
    results = []
    for process in running:
        assert process.stdout is not None
        results.append(json.loads(process.stdout.read()))
        process.wait(60)
    return results


def p95(results: Sequence[dict[str, Any]]) -> float:
    """So many milliseconds or fewer, 95 times of 100."""
    seen = [each for result in results for each in result["seen"]]
    if len(seen) < 100:
        raise RuntimeError(f"only {len(seen)} events were seen: {[each['errors'][:3] for each in results]}")
    return statistics.quantiles(seen, n=20)[-1] * 1000


@contextmanager
def started(folder: Path, processes: int) -> Iterator[tuple[House, str, int]]:
    """A running Filmless, its house, and where it answers."""
    with (
        running_filmless(folder, FILMLESS_WEB_PROCESSES=str(processes), FILMLESS_GATEWAY_PROCESSES="1") as filmless,
        House.open(Settings(data_dir=filmless.data_dir)) as house,
    ):
        file = house.archive.landing.begin()
        file.write(next(PICTURE.glob("*.dcm")).read_bytes())
        house.archive.ingest.accept(file, Origin(house.hospitals.by_code("MAIN").id, "benchmark"), None)
        yield house, f"http://127.0.0.1:{filmless.http_port}", filmless.pid


def pages_of(house: House, url: str, history: int = 0) -> list[PageOf]:
    """Make a consult, and give a page of each of its people."""
    with house.index.write() as connection:
        picture = connection.execute(instances.select().order_by(instances.c.id).limit(1)).one()
        study_id = house.archive.retrieve.by_id(picture.id).study_id
        now, code = house.clock.now(), secrets.token_urlsafe(18)
        values = {
            "code": code, "hospital_id": picture.hospital_id, "study_id": study_id, "question": "?", "reason": "",
            "urgency": "routine", "is_referral": False, "hides_identity": True, "state": "live", "asked_at": now,
            "due_at": now,
        }  # fmt: skip
        people = [person(house, connection, n) for n in range(PEOPLE)]
        values["asked_by"] = people[0].user_id
        made = connection.execute(insert(consults).values(values).returning(consults.c.id))
        consult_id = made.scalar_one()
        connection.execute(insert(consult_series).values(consult_id=consult_id, series_id=picture.series_id))
        for n, each in enumerate(people):
            part = {"consult_id": consult_id, "user_id": each.user_id, "part": "speaks" if n else "asks", "since": now}
            connection.execute(insert(consult_participants).values(part))
        if history:
            connection.execute(insert(consult_events), list(said(consult_id, now, history)))
    cookies = [f"filmless-session={house.sessions.begin(each)}" for each in people]
    port = int(url.rpartition(":")[2])
    return [PageOf(url, port, code, cookie, picture.id) for cookie in cookies]


def person(house: House, connection: Any, number: int) -> Person:
    """Somebody of one of five hospitals."""
    login = f"doctor-{secrets.token_hex(6)}"
    hospital_id = hospital_of(connection, house, number)
    return house.people.add_within(connection, NewPerson(login, hospital_id, Role.RADIOLOGIST, login, ""))


def hospital_of(connection: Any, house: House, number: int) -> int:
    """A hospital of a number, which is made if it is not there."""
    values = {"code": f"H{number}", "name": f"Hospital {number}", "created_at": house.clock.now()}
    connection.execute(house.index.insert(hospitals).values(values).on_conflict_do_nothing())
    found = connection.execute(select(hospitals.c.id).where(hospitals.c.code == f"H{number}"))
    return int(found.scalar_one())


def said(consult_id: int, now: Any, count: int) -> Iterator[dict[str, Any]]:
    """Give the rows of a room in which so much was said."""
    chain = FIRST_CHAIN
    for sequence in range(1, count + 1):
        values = {"text": f"Message {sequence}. " * 8, "mentions": [], "view": None, "study": None, "replies_to": None}
        name = f"00000000-0000-4000-8000-{sequence:012d}"
        line = line_of(sequence, name, None, moment(now), EventKind.SAY, json.dumps(values))
        chain = chained(chain, line)
        yield {
            "consult_id": consult_id, "sequence": sequence, "participant_id": None, "operation_id": name,
            "kind": "say", "is_passing": False, "at": now, "line": line, "chain": chain,
        }  # fmt: skip


if __name__ == "__main__":
    sys.exit(report(figures()))
