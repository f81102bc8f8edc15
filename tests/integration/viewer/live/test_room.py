"""A room in one web process: what is done comes to everybody, in one order, and nobody does what they may not."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import insert, select, update

from imaging.consult.states import ConsultState
from imaging.index.tables import audit_events, consult_events, consult_participants, consult_series, consults
from tests.consults import MadeConsult, doctor, made_consult
from tests.pages import FIRST_CHAIN, RoomPage, drawn, in_room, length
from tests.serving import Establishment

ASKS, SPEAKS, WATCHES = range(3)
VIEW = {"rows": 1, "columns": 1, "active": 0, "isLinked": False, "viewports": [None]}


def set_state(consult: MadeConsult, state: ConsultState) -> None:
    with consult.house.index.write() as connection:
        connection.execute(update(consults).where(consults.c.id == consult.id).values(state=state))


async def all_know(pages: list[RoomPage], sequence: int) -> None:
    for page in pages:
        await page.until(lambda page=page: page.sequence >= sequence)


async def test_what_one_draws_comes_to_all_and_to_oneself(url: str, consult: MadeConsult) -> None:
    async with in_room(url, consult) as pages:
        event = await pages[ASKS].done("draw", drawn(consult))
        await all_know(pages, event["seq"])
        assert event["by"] == consult.participant_ids[ASKS]
        assert event["body"]["annotation"]["points"] == [[1.0, 2.0], [3.0, 4.5]]
        assert len({page.chain for page in pages}) == 1
        assert pages[0].chain != FIRST_CHAIN
        assert all(page.lasting == pages[0].lasting and not page.astray for page in pages)
        # Two who speak are there, and the third has come later: that is when the consult began.
        assert [each["kind"] for each in pages[0].lasting] == ["entered", "entered", "state", "entered", "draw"]


async def test_a_consult_begins_when_who_asks_and_who_is_asked_are_there(url: str, consult: MadeConsult) -> None:
    async with in_room(url, consult, ASKS, WATCHES):
        assert consult.gathering.state is ConsultState.ACCEPTED
        async with in_room(url, consult, SPEAKS) as (speaks,):
            await speaks.until(lambda: any(each["kind"] == "state" for each in speaks.events))
            assert consult.gathering.state is ConsultState.LIVE
            with consult.house.index.read() as connection:
                row = connection.execute(select(consults).where(consults.c.id == consult.id)).one()
            assert (row.revision, row.live_at is not None) == (2, True)


async def test_everybody_is_told_who_is_there(url: str, consult: MadeConsult) -> None:
    async with in_room(url, consult, ASKS, SPEAKS) as (asks, speaks):
        await asks.until(lambda: connected(asks) == {0: 1, 1: 1, 2: 0})
        await speaks.say({"says": "here", "call": {"audio": True, "video": False}})
        await asks.until(lambda: people(asks)[1]["connections"][0]["call"] == {"audio": True, "video": False})
        assert [(each["name"], each["hospital"], each["part"], each["is_guest"]) for each in people(asks)] == [
            (consult.people[0].name, "MAIN", "asks", False),
            (consult.people[1].name, "Hospital EAST", "speaks", False),
            (consult.people[2].name, "Hospital WEST", "watches", False),
        ]
        await speaks.close()
        await asks.until(lambda: connected(asks) == {0: 1, 1: 0, 2: 0})


async def test_who_only_watches_listens_in_the_call_whatever_their_page_says(url: str, consult: MadeConsult) -> None:
    everything, nothing = {"audio": True, "video": True}, {"audio": False, "video": False}
    async with in_room(url, consult) as (asks, speaks, watches):
        for page in (speaks, watches):
            await page.say({"says": "here", "call": everything})
        await asks.until(lambda: [calls(asks)[each] for each in (SPEAKS, WATCHES)] == [everything, nothing])
        for place, part in ((SPEAKS, "watches"), (WATCHES, "speaks")):
            await asks.done("part", {"participant": consult.participant_ids[place], "part": part})
        await asks.until(lambda: [calls(asks)[each] for each in (SPEAKS, WATCHES)] == [nothing, everything])


def calls(page: RoomPage) -> list[dict[str, bool] | None]:
    return [each["connections"][0]["call"] if each["connections"] else None for each in people(page)] or [None] * 3


def people(page: RoomPage) -> list[dict[str, Any]]:
    return page.said("people")[-1]["people"] if page.said("people") else []


def connected(page: RoomPage) -> dict[int, int]:
    return {place: len(each["connections"]) for place, each in enumerate(people(page))}


async def test_signals_go_to_one_page_and_are_not_kept(url: str, consult: MadeConsult) -> None:
    async with in_room(url, consult) as (asks, speaks, watches):
        signal = {"says": "signal", "to": speaks.welcome["me"]["connection"], "data": {"sdp": "v=0", "n": [1, None]}}
        await asks.say(signal)
        await speaks.until(lambda: speaks.said("signal") != [])
        assert speaks.said("signal")[0] == {
            "says": "signal",
            "from": asks.welcome["me"]["connection"],
            "participant": asks.me,
            "data": {"sdp": "v=0", "n": [1, None]},
        }
        await asks.done("say", {"text": "Do you hear me?"})
        assert watches.said("signal") == []


async def test_who_comes_late_is_told_what_lasts_and_the_last_of_what_passes(url: str, consult: MadeConsult) -> None:
    place = {"instance_id": consult.instance_ids[0], "frame": 1}
    async with in_room(url, consult, ASKS) as (asks,):
        for number in range(5):
            await asks.done("point", {"place": place, "at": [number, 1]})
            await asks.done("say", {"text": f"Look at {number}."})
        async with in_room(url, consult, SPEAKS) as (speaks,):
            await speaks.until(lambda: speaks.sequence >= asks.sequence)
            passing = [each["body"]["at"] for each in speaks.events if each.get("passing")]
            assert passing == [[4.0, 1.0]]
            assert [each["body"]["text"] for each in speaks.lasting if each["kind"] == "say"] == [
                f"Look at {number}." for number in range(5)
            ]
            assert speaks.chain == asks.chain
            assert not speaks.astray


async def test_who_comes_back_is_told_what_they_missed(url: str, consult: MadeConsult) -> None:
    async with in_room(url, consult, ASKS, SPEAKS) as (asks, speaks):
        await asks.done("say", {"text": "Before."})
        await speaks.until(lambda: speaks.sequence >= asks.sequence)
        speaks.break_off()
        await asks.done("say", {"text": "Meanwhile."})
        await asks.done("draw", drawn(consult))
        await speaks.open()
        await speaks.until(lambda: speaks.sequence >= asks.sequence)
        assert speaks.lasting == asks.lasting
        assert speaks.chain == asks.chain
        assert not speaks.astray


async def test_a_proposal_sent_twice_is_one_event(url: str, consult: MadeConsult) -> None:
    async with in_room(url, consult, ASKS, SPEAKS) as (asks, speaks):
        first = await asks.done("say", {"text": "Once."})
        asks.break_off()
        await asks.open()
        await asks.do("say", {"text": "Once."}, first["id"])
        # The same number of another author is another proposal.
        other = await speaks.done("say", {"text": "Mine."}, first["id"])
        assert other["by"] == speaks.me
        last = await asks.done("say", {"text": "Last."})
        said = [each["body"]["text"] for each in asks.events if each["kind"] == "say"]
        assert said == ["Once.", "Mine.", "Last."]
        assert last["seq"] == other["seq"] + 1


@pytest.mark.parametrize(
    ("who", "kind", "body", "problem"),
    [
        (WATCHES, "say", {"text": "Hello"}, "room-part"),
        (WATCHES, "draw", "drawn", "room-part"),
        (WATCHES, "point", {}, "room-part"),
        (WATCHES, "present", {"participant": None}, "room-part"),
        (WATCHES, "part", {"participant": 1, "part": "gone"}, "room-part"),
        (SPEAKS, "part", {"participant": 1, "part": "gone"}, "room-part"),
        (SPEAKS, "look", {"view": VIEW}, "not-presenting"),
        (SPEAKS, "erase", {"drawing": str(uuid4()), "base": 1}, "not-found"),
        (SPEAKS, "say", {"text": "Hello", "mentions": [999_999]}, "room-nobody"),
        (SPEAKS, "say", {"text": "Hello", "replies_to": 99}, "not-found"),
        (SPEAKS, "say", {"text": "Hello", "study": 999_999}, "room-picture"),
        (SPEAKS, "say", {"text": " \n "}, "field-wrong"),
        (SPEAKS, "say", {"text": "x" * 4001}, "field-too-long"),
        (SPEAKS, "say", {"text": "Hello", "by": 1}, "field-wrong"),
        (SPEAKS, "draw", {"drawing": "no uuid", "base": 0, "annotation": None}, "field-wrong"),
        (SPEAKS, "point", {"at": [1, 2]}, "field-wrong"),
        (SPEAKS, "entered", {}, "field-wrong"),
        (SPEAKS, "state", {"state": "closed"}, "field-wrong"),
    ],
)
async def test_what_is_not_in_order_is_refused(
    url: str, consult: MadeConsult, who: int, kind: str, body: Any, problem: str
) -> None:
    async with in_room(url, consult, ASKS, who) as (asks, page):
        answer = await page.done(kind, drawn(consult) if body == "drawn" else body)
        assert (answer["says"], answer["problem"]) == ("refused", problem)
        after = await asks.done("say", {"text": "After."})
        await page.until(lambda: page.sequence >= after["seq"])
        assert {each["kind"] for each in page.events} <= {"entered", "state", "say"}


async def test_everybody_who_is_let_in_raises_a_hand(url: str, consult: MadeConsult) -> None:
    async with in_room(url, consult, WATCHES) as (watches,):
        event = await watches.done("raise", {"is_up": True})
        assert (event["kind"], event["by"]) == ("raise", watches.me)


async def test_nobody_is_somebody_else(url: str, consult: MadeConsult) -> None:
    """A message has no place for an author: whatever stands there beside what belongs there is refused."""
    async with in_room(url, consult, ASKS, SPEAKS) as (asks, speaks):
        name = str(uuid4())
        body = {"text": "I agree."}
        await speaks.say({"says": "do", "id": name, "kind": "say", "body": body, "by": asks.me})
        await speaks.until(lambda: speaks.answer(name) is not None)
        answer = speaks.answer(name)
        assert answer is not None
        assert answer["problem"] == "field-wrong"
        event = await speaks.done("say", body)
        assert event["by"] == speaks.me
        assert event["by"] != asks.me


async def test_only_its_author_changes_a_drawing_and_only_as_it_is(url: str, consult: MadeConsult) -> None:
    async with in_room(url, consult, ASKS, SPEAKS) as (asks, speaks):
        body = drawn(consult)
        event = await speaks.done("draw", body)
        await asks.until(lambda: asks.sequence >= event["seq"])
        assert (await asks.done("draw", body | {"base": 1}))["problem"] == "annotation-of-another"
        assert (await asks.done("drawing", {k: body[k] for k in ("drawing", "annotation")}))["problem"] == (
            "annotation-of-another"
        )
        assert (await speaks.done("draw", body | {"base": 0}))["told"] == {"version": 1}
        assert (await speaks.done("draw", body | {"base": 1}))["kind"] == "draw"
        stale = await asks.done("erase", {"drawing": body["drawing"], "base": 1})
        assert (stale["problem"], stale["told"]) == ("annotation-changed", {"version": 2})
        # Who asks takes away what others drew; it comes back only by its author's hand.
        assert (await asks.done("erase", {"drawing": body["drawing"], "base": 2}))["kind"] == "erase"
        assert (await asks.done("draw", body | {"base": 3}))["problem"] == "annotation-of-another"
        assert (await speaks.done("draw", body | {"base": 3}))["kind"] == "draw"


async def test_who_presents_leads_and_hands_over(url: str, consult: MadeConsult) -> None:
    async with in_room(url, consult) as (asks, speaks, watches):
        assert (await speaks.done("present", {"participant": speaks.me}))["kind"] == "present"
        assert (await speaks.done("look", {"view": VIEW}))["passing"] is True
        assert (await asks.done("look", {"view": VIEW}))["problem"] == "not-presenting"
        assert (await asks.done("present", {"participant": watches.me}))["problem"] == "room-nobody"
        assert (await asks.done("present", {"participant": asks.me}))["kind"] == "present"
        assert (await speaks.done("present", {"participant": speaks.me}))["problem"] == "not-presenting"
        await asks.close()
        await speaks.until(lambda: connected(speaks)[0] == 0)
        # Who presented is away.
        assert (await speaks.done("present", {"participant": speaks.me}))["kind"] == "present"


async def test_what_the_consult_does_not_open_is_neither_drawn_on_nor_shown(
    opened: Establishment, url: str, consult: MadeConsult
) -> None:
    other = made_consult(
        opened.house, {doctor(opened.house, f"other{consult.id}"): next(iter(consult.gathering.participants)).part}
    )
    series, closed = consult.series_ids[0], other.series_ids[0]
    viewport = {
        "series": f"{consult.study_id}/{series}", "plane": "acquired", "page": 0, "point": None, "window": None,
        "isInverted": False, "zoom": 1, "pan": [0, 0], "rotation": 0, "isFlippedHorizontally": False,
        "isFlippedVertically": False, "slab": None, "cine": None, "hung": None,
    }  # fmt: skip
    async with in_room(url, consult, ASKS, SPEAKS) as (asks, _):
        for annotation in (length(other), length(consult) | {"place": {"instance_id": 99_999, "frame": 1}}):
            body = {"drawing": str(uuid4()), "base": 0, "annotation": annotation}
            assert (await asks.done("draw", body))["problem"] == "room-picture"
            assert (await asks.done("point", {"place": annotation["place"], "at": [1, 1]}))["problem"] == "room-picture"
        beyond = length(consult)
        beyond["place"] = beyond["place"] | {"frame": 2}
        assert (await asks.done("drawing", {"drawing": str(uuid4()), "annotation": beyond}))[
            "problem"
        ] == "room-picture"
        plane = {"frame_of_reference_uid": "2.25.1", "normal": [0, 0, 1], "up": [0, -1, 0]}
        assert (await asks.done("point", {"place": plane | {"series_id": closed}, "at": [1, 1, 1]}))[
            "problem"
        ] == "room-picture"
        assert (await asks.done("point", {"place": plane | {"series_id": series}, "at": [1, 1, 1]}))["passing"] is True
        await asks.done("present", {"participant": asks.me})
        for name in (
            f"{consult.study_id}/{closed}",
            f"{other.study_id}/{series}",
            f"{other.study_id}/{closed}-phase-1",
        ):
            view = VIEW | {"viewports": [viewport | {"series": name}]}
            assert (await asks.done("look", {"view": view}))["problem"] == "room-picture"
            assert (await asks.done("say", {"text": "See", "view": view}))["problem"] == "room-picture"
        open_view = VIEW | {"viewports": [viewport | {"series": f"{consult.study_id}/{series}-image-type-2"}]}
        assert (await asks.done("look", {"view": open_view}))["passing"] is True


async def test_concluded_a_room_is_only_looked_at(url: str, consult: MadeConsult) -> None:
    async with in_room(url, consult, ASKS, SPEAKS) as (asks, speaks):
        await asks.done("say", {"text": "We agree."})
        set_state(consult, ConsultState.CONCLUDED)
        assert (await asks.done("say", {"text": "One more thing."}))["problem"] == "room-closed"
        assert (await speaks.done("draw", drawn(consult)))["problem"] == "room-closed"
        speaks.break_off()
        await speaks.open()
        assert speaks.welcome["consult"] == {"code": consult.code, "state": "concluded", "is_open": False}
        assert any(each["kind"] == "say" for each in speaks.events)


async def test_who_is_let_in_is_told_everything(url: str, consult: MadeConsult) -> None:
    waiting = keep_waiting(consult)
    async with in_room(url, consult, ASKS, WATCHES) as (asks, guest):
        await asks.done("say", {"text": "Among us."})
        assert guest.welcome["me"]["part"] == "waits"
        assert (await guest.done("say", {"text": "Hello?"}))["problem"] == "room-part"
        assert (await guest.done("raise", {"is_up": True}))["problem"] == "room-part"
        await asks.until(lambda: connected(asks)[WATCHES] == 1)
        assert guest.events == []
        assert [each["participant"] for each in people(guest)] == [waiting]
        event = await asks.done("part", {"participant": waiting, "part": "speaks"})
        await guest.until(lambda: guest.sequence >= event["seq"])
        assert "Among us." in [each["body"].get("text") for each in guest.events]
        await guest.until(lambda: len(people(guest)) == 3)
        assert (await guest.done("say", {"text": "Thank you."}))["kind"] == "say"


async def test_who_is_taken_out_is_told_nothing_more(url: str, consult: MadeConsult) -> None:
    async with in_room(url, consult) as (asks, speaks, watches):
        out = {"participant": speaks.me, "part": "gone"}
        event = await asks.done("part", out)
        await speaks.until(lambda: speaks.is_closed, 5)
        assert speaks.said("over") == [{"says": "over", "why": "ended"}]
        await asks.done("say", {"text": "Alone."})
        assert speaks.sequence <= event["seq"]
        await watches.until(lambda: watches.chain == asks.chain)
        assert (await asks.done("part", {"participant": asks.me, "part": "gone"}))["problem"] == "room-part"
        # Only a new invitation brings them back.
        assert (await asks.done("part", {"participant": speaks.me, "part": "speaks"}))["problem"] == "room-part"
    query = select(audit_events).where(audit_events.c.action == "conduct-consult")
    with consult.house.index.read() as connection:
        (noted,) = connection.execute(query.where(audit_events.c.subject_id == consult.id)).all()
    assert json.loads(noted.detail) == out


def keep_waiting(consult: MadeConsult) -> int:
    waiting = consult.participant_ids[WATCHES]
    kept = consult_participants
    with consult.house.index.write() as connection:
        connection.execute(update(kept).where(kept.c.id == waiting).values(part="waits"))
    return waiting


async def test_the_log_holds_what_was_sent_character_for_character(url: str, consult: MadeConsult) -> None:
    async with in_room(url, consult, ASKS) as (asks,):
        await asks.done("say", {"text": "右肺上叶 4.5 mm \u2028 <b>\"'\\"})
        await asks.done("point", {})
        with consult.house.index.read() as connection:
            kept = consult_events.c
            query = select(consult_events).where(kept.consult_id == consult.id).order_by(kept.sequence)
            rows = connection.execute(query).all()
        assert [row.line for row in rows] == asks.lines
        assert [row.chain for row in rows if row.chain][-1] == asks.chain
        assert [row.sequence for row in rows] == list(range(1, len(rows) + 1))


async def test_rooms_are_counted(opened: Establishment, url: str, consult: MadeConsult) -> None:
    async def numbers() -> dict[str, float]:
        async with httpx.AsyncClient(base_url=url) as client:
            lines = (await client.get("/metrics")).text.splitlines()
        told = [line.rsplit(" ", 1) for line in lines if line.startswith("filmless_room")]
        return {name: float(value) for name, value in told}

    before = await numbers()
    async with in_room(url, consult, ASKS, WATCHES) as (asks, watches):
        await asks.done("say", {"text": "Counted."})
        await watches.done("say", {"text": "Refused."})
        during = await numbers()
        assert during["filmless_room_connections"] == before["filmless_room_connections"] + 2
        for name, count in (
            ('filmless_room_event_seconds_count{kind="say"}', 1.0),
            ('filmless_room_event_seconds_bucket{kind="say",le="+Inf"}', 1.0),
            ('filmless_room_refused_total{problem="room-part"}', 1.0),
        ):
            assert during[name] == before.get(name, 0) + count, name
        await asks.done("part", {"participant": watches.me, "part": "gone"})
        await watches.until(lambda: watches.is_closed)
    after = await numbers()
    assert after["filmless_room_connections"] <= before["filmless_room_connections"] + 1
    name = 'filmless_room_ended_total{why="ended"}'
    assert after[name] == before.get(name, 0) + 1
    assert consult.code not in str(after)


async def test_everybody_is_told_that_more_was_opened(opened: Establishment, url: str, consult: MadeConsult) -> None:
    other = made_consult(
        opened.house, {doctor(opened.house, f"more{consult.id}"): next(iter(consult.gathering.participants)).part}
    )
    async with in_room(url, consult, ASKS, SPEAKS) as pages:
        for page in pages:
            await page.until(lambda page=page: series_told(page) == sorted(consult.series_ids))
        with opened.house.index.write() as connection:
            connection.execute(insert(consult_series).values(consult_id=consult.id, series_id=other.series_ids[0]))
        for page in pages:
            await page.until(lambda page=page: other.series_ids[0] in series_told(page))


def series_told(page: RoomPage) -> list[int]:
    """The series that a page was last told of."""
    told: list[int] = page.said("people")[-1]["series"] if page.said("people") else []
    return told
