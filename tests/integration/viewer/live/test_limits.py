"""Whoever sends too much, too fast or does not read is let go, and nobody else notices."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import insert, select
from websockets.exceptions import ConnectionClosed, InvalidStatus

from imaging.consult.room.events import FIRST_CHAIN, chained, line_of, moment
from imaging.consult.room.kinds import EventKind
from imaging.index.tables import consult_events
from tests.consults import MadeConsult
from tests.pages import RoomPage, drawn, in_room, page_of
from viewer.live import bucket, calming, outbox
from viewer.live.room import MOST_PAGES

ASKS, SPEAKS, WATCHES = range(3)


async def test_ten_megabytes_end_only_their_own_connection(url: str, consult: MadeConsult) -> None:
    async with in_room(url, consult) as (asks, speaks, watches):
        # The connection ends while most of it is still on its way.
        with suppress(ConnectionClosed, OSError):
            await speaks.say({"says": "do", "id": "x", "kind": "say", "body": {"text": "x" * 10_000_000}})
        await speaks.until(lambda: speaks.is_closed)
        assert speaks.closed_with in {1006, 1009}
        event = await asks.done("say", {"text": "What was that?"})
        await watches.until(lambda: watches.sequence >= event["seq"])
        with pytest.raises(InvalidStatus):
            await speaks.open()


async def test_what_is_a_little_too_large_is_refused(url: str, consult: MadeConsult) -> None:
    body = drawn(consult)
    body["annotation"] |= {"kind": "freehand", "points": [[n + 0.123456789, n + 0.987654321] for n in range(3000)]}
    async with in_room(url, consult, ASKS) as (asks,):
        assert len(json.dumps(body)) > 64 * 1024
        assert (await asks.done("draw", body))["problem"] == "too-large"
        body["annotation"]["points"] = body["annotation"]["points"][:1000]
        assert (await asks.done("draw", body))["kind"] == "draw"


@pytest.mark.parametrize(
    "text",
    ["x", "[]", "null", '{"says":"do"}', "[" * 20_000, '{"says":"bye"}', '{"says":"hello","since":0}', "9" * 9000],
)
async def test_nonsense_is_refused_and_harms_nobody(url: str, consult: MadeConsult, text: str) -> None:
    async with in_room(url, consult, ASKS) as (asks,):
        assert asks.socket is not None
        await asks.socket.send(text)
        await asks.until(lambda: asks.said("refused") != [])
        assert asks.said("refused")[0]["id"] == ""
        assert (await asks.done("say", {"text": "Sense."}))["kind"] == "say"


async def test_a_flood_is_refused_and_then_ended(
    monkeypatch: pytest.MonkeyPatch, url: str, consult: MadeConsult
) -> None:
    async with in_room(url, consult) as (asks, speaks, watches):
        await flood(speaks)
        await speaks.until(lambda: speaks.is_closed)
        assert speaks.said("over") == [{"says": "over", "why": "flood"}]
        assert {each["problem"] for each in speaks.said("refused")} == {"room-flood"}
        event = await asks.done("say", {"text": "Slowly, please."})
        await watches.until(lambda: watches.sequence >= event["seq"])
        taken = [each for each in watches.events if each["kind"] == "point"]
        assert len(taken) < 400
        with pytest.raises(InvalidStatus) as refused:
            await speaks.open()
        answer = refused.value.response
        assert answer.status_code == 429
        assert json.loads(answer.body)["problem"] == "room-flood"
        assert 0 < int(answer.headers["Retry-After"]) <= calming.REST_SECONDS
        # Having calmed down, one comes again; elsewhere one was never kept out.
        monkeypatch.setattr(calming.Calming, "seconds_left", lambda _self, _doors: 0.0)
        await speaks.open()
        assert (await speaks.done("say", {"text": "Sorry."}))["kind"] == "say"


async def test_somebody_has_no_more_to_say_on_many_pages(url: str, consult: MadeConsult) -> None:
    async with in_room(url, consult, ASKS, SPEAKS, SPEAKS, SPEAKS) as (asks, *pages):
        await asyncio.gather(*(flood(page) for page in pages))
        event = await asks.done("say", {"text": "Slowly, please."})
        await asks.until(lambda: asks.sequence >= event["seq"])
        assert len([each for each in asks.events if each["kind"] == "point"]) < 400


async def test_coming_again_does_not_make_it_more(url: str, consult: MadeConsult) -> None:
    async with in_room(url, consult, ASKS) as (asks,):
        speaks = page_of(url, consult, SPEAKS)
        # Refused at the door in the end, which is as well.
        with suppress(InvalidStatus):
            for _ in range(6):
                await speaks.open()
                with suppress(ConnectionClosed):
                    for _ in range(140):
                        await speaks.do("point", {})
                await speaks.close()
        event = await asks.done("say", {"text": "Slowly, please."})
        await asks.until(lambda: asks.sequence >= event["seq"])
        assert len([each for each in asks.events if each["kind"] == "point"]) < 400


async def test_bytes_are_counted_too(url: str, consult: MadeConsult) -> None:
    async with in_room(url, consult, ASKS, SPEAKS) as (asks, speaks):
        body = {"drawing": drawn(consult)["drawing"], "annotation": large(consult)["annotation"]}
        assert len(json.dumps(body)) > 32 * 1024
        for _ in range(60):
            await speaks.do("drawing", body)
        await speaks.until(lambda: speaks.said("refused") != [])
        assert {each["problem"] for each in speaks.said("refused")} == {"room-flood"}
        assert (await asks.done("say", {"text": "Still here."}))["kind"] == "say"


async def test_somebody_is_there_on_so_many_pages_and_no_more(url: str, consult: MadeConsult) -> None:
    async with in_room(url, consult, ASKS, *[SPEAKS] * MOST_PAGES) as (asks, first, *_):
        ninth = page_of(url, consult, SPEAKS)
        await ninth.open()
        await ninth.until(lambda: ninth.is_closed)
        assert ninth.messages == [{"says": "over", "why": "pages"}]
        assert (await asks.done("say", {"text": "Of others nobody notices."}))["kind"] == "say"
        await first.close()
        await asks.until(lambda: len(asks.said("people")[-1]["people"][SPEAKS]["connections"]) < MOST_PAGES)
        await ninth.open()
        assert (await ninth.done("say", {"text": "There is room again."}))["kind"] == "say"
        await ninth.close()


async def test_what_nobody_can_write_down_is_not_given_back(url: str, consult: MadeConsult) -> None:
    async with in_room(url, consult, ASKS) as (asks,):
        assert asks.socket is not None
        for name in (r"\ud800", "x" * 36, "0" * 40):
            await asks.socket.send(f'{{"says":"do","id":"{name}"}}')
        await asks.until(lambda: len(asks.said("refused")) == 3)
        assert {each["id"] for each in asks.said("refused")} == {""}
        assert (await asks.done("say", {"text": "Still here."}))["kind"] == "say"


async def test_a_signal_that_does_not_arrive_is_refused(url: str, consult: MadeConsult) -> None:
    async with in_room(url, consult, ASKS, SPEAKS) as (asks, speaks):
        signal = {"says": "signal", "to": speaks.welcome["me"]["connection"], "data": {"sdp": "x" * 33_000}}
        await asks.say(signal)
        await asks.say(signal | {"to": "nobody", "data": {}})
        await asks.until(lambda: len(asks.said("refused")) == 2)
        assert [each["problem"] for each in asks.said("refused")] == ["too-large", "not-found"]
        await asks.say(signal | {"data": {}})
        await speaks.until(lambda: speaks.said("signal") != [])
        assert speaks.said("signal")[0]["data"] == {}


async def flood(page: RoomPage) -> None:
    with suppress(ConnectionClosed):
        for _ in range(1000):
            await page.do("point", {})


async def test_who_does_not_read_is_let_go_and_keeps_nobody_waiting(
    monkeypatch: pytest.MonkeyPatch, url: str, consult: MadeConsult
) -> None:
    monkeypatch.setattr(outbox, "MOST_WAITING_SECONDS", 1.0)
    # What the kernel keeps for one that does not read is more than anybody may draw at once.
    monkeypatch.setattr(bucket, "RATE_BYTES", 1e9)
    monkeypatch.setattr(bucket, "BURST_BYTES", 1e9)
    async with in_room(url, consult, ASKS, WATCHES) as (asks, watches):
        deaf = page_of(url, consult, SPEAKS)
        await deaf.open()
        assert deaf.socket is not None
        deaf.socket.transport.pause_reading()
        body = large(consult)
        slowest = 0.0
        for _ in range(150):
            began = time.monotonic()
            event = await asks.done("draw", body | {"drawing": drawn(consult)["drawing"]})
            await watches.until(lambda event=event: watches.sequence >= event["seq"])
            slowest = max(slowest, time.monotonic() - began)
            if [each["connections"] for each in asks.said("people")[-1]["people"]][SPEAKS] == []:
                break
            await asyncio.sleep(0.02)
        else:
            pytest.fail("who does not read was kept")
        assert slowest < 5
        deaf.socket.transport.resume_reading()
        await deaf.until(lambda: deaf.is_closed)
        # Coming back, they are told all the same.
        await deaf.open()
        await deaf.until(lambda: deaf.sequence >= asks.sequence)
        assert deaf.chain == asks.chain
        assert not deaf.astray
        await deaf.close()


def large(consult: MadeConsult) -> dict[str, Any]:
    """A figure of many points."""
    body = drawn(consult)
    return body | {"annotation": body["annotation"] | {"kind": "freehand", "points": [[n, n] for n in range(3500)]}}


async def test_a_long_history_comes_whole(url: str, consult: MadeConsult) -> None:
    write_history(consult, 2000)
    async with in_room(url, consult, SPEAKS) as (speaks,):
        await speaks.until(lambda: len([each for each in speaks.events if each["kind"] == "say"]) >= 2000, 60)
        assert not speaks.astray
        assert len(speaks.said("events")) > 1


def write_history(consult: MadeConsult, count: int) -> None:
    """Put so much into the log of a room as if it had been said."""
    chain, now, rows = FIRST_CHAIN, consult.house.clock.now(), []
    for sequence in range(1, count + 1):
        body = json.dumps({"text": f"Message {sequence}. " * 8, "mentions": [], "view": None, "study": None})
        body = body[:-1] + ',"replies_to":null}'
        author = consult.participant_ids[0]
        name = f"00000000-0000-4000-8000-{sequence:012d}"
        line = line_of(sequence, name, author, moment(now), EventKind.SAY, body)
        chain = chained(chain, line)
        rows.append({
            "consult_id": consult.id, "sequence": sequence, "participant_id": author, "operation_id": name,
            "kind": "say", "is_passing": False, "at": now, "line": line, "chain": chain,
        })  # fmt: skip
    with consult.house.index.write() as connection:
        connection.execute(insert(consult_events), rows)
    with consult.house.index.read() as connection:
        assert connection.scalar(select(consult_events.c.line).where(consult_events.c.consult_id == consult.id))
