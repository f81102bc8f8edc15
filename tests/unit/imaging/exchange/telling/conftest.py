"""A house with doctors who can be told of something."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from imaging.access.actors import Person, Role
from imaging.clock import SetClock
from imaging.exchange.telling.channels import Language
from imaging.exchange.telling.choices import Choices
from imaging.exchange.telling.hooks import Hook, HookAddress, NewHook, Shape
from imaging.exchange.telling.news import Kind, News, Told, Urgency
from imaging.exchange.telling.subscriptions import NewSubscription
from imaging.house import House
from imaging.index.tables import news_deliveries
from tests.houses import clock, house, open_house
from tests.prepared import MEMORY
from tests.receivers import MailServer, PushedBrowser, Receiver, running_mail_server, running_receiver, text_of

__all__ = ["clock", "house"]
PASSWORD = "correct-horse-battery"
HOSPITAL = 1


@dataclass(frozen=True)
class Ward:
    """Two doctors of one hospital."""

    house: House
    ann: Person
    ben: Person

    def tell(
        self,
        people: Sequence[Person],
        kind: Kind = Kind.CONSULT_ASKED,
        key: str = "consult-1-asked",
        urgency: Urgency = Urgency.ROUTINE,
        answer_by: datetime | None = None,
        expires_at: datetime | None = None,
        path: str = "/c/7",
    ) -> None:
        told = News([each.user_id for each in people], kind, key, path, urgency, HOSPITAL, answer_by, expires_at)
        with self.house.index.write() as connection:
            self.house.telling.inbox.tell(connection, told)

    def answer(self, who: Person, key: str = "consult-1-asked") -> None:
        with self.house.index.write() as connection:
            self.house.telling.inbox.answered(connection, key, who.user_id)

    def withdraw(self, who: Person | None = None, key: str = "consult-1-asked") -> None:
        with self.house.index.write() as connection:
            self.house.telling.inbox.withdraw(connection, key, None if who is None else who.user_id)

    def inbox(self, who: Person) -> list[Told]:
        return list(self.house.telling.inbox.of(who.user_id))

    def subscribe(self, who: Person, browser: PushedBrowser, language: Language = Language.EN) -> None:
        new = NewSubscription(browser.endpoint, text_of(browser.public), text_of(browser.auth), language, "Firefox")
        self.house.telling.subscriptions.add(who.user_id, new)

    def choose(self, who: Person, **chosen: Any) -> None:
        given = {"language": Language.EN, "quiet": None, "digest_minutes": 0, **chosen}
        self.house.telling.choices.choose(who.user_id, Choices(**given))

    def address(self, who: Person, address: str, mail: MailServer, language: Language = Language.EN) -> None:
        """Have somebody confirm an address, and forget the letter that it took."""
        mailboxes = self.house.telling.mailboxes
        mailboxes.ask(who.user_id, address, language)
        mailboxes.confirm(who.user_id, code_in(mail.letters.pop().get_content()))
        mail.raw.pop()

    def hook(self, shape: Shape, url: str, secret: str = "", **given: Any) -> Hook:
        said = {"kinds": frozenset(Kind), "language": Language.ZH, **given}
        new = NewHook(f"{shape} robot", shape, address=HookAddress(url, secret), **said)
        return self.house.telling.hooks.add(self.ann, HOSPITAL, new)

    def work(self) -> int:
        """Do what the worker does, until nothing is left to do at this moment."""
        telling, done = self.house.telling, 0
        for _ in range(50):
            chores = (telling.critical_news, telling.escalation, telling.planning, telling.sending)
            count = sum(each.run() for each in chores)
            if count == 0:
                return done
            done += count
        raise AssertionError("There is always something to do.")

    def settled(self) -> list[tuple[str, str, str, int]]:
        """How each delivery ended: channel, outcome, problem, tries."""
        way = news_deliveries.c
        query = select(way.channel, way.outcome, way.problem, way.tries).order_by(way.id)
        with self.house.index.read() as connection:
            return [tuple(row) for row in connection.execute(query)]


def code_in(text: str) -> str:
    found = re.search(r"\d{6}", text)
    assert found is not None
    return found.group()


def ward_in(house: House) -> Ward:
    ann, ben = (house.people.add(name, PASSWORD, HOSPITAL, Role.CLINICIAN, name.title()) for name in ("ann", "ben"))
    return Ward(house, ann, ben)


@pytest.fixture
def ward(house: House) -> Ward:
    return ward_in(house)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with running_receiver() as running:
        yield running


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with running_mail_server() as running:
        yield running


@pytest.fixture
def mailing(mail: MailServer, clock: SetClock) -> Iterator[Ward]:
    """A ward whose house sends letters."""
    with (
        tempfile.TemporaryDirectory(prefix="filmless-", dir=MEMORY) as directory,
        open_house(Path(directory), clock, smtp_url=mail.url, mail_from="filmless@hospital.example") as opened,
    ):
        yield ward_in(opened)
