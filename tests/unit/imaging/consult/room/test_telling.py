"""Who is told of what is said in a room, and when it is said to them outside of it too."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from pydantic import TypeAdapter
from sqlalchemy import delete, insert, select

from imaging.access.actors import Person
from imaging.clock import SetClock
from imaging.consult.participants import Part
from imaging.consult.room.bodies import Said
from imaging.consult.room.kinds import EventKind
from imaging.consult.room.proposals import Proposal, going_live, proposed
from imaging.consult.room.telling import RoomNews
from imaging.consult.room.wanted import Do
from imaging.consult.states import ConsultState
from imaging.exchange.telling.channels import Channel
from imaging.exchange.telling.choices import Choices
from imaging.exchange.telling.news import Kind, Told
from imaging.house import House
from imaging.index.tables import mail_addresses, news, news_deliveries
from tests.consults import MadeConsult, doctor, made_consult, room_log
from tests.houses import clock, house

__all__ = ["clock", "house"]
ASKS, SPEAKS, WATCHES, GONE = range(4)


@pytest.fixture
def consult(house: House) -> MadeConsult:
    parts = (Part.ASKS, Part.SPEAKS, Part.WATCHES, Part.GONE)
    people = {doctor(house, part.value, f"H-{part.name}"): part for part in parts}
    return made_consult(house, people)


def say(consult: MadeConsult, *mentioned: int, by: int = ASKS, present: tuple[int, ...] = (), name: str = "") -> int:
    """Say something, and return the number of its event."""
    ids = consult.participant_ids
    body = Said(text="@you look", mentions=tuple(ids[each] for each in mentioned))
    here, who = frozenset(ids[each] for each in present), consult.people[by]
    proposal = Proposal(consult.id, ids[by], name or str(uuid4()), EventKind.SAY, body, here, who)
    written = room_log(consult.house).write([proposal])
    assert not written.refused
    return written.events[consult.id][-1].sequence if consult.id in written.events else 0


def told(consult: MadeConsult, who: int) -> list[Told]:
    return list(consult.house.telling.inbox.of(consult.people[who].user_id))


def goes_out(consult: MadeConsult, who: Person) -> int:
    """To how many places it is sent, now that it is planned."""
    consult.house.telling.planning.run()
    with consult.house.index.read() as connection:
        way = news_deliveries.c
        query = select(way.id).join(news, news.c.id == way.news_id).where(news.c.user_id == who.user_id)
        return len(connection.execute(query.where(way.settled_at.is_(None))).all())


def address(consult: MadeConsult, who: int) -> Person:
    """Have somebody take letters of everything, whenever it is."""
    person = consult.people[who]
    with consult.house.index.write() as connection:
        connection.execute(insert(mail_addresses).values(user_id=person.user_id, address="a@hospital.example"))
    mail = frozenset({Channel.MAIL})
    by_mail = Choices(channels={Kind.CONSULT_MENTIONED: mail, Kind.CONSULT_NEW: mail}, quiet=None)
    consult.house.telling.choices.choose(person.user_id, by_mail)
    return person


def test_who_is_mentioned_is_told_without_a_word_of_what_was_said(consult: MadeConsult) -> None:
    say(consult, SPEAKS, WATCHES)
    for who in (SPEAKS, WATCHES):
        (piece,) = told(consult, who)
        assert (piece.kind, piece.path) == ("consult-mentioned", f"/c/{consult.code}")
        assert piece.hospital_id == consult.hospital_id
    assert told(consult, ASKS) == []


def test_neither_the_author_nor_who_is_gone_is_told(consult: MadeConsult) -> None:
    say(consult, ASKS, GONE)
    assert [told(consult, who) for who in (ASKS, GONE)] == [[], []]


def test_a_message_that_is_sent_again_tells_nobody_again(consult: MadeConsult) -> None:
    name = str(uuid4())
    say(consult, SPEAKS, name=name)
    with consult.house.index.write() as connection:
        connection.execute(delete(news))
    say(consult, SPEAKS, name=name)
    assert told(consult, SPEAKS) == []


def test_what_is_refused_tells_nobody(consult: MadeConsult) -> None:
    body = Said(text="@you", mentions=(consult.participant_ids[SPEAKS],))
    author = consult.participant_ids[WATCHES]
    watching = Proposal(consult.id, author, str(uuid4()), EventKind.SAY, body, actor=consult.people[WATCHES])
    assert room_log(consult.house).write([watching]).refused
    assert told(consult, SPEAKS) == []


def test_it_is_sent_to_who_is_away_and_only_lies_there_for_who_has_the_room_before_them(consult: MadeConsult) -> None:
    here, away = address(consult, SPEAKS), address(consult, WATCHES)
    say(consult, SPEAKS, WATCHES, present=(ASKS, SPEAKS))
    assert [len(told(consult, who)) for who in (SPEAKS, WATCHES)] == [1, 1]
    assert (goes_out(consult, here), goes_out(consult, away)) == (0, 1)


def test_who_has_left_since_is_called(consult: MadeConsult) -> None:
    person = address(consult, SPEAKS)
    say(consult, SPEAKS, present=(ASKS, SPEAKS))
    say(consult, SPEAKS, present=(ASKS,))
    assert len(told(consult, SPEAKS)) == 1
    assert goes_out(consult, person) == 1


def test_a_lively_talk_calls_nobody_at_every_word(consult: MadeConsult, clock: SetClock) -> None:
    say(consult, SPEAKS)
    say(consult, SPEAKS)
    (first,) = told(consult, SPEAKS)
    clock.advance(timedelta(minutes=11))
    say(consult, SPEAKS)
    (second,) = told(consult, SPEAKS)
    assert second.id != first.id
    consult.house.telling.inbox.read(second.user_id)
    say(consult, SPEAKS)
    assert len(told(consult, SPEAKS)) == 2


def test_who_looks_into_the_room_has_read_what_stands_there(consult: MadeConsult, clock: SetClock) -> None:
    seen = say(consult, SPEAKS)
    clock.advance(timedelta(minutes=11))
    looks, inbox, person = consult.house.asking.looks, consult.house.telling.inbox, consult.people[SPEAKS]
    looks.note(person, consult.id, seen - 1)
    assert inbox.unread(person.user_id) == 1
    looks.note(person, consult.id, seen)
    assert inbox.unread(person.user_id) == 0


def test_who_takes_part_and_is_not_there_hears_that_it_has_begun(house: House) -> None:
    parts = (Part.ASKS, Part.SPEAKS, Part.WATCHES)
    people = {doctor(house, part.value, f"H-{part.name}"): part for part in parts}
    consult = made_consult(house, people, state=ConsultState.ACCEPTED)
    written = room_log(house).write([going_live(consult.id, frozenset(consult.participant_ids[:2]))])
    assert not written.refused
    assert [[each.kind for each in told(consult, who)] for who in (ASKS, SPEAKS)] == [[], []]
    (piece,) = told(consult, WATCHES)
    assert (piece.kind, piece.path) == ("consult-live", f"/#/consults/{consult.code}")
    assert piece.expires_at is not None


def test_whoever_is_away_is_told_once_that_something_is_new_until_they_look(
    consult: MadeConsult, clock: SetClock
) -> None:
    asker = address(consult, ASKS)
    seen = say(consult, by=SPEAKS, present=(SPEAKS,))
    (piece,) = told(consult, ASKS)
    assert (piece.kind, piece.path) == ("consult-new", f"/c/{consult.code}")
    assert (told(consult, SPEAKS), told(consult, GONE)) == ([], [])
    assert goes_out(consult, asker) == 1
    clock.advance(timedelta(hours=1))
    last = say(consult, by=SPEAKS, present=(SPEAKS,))
    assert [each.id for each in told(consult, ASKS)] == [piece.id]
    consult.house.asking.looks.note(asker, consult.id, seen - 1)
    assert len(told(consult, ASKS)) == 1
    consult.house.asking.looks.note(asker, consult.id, last)
    assert told(consult, ASKS) == []
    # Whoever has the room before them sees it.
    say(consult, by=SPEAKS, present=(ASKS, SPEAKS))
    assert told(consult, ASKS) == []
    say(consult, by=SPEAKS, present=(SPEAKS,))
    assert len(told(consult, ASKS)) == 1


def test_a_mention_calls_whoever_is_away_and_stands_for_what_else_is_new(consult: MadeConsult) -> None:
    say(consult, by=SPEAKS)
    say(consult, ASKS, by=SPEAKS)
    say(consult, by=SPEAKS)
    assert [each.kind for each in told(consult, ASKS)] == ["consult-mentioned"]


def test_a_figure_is_something_new_and_a_pointer_is_not(consult: MadeConsult) -> None:
    ids = consult.participant_ids
    place = {"instance_id": consult.instance_ids[0], "frame": 1}
    figure = {"kind": "length", "place": place, "points": [[1.0, 1.0], [5.0, 5.0]]}
    bodies = {
        "point": {"place": place, "at": [1.0, 1.0]},
        "raise": {"is_up": True},
        "draw": {"drawing": str(uuid4()), "base": 0, "annotation": figure},
    }
    kinds = []
    for kind, body in bodies.items():
        said = {"says": "do", "id": str(uuid4()), "kind": kind, "body": body}
        do = TypeAdapter[Do](Do).validate_json(json.dumps(said))
        by = consult.people[SPEAKS]
        proposal = proposed(do, consult.id, ids[SPEAKS], frozenset({ids[SPEAKS]}), by, "")
        assert not room_log(consult.house).write([proposal]).refused
        kinds.append([each.kind for each in told(consult, ASKS)])
    assert kinds == [[], [], ["consult-new"]]


def test_whose_line_was_dead_is_told_of_what_they_missed(consult: MadeConsult) -> None:
    last = say(consult, by=SPEAKS, present=(ASKS, SPEAKS, GONE))
    news, inbox = RoomNews(consult.house.telling.inbox), consult.house.telling.inbox
    for who, seen in ((ASKS, last), (SPEAKS, 0), (GONE, 0)):
        news.call_for_missed(consult.id, consult.people[who].user_id, seen)
        assert told(consult, who) == []
    news.call_for_missed(consult.id, consult.people[ASKS].user_id, last - 1)
    assert [each.kind for each in inbox.of(consult.people[ASKS].user_id)] == ["consult-new"]
