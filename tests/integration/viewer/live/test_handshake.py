"""Who gets a socket, from where, and how soon they lose it again."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, update
from websockets.exceptions import InvalidStatus

from imaging.clock import SetClock
from imaging.consult.participants import Part
from imaging.consult.states import ConsultState
from imaging.house import House
from imaging.index.tables import consult_guests, consult_participants, consults
from tests.consults import MadeConsult, doctor, made_consult
from tests.houses import NOON, open_house
from tests.pages import RoomPage, in_room, page_of
from tests.ports import free_port
from tests.serving import Establishment, serving
from viewer.app import application
from viewer.live import greeting, rooms
from viewer.live.room import MOST_PAGES, Room

ASKS, SPEAKS, WATCHES = range(3)
SOON = 5.0


async def status_of(page: RoomPage, **options: object) -> int:
    """What a handshake is answered; 101 means that it was let in."""
    try:
        await page.open(greets=False, **options)
    except InvalidStatus as error:
        return error.response.status_code
    await page.close()
    return 101


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("{own}", 101),
        (None, 403),
        ("null", 403),
        ("", 403),
        ("http://evil.example", 403),
        ("{own}.evil.example", 403),
        ("http://evil.{host}", 403),
        ("https://{host}:{port}", 403),
        ("http://{host}:1", 403),
        ("http://{host}", 403),
        ("{own}/", 403),
        ("{own}@evil.example", 403),
    ],
)
async def test_only_a_page_of_this_server_opens_a_socket(
    opened: Establishment, consult: MadeConsult, origin: str | None, status: int
) -> None:
    served = opened.served
    claimed = None if origin is None else origin.format(own=served.url, host=served.host, port=served.port)
    assert await status_of(page_of(served.url, consult), origin=claimed) == status


async def test_a_socket_opened_across_sites_is_refused(url: str, consult: MadeConsult) -> None:
    assert await status_of(page_of(url, consult), headers={"Sec-Fetch-Site": "cross-site"}) == 403


async def test_strangers_are_told_nothing(opened: Establishment, url: str, consult: MadeConsult) -> None:
    stranger = doctor(opened.house, f"stranger{consult.id}")
    cookie = f"filmless-session={opened.house.sessions.begin(stranger)}"
    other = made_consult(opened.house, {stranger: consult.gathering.participants[0].part})
    assert await status_of(RoomPage(url, other.code, cookie)) == 101
    # Not in this one, and in one that is not there: the same.
    assert await status_of(RoomPage(url, consult.code, cookie)) == 404
    assert await status_of(RoomPage(url, secrets.token_urlsafe(18), cookie)) == 404
    assert await status_of(RoomPage(url, consult.code, "")) == 401
    assert await status_of(RoomPage(url, consult.code, "filmless-session=guessed")) == 401
    assert await status_of(RoomPage(url, consult.code, ""), headers=opened.headers) == 401


async def test_who_was_taken_out_does_not_come_in_again(url: str, consult: MadeConsult) -> None:
    page = page_of(url, consult, SPEAKS)
    set_part(consult, SPEAKS, "gone")
    assert await status_of(page) == 404


async def test_who_is_taken_out_before_they_greet_is_told_nothing(
    monkeypatch: pytest.MonkeyPatch, url: str, consult: MadeConsult
) -> None:
    monkeypatch.setattr(rooms, "_FRESH_SECONDS", 0.0)
    async with in_room(url, consult, ASKS) as (asks,):
        await asks.done("say", {"text": "A secret word."})
        speaks = page_of(url, consult, SPEAKS)
        await speaks.open(greets=False)
        set_part(consult, SPEAKS, "gone")
        await speaks.greet()
        await speaks.until(lambda: speaks.is_closed)
        assert speaks.messages == [{"says": "over", "why": "ended"}]
        assert speaks.events == []


async def test_what_is_known_of_a_consult_is_never_set_back(consult: MadeConsult) -> None:
    before = consult.gathering
    set_part(consult, SPEAKS, "gone")
    room = Room(before, 1.0)
    assert room.learn(consult.gathering, 3.0)
    assert not room.learn(before, 2.0)
    assert room.gathering == consult.gathering


async def test_a_closed_consult_is_open_to_who_asked_alone(url: str, consult: MadeConsult) -> None:
    set_state(consult, ConsultState.CLOSED)
    assert [await status_of(page_of(url, consult, who)) for who in (ASKS, SPEAKS, WATCHES)] == [101, 410, 410]


async def test_an_ended_session_ends_its_socket(url: str, consult: MadeConsult) -> None:
    async with in_room(url, consult, ASKS, SPEAKS) as (asks, speaks):
        await speaks.done("raise", {"is_up": True})
        consult.house.sessions.end(speaks.cookie.partition("=")[2])
        await speaks.until(lambda: speaks.is_closed, SOON)
        assert speaks.said("over") == [{"says": "over", "why": "ended"}]
        assert (await asks.done("say", {"text": "Still here."}))["kind"] == "say"


async def test_whose_part_ends_elsewhere_is_out(url: str, consult: MadeConsult) -> None:
    async with in_room(url, consult) as (asks, speaks, watches):
        set_part(consult, SPEAKS, "gone")
        await speaks.until(lambda: speaks.is_closed, SOON)
        assert speaks.said("over")[0]["why"] == "ended"
        set_state(consult, ConsultState.CLOSED)
        await watches.until(lambda: watches.is_closed, SOON)
        assert watches.said("over")[0]["why"] == "closed"
        assert not asks.is_closed


async def test_a_guest_comes_in_by_a_cookie_of_their_own(opened: Establishment, url: str, consult: MadeConsult) -> None:
    cookie = guest_of(opened.house, consult)
    guest, other = RoomPage(url, consult.code, cookie), made_consult(opened.house, {consult.people[0]: Part.ASKS})
    assert await status_of(RoomPage(url, other.code, cookie)) == 404
    async with in_room(url, consult, ASKS) as (asks,):
        await guest.open()
        assert (await guest.done("say", {"text": "Good morning."}))["by"] == guest.me
        await asks.until(lambda: any(each["is_guest"] for each in asks.said("people")[-1]["people"]))
        with opened.house.index.write() as connection:
            connection.execute(update(consult_guests).values(revoked_at=opened.house.clock.now()))
        await guest.until(lambda: guest.is_closed, SOON)
        assert guest.said("over")[0]["why"] == "ended"


def guest_of(house: House, consult: MadeConsult) -> str:
    """Somebody who was invited from outside, was let in, and has a session."""
    now = house.clock.now()
    values = {
        "consult_id": consult.id, "name": "Dr. Guest", "organisation": "Elsewhere", "confirmed_name": "Dr. Guest",
        "secret_hash": secrets.token_bytes(32), "code_hash": "", "invited_by": 1, "invited_at": now,
        "expires_at": now + timedelta(hours=1),
    }  # fmt: skip
    with house.index.write() as connection:
        guest_id = connection.execute(insert(consult_guests).values(values).returning(consult_guests.c.id)).scalar_one()
        part = {"consult_id": consult.id, "guest_id": guest_id, "part": "speaks", "since": now}
        connection.execute(insert(consult_participants).values(part))
        session = house.guest_sessions.begin_within(connection, guest_id, now + timedelta(hours=1))
    return f"filmless-guest={session}"


@pytest.mark.parametrize(
    ("first", "code"),
    [
        ("", 1008),
        (b"hello", 1003),
        ("hello", 1002),
        ("{}", 1002),
        ('{"says":"do"}', 1002),
        ('{"says":"here","call":null}', 1002),
        ('{"says":"hello"}', 1002),
        ('{"says":"hello","since":-1}', 1002),
    ],
)
async def test_whoever_does_not_greet_is_let_go(
    monkeypatch: pytest.MonkeyPatch, url: str, consult: MadeConsult, first: str | bytes, code: int
) -> None:
    monkeypatch.setattr(greeting, "HELLO_SECONDS", 0.3)
    page = page_of(url, consult)
    await page.open(greets=False)
    assert page.socket is not None
    if first:
        await page.socket.send(first)
    await page.socket.wait_closed()
    assert page.socket.close_code == code
    assert page.socket.close_reason


async def test_nobody_holds_many_lines_that_say_nothing(url: str, consult: MadeConsult) -> None:
    silent = [page_of(url, consult) for _ in range(MOST_PAGES)]
    for page in silent:
        await page.open(greets=False)
    assert await status_of(page_of(url, consult)) == 429
    assert await status_of(page_of(url, consult, SPEAKS)) == 101
    await silent[0].close()
    assert await status_of(page_of(url, consult)) == 101
    for page in silent[1:]:
        await page.close()


async def test_the_log_and_the_figures_do_not_name_the_consult(
    capfd: pytest.CaptureFixture[str], opened: Establishment, url: str, consult: MadeConsult
) -> None:
    async with in_room(url, consult, ASKS) as (asks,):
        await asks.done("say", {"text": "A secret word."})
    said = capfd.readouterr().out
    assert "/c/api/{code}/room" in said
    assert consult.code not in said
    assert "secret word" not in said


@pytest.fixture
def own_time(tmp_path: Path) -> Iterator[tuple[str, House, SetClock]]:
    """A served house whose clock moves only when told."""
    clock, port = SetClock(NOON), free_port()
    with (
        open_house(tmp_path, clock, http_bind=f"127.0.0.1:{port}") as house,
        serving(application(house), house.settings, port) as served,
    ):
        yield served.url, house, clock


async def test_a_page_that_nobody_touches_does_not_keep_its_session(
    own_time: tuple[str, House, SetClock],
) -> None:
    url, house, clock = own_time
    consult = made_consult(house, {doctor(house, "one"): Part.ASKS, doctor(house, "two"): Part.SPEAKS})
    async with in_room(url, consult) as (acts, rests):
        for _ in range(2):
            clock.advance(timedelta(minutes=10))
            await acts.done("raise", {"is_up": True})
            if not rests.is_closed:
                await acts.until(lambda: True)
            await pause_until_looked(acts)
        await rests.until(lambda: rests.is_closed, SOON)
        assert rests.said("over")[0]["why"] == "ended"
        assert not acts.is_closed


async def pause_until_looked(page: RoomPage) -> None:
    """Wait for the time in which it is looked again who is there."""
    with pytest.raises(TimeoutError):
        await page.until(lambda: page.is_closed, 2.5)


def set_part(consult: MadeConsult, who: int, part: str) -> None:
    kept = consult_participants
    with consult.house.index.write() as connection:
        connection.execute(update(kept).where(kept.c.id == consult.participant_ids[who]).values(part=part))


def set_state(consult: MadeConsult, state: ConsultState) -> None:
    with consult.house.index.write() as connection:
        connection.execute(update(consults).where(consults.c.id == consult.id).values(state=state))
