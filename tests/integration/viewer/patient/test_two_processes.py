"""Guessing from one address against two web processes: what is counted is counted by both together."""

from __future__ import annotations

import json
import secrets
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from imaging.access.actors import Operator
from imaging.house import House
from imaging.orders.orders import NewOrder
from imaging.settings import Settings
from imaging.sharing.link_sessions import OPEN_LINK, WRONG_CODES
from imaging.sharing.links import IssuedLink
from tests.web_processes import web_processes

NEW = NewOrder("A-1", "P-1", "王小明", "1960-02-29", "CT")
RIGHT = {"birth_date": "1960-02-29", "last_four": "5678"}
WRONG = {"birth_date": "1960-02-29", "last_four": "0000"}


@pytest.fixture
def running(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    with web_processes(tmp_path) as (url, data):
        yield url, data


def open_data(data: Path) -> Settings:
    return Settings(data_dir=data)


def booked(data: Path) -> IssuedLink:
    with House.open(open_data(data)) as house:
        booking = house.appointments.book(Operator(), 1, NEW, phone="5678")
        assert booking.link is not None
        return booking.link


def tries(url: str, *bodies: dict[str, object]) -> Counter[int]:
    """Try all at once, over a connection each, so that both processes are asked."""

    def once(body: dict[str, object]) -> int:
        return httpx.post(url + "/i/api/session", json=body, timeout=60).status_code

    with ThreadPoolExecutor(8) as pool:
        return Counter(pool.map(once, bodies))


def test_wrong_answers_are_counted_exactly_by_both(running: tuple[str, Path]) -> None:
    url, data = running
    link = booked(data)
    answers = tries(url, *[{"secret": link.secret.text, "factor": WRONG}] * 24)
    # The fifth locks the link, and looks like one that is not there.
    assert answers == {401: 4, 404: 20}
    assert tries(url, {"secret": link.secret.text, "factor": RIGHT}) == {404: 1}


def test_guessed_codes_are_counted_exactly_by_both_and_scanning_goes_on(running: tuple[str, Path]) -> None:
    url, data = running
    link = booked(data)
    answers = tries(url, *({"code": f"0000-0000-{number:04}"} for number in range(WRONG_CODES + 20)))
    assert answers == {404: WRONG_CODES, 429: 20}
    assert tries(url, {"code": link.code.text}) == {429: 1}
    assert tries(url, {"secret": link.secret.text, "factor": RIGHT}) == {200: 1}


def test_refused_secrets_lock_nobody_out_and_the_audit_knows_each(tmp_path: Path) -> None:
    """Nobody finds one of 256 random bits; a phone that goes mad costs its neighbours behind one address nothing."""
    with web_processes(tmp_path) as (url, data):
        link = booked(data)
        assert tries(url, *({"secret": secrets.token_hex(32)} for _ in range(300))) == {404: 300}
        assert tries(url, {"secret": link.secret.text, "factor": RIGHT}) == {200: 1}
    with House.open(open_data(data)) as house:
        refused = [event for event in house.audit.list() if event.action == OPEN_LINK and event.outcome == "denied"]
        # One row of each process for its first, and one for how many followed.
        assert len(refused) <= 4
        assert sum(json.loads(event.detail or "{}").get("further", 1) for event in refused) == 300
        assert house.audit.verify().is_sound
