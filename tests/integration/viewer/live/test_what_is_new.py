"""What somebody missed while they were not in a room is new to them, hours later; what they saw is not."""

from __future__ import annotations

import asyncio
import time

from tests.consults import MadeConsult
from tests.pages import in_room

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
