"""Several workers at one index, SQLite and PostgreSQL: nothing is lost and nothing goes twice."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from imaging.access.actors import Role
from imaging.clock import SetClock
from imaging.exchange.telling.channels import Language
from imaging.exchange.telling.news import Kind, News, Urgency
from imaging.exchange.telling.subscriptions import NewSubscription
from imaging.house import House
from imaging.index.tables import news_deliveries
from tests.houses import NOON, open_house
from tests.receivers import PushedBrowser, Receiver, running_receiver, text_of

HOSPITAL = 1
NEWS, BROWSERS = 8, 3


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOON)


@pytest.fixture(params=["sqlite", "postgresql"])
def houses(request: pytest.FixtureRequest, tmp_path: Path, clock: SetClock) -> Iterator[tuple[House, House]]:
    """Two processes' houses over one index, with one clock."""
    url = request.getfixturevalue("postgresql").new_database() if request.param == "postgresql" else ""
    with (
        open_house(tmp_path, clock, database_url=url) as one,
        open_house(tmp_path, clock, database_url=url) as other,
    ):
        yield one, other


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with running_receiver() as running:
        yield running


def both_work(houses: tuple[House, House]) -> None:
    """Have both do what workers do, until nothing waits."""
    begin, unsettled = threading.Barrier(2), select(func.count()).where(news_deliveries.c.settled_at.is_(None))

    def work(house: House) -> None:
        begin.wait(10)
        for _ in range(100):
            house.telling.escalation.run()
            house.telling.planning.run()
            house.telling.sending.run()
            with house.index.read() as connection:
                if not connection.scalar(unsettled):
                    return

    threads = [threading.Thread(target=work, args=(house,)) for house in houses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)


def test_everything_goes_once_and_reminders_too(
    houses: tuple[House, House], clock: SetClock, receiver: Receiver
) -> None:
    house, _ = houses
    ann = house.people.add("ann", "correct-horse-battery", HOSPITAL, Role.CLINICIAN)
    browsers = [PushedBrowser(receiver, f"/push/{number}") for number in range(BROWSERS)]
    for each in browsers:
        new = NewSubscription(each.endpoint, text_of(each.public), text_of(each.auth), Language.EN)
        house.telling.subscriptions.add(ann.user_id, new)
    answer_by = NOON + timedelta(minutes=10)
    for number in range(NEWS):
        told = News([ann.user_id], Kind.CONSULT_ASKED, f"k-{number}", "/c/7", Urgency.URGENT, HOSPITAL, answer_by)
        with house.index.write() as connection:
            house.telling.inbox.tell(connection, told)
            house.telling.inbox.tell(connection, told)
    for expected in (1, 2):
        both_work(houses)
        tags = Counter((each.path, browser.read(each)["tag"]) for browser in browsers for each in browser.arrived())
        assert (len(tags), set(tags.values())) == (NEWS * BROWSERS * expected, {1})
        clock.advance(timedelta(minutes=10))
    with house.index.read() as connection:
        ways = news_deliveries.c
        ended = connection.execute(select(ways.outcome, ways.tries, func.count()).group_by(ways.outcome, ways.tries))
        assert [tuple(row) for row in ended] == [("sent", 1, NEWS * BROWSERS * 2)]


def test_what_is_withdrawn_is_told_anew(houses: tuple[House, House]) -> None:
    house, other = houses
    ann = house.people.add("ann", "correct-horse-battery", HOSPITAL, Role.CLINICIAN)
    told = News([ann.user_id], Kind.CONSULT_ASKED, "k", "/c/7", Urgency.URGENT, HOSPITAL)
    for _ in range(2):
        with house.index.write() as connection:
            house.telling.inbox.tell(connection, told)
        assert other.telling.inbox.unread(ann.user_id) == 1
        with other.index.write() as connection:
            other.telling.inbox.withdraw(connection, "k")
        assert house.telling.inbox.unread(ann.user_id) == 0


def test_two_processes_are_known_by_one_key(houses: tuple[House, House]) -> None:
    keys = []
    begin = threading.Barrier(2)

    def ask(house: House) -> None:
        begin.wait(10)
        keys.append(house.telling.vapid.public_key())

    threads = [threading.Thread(target=ask, args=(house,)) for house in houses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert (len(keys), len(set(keys))) == (2, 1)
