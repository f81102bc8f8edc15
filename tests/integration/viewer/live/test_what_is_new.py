"""What somebody missed while they were not in a room is new to them, hours later; what they saw is not."""

from __future__ import annotations

import asyncio
import time

import pytest
from sqlalchemy import select

from imaging.index.tables import news
from tests.consults import MadeConsult
from tests.pages import RoomPage, in_room, page_of
from viewer.live import leaving

ASKS, SPEAKS = range(2)


async def unseen(consult: MadeConsult, who: int, wanted: int) -> int:
    """How much is new to somebody, once it is so, or what it is after a while."""
    deadline = time.monotonic() + 10
    while True:
        (listed,) = consult.house.asking.lists.of(consult.people[who])
        if listed.unseen == wanted or time.monotonic() > deadline:
            return listed.unseen
        await asyncio.sleep(0.05)


async def test_what_was_said_while_somebody_was_away_is_new_to_them(url: str, consult: MadeConsult) -> None:
    async with in_room(url, consult, ASKS) as (asks,):
        await asks.done("say", {"text": "What is this?"})
        async with in_room(url, consult, SPEAKS) as (speaks,):
            await speaks.until(lambda: speaks.sequence >= asks.sequence)
            await speaks.done("say", {"text": "A cyst."})
            await asks.until(lambda: asks.sequence >= speaks.sequence)
        assert await unseen(consult, SPEAKS, 0) == 0
        await asks.done("say", {"text": "And beside it?"})
        assert await unseen(consult, SPEAKS, 1) == 1
    assert await unseen(consult, ASKS, 0) == 0


def mentions(consult: MadeConsult, who: int) -> list[tuple[str, bool]]:
    """What waits in somebody's inbox of what mentioned them, and whether they are called for it."""
    with consult.house.index.read() as connection:
        query = select(news.c.key, news.c.planned_at).where(news.c.user_id == consult.people[who].user_id)
        rows = connection.execute(query.where(news.c.read_at.is_(None), news.c.withdrawn_at.is_(None)))
        return [(row.key, row.planned_at is None) for row in rows]


async def mention(asks: RoomPage, speaks: RoomPage) -> int:
    event = await asks.done("say", {"text": "What do you say?", "mentions": [speaks.me]})
    return int(event["seq"])


async def test_whose_line_breaks_has_not_read_what_mentioned_them_and_is_called(
    monkeypatch: pytest.MonkeyPatch, url: str, consult: MadeConsult
) -> None:
    monkeypatch.setattr(leaving, "COMES_BACK_SECONDS", 0.3)
    async with in_room(url, consult, ASKS) as (asks,):
        speaks = await page_of(url, consult, SPEAKS).open()
        known = speaks.sequence
        assert speaks.socket is not None
        speaks.socket.transport.pause_reading()
        said = await mention(asks, speaks)
        assert [is_called for _, is_called in mentions(consult, SPEAKS)] == [False]
        speaks.break_off()
        assert await unseen(consult, SPEAKS, 1) == 1
        await asks.until(lambda: asks.said("people")[-1]["people"][SPEAKS]["connections"] == [])
        await until_called(consult, f"consult-{consult.id}-mentioned-{said}")
        # Coming back they are told it, and leaving in order they have read it.
        assert speaks.sequence == known
        await speaks.until(lambda: speaks.is_closed)
        await speaks.open()
        await speaks.until(lambda: speaks.sequence >= said)
        await speaks.close()
        assert await unseen(consult, SPEAKS, 0) == 0
        assert mentions(consult, SPEAKS) == []


async def until_called(consult: MadeConsult, key: str) -> None:
    deadline = time.monotonic() + 5
    while mentions(consult, SPEAKS) != [(key, True)]:
        assert time.monotonic() < deadline, mentions(consult, SPEAKS)
        await asyncio.sleep(0.05)


async def test_who_is_back_in_a_moment_is_not_called(
    monkeypatch: pytest.MonkeyPatch, url: str, consult: MadeConsult
) -> None:
    monkeypatch.setattr(leaving, "COMES_BACK_SECONDS", 0.5)
    async with in_room(url, consult, ASKS) as (asks,):
        speaks = await page_of(url, consult, SPEAKS).open()
        said = await mention(asks, speaks)
        speaks.break_off()
        await speaks.until(lambda: speaks.is_closed)
        await speaks.open()
        await asyncio.sleep(1.0)
        assert mentions(consult, SPEAKS) == [(f"consult-{consult.id}-mentioned-here-{said}", False)]
        await speaks.close()
        assert await unseen(consult, SPEAKS, 0) == 0
        assert mentions(consult, SPEAKS) == []
