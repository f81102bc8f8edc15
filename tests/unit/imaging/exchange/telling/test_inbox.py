"""What lies in an inbox."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest

from imaging.clock import SetClock
from imaging.errors import MalformedError
from imaging.exchange.telling.news import Kind, News, Urgency
from tests.unit.imaging.exchange.telling.conftest import HOSPITAL, Ward


def test_nobody_is_told_twice_of_one_thing(ward: Ward) -> None:
    for _ in range(2):
        ward.tell([ward.ann, ward.ben])
    ward.tell([ward.ann], Kind.CONSULT_CONCLUDED, key="consult-1-concluded")
    assert [each.kind for each in ward.inbox(ward.ann)] == [Kind.CONSULT_CONCLUDED, Kind.CONSULT_ASKED]
    assert [each.hospital for each in ward.inbox(ward.ben)] == ["MAIN"]


def test_what_is_told_is_told_only_if_what_it_tells_of_happens(ward: Ward) -> None:
    told = News([ward.ann.user_id], Kind.CONSULT_ASKED, "consult-2", "/c/2", Urgency.ROUTINE, HOSPITAL)
    with suppress(ZeroDivisionError), ward.house.index.write() as connection:
        ward.house.telling.inbox.tell(connection, told)
        raise ZeroDivisionError
    assert ward.inbox(ward.ann) == []


def test_what_is_withdrawn_is_gone_and_can_be_told_anew(ward: Ward) -> None:
    inbox = ward.house.telling.inbox
    ward.tell([ward.ann, ward.ben])
    inbox.read(ward.ann.user_id)
    ward.withdraw(ward.ann)
    assert ([len(ward.inbox(each)) for each in (ward.ann, ward.ben)]) == [0, 1]
    ward.tell([ward.ann])
    assert (len(ward.inbox(ward.ann)), inbox.unread(ward.ann.user_id)) == (1, 1)
    ward.withdraw()
    assert ([inbox.unread(each.user_id) for each in (ward.ann, ward.ben)]) == [0, 0]


def test_unread_is_what_nobody_looked_at_answered_or_outlived(ward: Ward, clock: SetClock) -> None:
    inbox, ann = ward.house.telling.inbox, ward.ann.user_id
    for number in range(4):
        expires_at = clock.now() + timedelta(minutes=10) if number == 3 else None
        ward.tell([ward.ann], key=f"consult-{number}", expires_at=expires_at)
    assert inbox.unread(ann) == 4
    inbox.read(ann, ward.inbox(ward.ann)[-1].id)
    ward.answer(ward.ann, "consult-1")
    assert inbox.unread(ann) == 2
    clock.advance(timedelta(minutes=10))
    assert inbox.unread(ann) == 1
    inbox.read(ward.ben.user_id)
    assert inbox.unread(ann) == 1
    inbox.read(ann)
    assert inbox.unread(ann) == 0


def test_what_was_read_is_listed_for_two_weeks(ward: Ward, clock: SetClock) -> None:
    ward.tell([ward.ann, ward.ben])
    ward.house.telling.inbox.read(ward.ann.user_id)
    clock.advance(timedelta(days=15))
    assert ([len(ward.inbox(each)) for each in (ward.ann, ward.ben)]) == [0, 1]


@pytest.mark.parametrize(
    "path", ["", "c/1", "//elsewhere.example", "/c/1 2", "https://elsewhere.example/", "/王", "/\\"]
)
def test_news_lead_nowhere_else(path: str) -> None:
    with pytest.raises(MalformedError):
        News([1], Kind.CONSULT_ASKED, "key", path, Urgency.ROUTINE, HOSPITAL)


@pytest.mark.parametrize("path", ["/", "/c/1", "/#/critical", "/c/ab-c_9?x=1", "/desk/c/1"])
def test_news_lead_to_a_page(path: str) -> None:
    assert News([1], Kind.CONSULT_ASKED, "key", path, Urgency.ROUTINE, HOSPITAL).path == path


@pytest.mark.parametrize("key", ["", "a b", "x" * 201, "王"])
def test_a_key_is_plain(key: str) -> None:
    with pytest.raises(MalformedError):
        News([1], Kind.CONSULT_ASKED, key, "/c/1", Urgency.ROUTINE, HOSPITAL)
