"""Links and what opens them: once made, opened by who knows the factor, closed for everybody else alike."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from structlog.testing import capture_logs

from imaging.access.actors import Operator, PatientLink
from imaging.access.slow_hash import SlowHash
from imaging.clock import SetClock
from imaging.errors import NotFoundError
from imaging.house import House
from imaging.index.tables import link_sessions, links
from imaging.orders.orders import NewOrder, Order, Received
from imaging.sharing.factors import Factor, Knowledge
from imaging.sharing.link_sessions import FactorRequired, LinkSessions, Opened, Throttled, Unavailable, WrongFactor
from imaging.sharing.links import Because, IssuedLink
from imaging.sharing.secrets import new_secret
from tests.houses import open_house, send

WHO = Operator()
NEW = NewOrder("A-1", "P-1", "王小明", "1960-02-29", "CT")
RIGHT = {"birth_date": "1960-02-29", "last_four": "5678"}
WRONG = {"birth_date": "1960-02-28", "last_four": "5678"}
PHONE = Factor.BIRTH_DATE_AND_PHONE


@pytest.fixture
def link(house: House) -> IssuedLink:
    return booked(house)


def booked(house: House, **more: Any) -> IssuedLink:
    booking = house.appointments.book(WHO, 1, NEW, phone="139 1234 5678", **more)
    assert booking.link is not None
    return booking.link


def opened(house: House, link: IssuedLink, answer: Mapping[str, str] | None = None) -> Opened:
    result = house.link_sessions.exchange(secret=link.secret.text, answer=answer or RIGHT)
    assert isinstance(result, Opened)
    return result


def test_the_order_and_its_link_come_into_being_together(house: House) -> None:
    first = house.appointments.book(WHO, 1, NEW)
    again = house.appointments.book(WHO, 1, NEW)
    moved = house.appointments.book(WHO, 1, replace(NEW, place="二楼"))
    received = [booking.received for booking in (first, again, moved)]
    assert received == [Received.CREATED, Received.UNCHANGED, Received.UPDATED]
    assert first.link is not None
    assert (again.link, moved.link) == (None, None)
    assert len(house.links.of_order(first.order.id)) == 1


def test_a_link_asks_for_the_factor_and_then_opens(house: House, link: IssuedLink) -> None:
    assert house.link_sessions.exchange(secret=link.secret.text) == FactorRequired(PHONE, 5)
    result = opened(house, link)
    assert result.link == PatientLink(link.id, link.order_id, 1, frozenset(), link.secret.handle)
    assert house.link_sessions.link_of(result.session) == result.link
    assert house.link_sessions.link_of(link.secret.text) is None


def test_the_short_code_opens_as_well(house: House, link: IssuedLink) -> None:
    typed = link.printed_code.lower().replace("-", " ")
    assert house.link_sessions.exchange(code=typed) == FactorRequired(PHONE, 5)
    assert isinstance(house.link_sessions.exchange(code=typed, answer=RIGHT), Opened)


def test_the_secret_is_no_code_and_the_code_no_secret(house: House, link: IssuedLink) -> None:
    assert house.link_sessions.exchange(code=link.secret.text, answer=RIGHT) == Unavailable()
    assert house.link_sessions.exchange(secret=link.code.text, answer=RIGHT) == Unavailable()


def test_wrong_answers_are_counted_over_the_life_of_the_link(house: House, link: IssuedLink, clock: SetClock) -> None:
    answers = []
    for _ in range(4):
        answers.append(house.link_sessions.exchange(secret=link.secret.text, answer=WRONG))
        clock.advance(timedelta(days=7))
    assert answers == [WrongFactor(PHONE, remaining) for remaining in (4, 3, 2, 1)]
    session = opened(house, link).session
    assert house.link_sessions.exchange(secret=link.secret.text, answer=WRONG) == WrongFactor(PHONE, 0)
    assert house.link_sessions.exchange(secret=link.secret.text, answer=RIGHT) == Unavailable()
    assert house.link_sessions.exchange(code=link.code.text, answer=RIGHT) == Unavailable()
    # Whoever was in already stays in: a stranger with the slip can't throw the patient out.
    assert house.link_sessions.link_of(session) is not None


def test_right_answers_do_not_count_as_tries(house: House, link: IssuedLink) -> None:
    for _ in range(7):
        opened(house, link)
    (kept,) = house.links.of_order(link.order_id)
    assert (kept.tries, kept.openings) == (0, 7)


def unavailable(house: House, clock: SetClock) -> dict[str, str]:
    """A secret for each reason why a link does not open."""
    secrets = {"unknown": new_secret().text, "malformed": "<script>", "empty": "", "long": "A" * 100_000}

    def another(number: str, **more: Any) -> tuple[Order, int]:
        booking = house.appointments.book(WHO, 1, replace(NEW, accession_number=number), phone="5678", **more)
        assert booking.link is not None
        secrets[number] = booking.link.secret.text
        return booking.order, booking.link.id

    _, revoked = another("revoked")
    reprinted, _ = another("reprinted")
    cancelled, _ = another("cancelled")
    (_, used), (_, locked), (_, expired) = (another(name) for name in ("used", "locked", "expired"))
    another("not-yet", not_before=clock.now() + timedelta(days=1))
    house.links.revoke(WHO, revoked)
    house.links.reprint(WHO, reprinted)
    house.appointments.cancel(WHO, cancelled.id, 1)
    with house.index.write() as connection:
        for link_id, values in (
            (used, {"openings": 3, "max_openings": 3}),
            (locked, {"tries": 5}),
            (expired, {"expires_at": clock.now()}),
        ):
            connection.execute(update(links).where(links.c.id == link_id).values(values))
    return secrets


@pytest.mark.parametrize("answer", [None, RIGHT, WRONG, {}])
def test_whatever_does_not_open_looks_the_same(house: House, clock: SetClock, answer: dict[str, str] | None) -> None:
    secrets = unavailable(house, clock)
    assert len(secrets) == 11
    for secret in secrets.values():
        assert house.link_sessions.exchange(secret=secret, answer=answer) == Unavailable()


def test_a_link_opens_from_its_moment_until_its_end(house: House, clock: SetClock) -> None:
    link = booked(house, not_before=clock.now() + timedelta(hours=1))
    assert house.link_sessions.exchange(secret=link.secret.text) == Unavailable()
    clock.advance(timedelta(hours=1))
    session = opened(house, link).session
    clock.advance(link.expires_at - clock.now())
    assert house.link_sessions.exchange(secret=link.secret.text) == Unavailable()
    assert house.link_sessions.link_of(session) is None


def test_openings_are_limited_where_it_is_set(house: House) -> None:
    link = booked(house, max_openings=2)
    opened(house, link), opened(house, link)
    assert house.link_sessions.exchange(secret=link.secret.text, answer=RIGHT) == Unavailable()


@pytest.mark.parametrize("because", [Because.REVOKED, Because.SWITCHED_OFF])
def test_a_revoked_link_ends_its_sessions_within_five_seconds(
    house: House, link: IssuedLink, clock: SetClock, because: Because
) -> None:
    session, elsewhere = opened(house, link).session, LinkSessions(house.links, house.access_log)
    assert elsewhere.link_of(session) is not None
    house.links.revoke(WHO, link.id, because)
    clock.advance(timedelta(seconds=5))
    assert elsewhere.link_of(session) is None
    assert house.links.by_id(link.id).revoked_because == because


def test_a_cancelled_order_ends_the_sessions_of_its_link_within_five_seconds(
    house: House, link: IssuedLink, clock: SetClock
) -> None:
    session = opened(house, link).session
    house.appointments.cancel(WHO, link.order_id, 1)
    clock.advance(timedelta(seconds=5))
    assert house.link_sessions.link_of(session) is None


def test_a_reprint_voids_the_former_slip_and_keeps_what_the_patient_knows(
    house: House, link: IssuedLink, clock: SetClock
) -> None:
    session = opened(house, link).session
    order = house.orders.by_id(link.order_id)
    reprinted = house.links.reprint(WHO, order)
    clock.advance(timedelta(seconds=5))
    assert house.link_sessions.exchange(secret=link.secret.text, answer=RIGHT) == Unavailable()
    assert house.link_sessions.exchange(code=link.code.text, answer=RIGHT) == Unavailable()
    assert house.link_sessions.link_of(session) is None
    opened(house, reprinted)
    assert [each.revoked_because for each in house.links.of_order(order.id)] == ["", "reprinted"]


def test_a_reprint_unlocks_what_wrong_answers_locked(house: House, link: IssuedLink) -> None:
    for _ in range(5):
        house.link_sessions.exchange(secret=link.secret.text, answer=WRONG)
    opened(house, house.links.reprint(WHO, house.orders.by_id(link.order_id)))


def test_a_code_that_was_handed_out_is_drawn_anew_with_the_slip(house: House) -> None:
    booking = house.appointments.book(WHO, 1, NEW)
    assert booking.link is not None
    assert booking.link.factor is Factor.CODE
    again = house.links.reprint(WHO, booking.order)
    assert again.factor_code is not None
    opened(house, again, {"code": again.factor_code})


def test_the_rule_of_the_installation_decides_the_factor(tmp_path: Path) -> None:
    with capture_logs() as lines, open_house(tmp_path, link_factor="birth-date", link_tries=2) as house:
        assert any(line["log_level"] == "warning" and "birth-date is weak" in line["event"] for line in lines)
        link = house.links.create(WHO, house.orders.create(1, NEW)[0], Knowledge("1960-02-29", "5678"))
        assert house.link_sessions.exchange(secret=link.secret.text) == FactorRequired(Factor.BIRTH_DATE, 2)
        opened(house, link, {"birth_date": "1960-02-29"})


def test_a_dump_of_the_database_opens_nothing(house: House, link: IssuedLink) -> None:
    session = opened(house, link).session
    with house.index.read() as connection:
        dump = repr(connection.execute(select(links)).all()) + repr(connection.execute(select(link_sessions)).all())
    for opening in (link.secret.text, link.code.text, link.printed_code, session, "5678", "19600229"):
        assert opening not in dump
    written = repr(link) + str(link) + repr(Opened(session, PatientLink(1, 1, 1)))
    for opening in (link.secret.text, link.code.text, session):
        assert opening not in written


def test_guessing_codes_is_slowed_down_by_address_and_scanning_never_is(house: House, link: IssuedLink) -> None:
    for _ in range(50):
        assert house.link_sessions.exchange(code="0000-0000-0000", address="192.0.2.1") == Unavailable()
    assert house.link_sessions.exchange(code=link.code.text, address="192.0.2.1") == Throttled()
    assert isinstance(house.link_sessions.exchange(secret=link.secret.text, address="192.0.2.1"), FactorRequired)
    assert isinstance(house.link_sessions.exchange(code=link.code.text, address="192.0.2.2"), FactorRequired)


def test_right_codes_do_not_count_as_guesses(house: House, link: IssuedLink) -> None:
    for _ in range(60):
        assert isinstance(house.link_sessions.exchange(code=link.code.text, address="192.0.2.1"), FactorRequired)


def test_a_link_shows_what_is_bound_to_its_order_within_five_seconds(
    house: House, link: IssuedLink, clock: SetClock
) -> None:
    session = opened(house, link).session

    def shown() -> frozenset[int]:
        clock.advance(timedelta(seconds=5))
        found = house.link_sessions.link_of(session)
        assert found is not None
        return found.study_ids

    assert shown() == frozenset()
    send(house, "2.25.2", AccessionNumber="OTHER")
    study = send(house)
    house.bindings.bind_new_studies()
    assert shown() == {study}
    send(house, PatientID="P-2")
    house.bindings.bind_new_studies()
    assert shown() == frozenset()


def test_leaving_ends_the_session_at_once(house: House, link: IssuedLink) -> None:
    session = opened(house, link).session
    house.link_sessions.end(session)
    assert house.link_sessions.link_of(session) is None


def test_a_session_ends_after_its_time(house: House, link: IssuedLink, clock: SetClock) -> None:
    session = opened(house, link).session
    clock.advance(timedelta(hours=24))
    assert house.link_sessions.link_of(session) is None


def test_every_opening_and_every_refusal_is_kept_without_the_secret(house: House, link: IssuedLink) -> None:
    before = house.audit.verify().count
    house.link_sessions.exchange(secret=link.secret.text, answer=WRONG, address="192.0.2.1")
    house.link_sessions.exchange(secret=link.secret.text, answer=RIGHT, address="192.0.2.1")
    house.link_sessions.exchange(secret="unknown", address="192.0.2.1")
    events = house.audit.list(limit=3)[::-1]
    assert house.audit.verify().count == before + 3
    assert [(event.outcome, event.subject_id, event.hospital_id) for event in events] == [
        ("denied", link.id, 1),
        ("success", link.id, 1),
        ("denied", None, None),
    ]
    assert link.secret.text not in repr(events)


def test_an_answer_that_was_right_until_the_factor_changed_opens_nothing(
    house: House, link: IssuedLink, monkeypatch: pytest.MonkeyPatch
) -> None:
    verify = SlowHash.verify

    def verify_and_be_overtaken(self: SlowHash, stored: str, text: str) -> bool:
        monkeypatch.setattr(SlowHash, "verify", verify)
        is_right = verify(self, stored, text)
        house.appointments.book(WHO, 1, NEW, phone="139 0000 9999")
        return is_right

    monkeypatch.setattr(SlowHash, "verify", verify_and_be_overtaken)
    assert house.link_sessions.exchange(secret=link.secret.text, answer=RIGHT) == Unavailable()
    with house.index.read() as connection:
        assert connection.execute(select(link_sessions)).all() == []
    opened(house, link, RIGHT | {"last_four": "9999"})


def test_an_order_that_is_cancelled_while_the_answer_is_judged_opens_nothing(
    house: House, link: IssuedLink, monkeypatch: pytest.MonkeyPatch
) -> None:
    verify = SlowHash.verify

    def verify_and_be_overtaken(self: SlowHash, stored: str, text: str) -> bool:
        house.appointments.cancel(WHO, link.order_id, 1)
        return verify(self, stored, text)

    monkeypatch.setattr(SlowHash, "verify", verify_and_be_overtaken)
    assert house.link_sessions.exchange(secret=link.secret.text, answer=RIGHT) == Unavailable()
    assert house.audit.list(limit=1)[0].outcome == "denied"


def test_refused_secrets_of_one_address_are_counted_rather_than_written_one_by_one(
    house: House, clock: SetClock
) -> None:
    before = house.audit.verify().count
    for address in ("192.0.2.1", "192.0.2.2"):
        for number in range(60):
            assert house.link_sessions.exchange(secret=f"unknown {number}", address=address) == Unavailable()
    assert house.audit.verify().count == before + 2
    clock.advance(timedelta(minutes=15))
    assert house.link_sessions.exchange(secret="unknown", address="192.0.2.1") == Unavailable()
    counted, *_ = [event for event in house.audit.list() if event.address == "192.0.2.1" and event.detail]
    assert (counted.outcome, json.loads(counted.detail or "")["further"]) == ("denied", 59)


def test_a_link_that_was_just_made_is_recognised_for_printing(house: House, link: IssuedLink) -> None:
    order = house.orders.by_id(link.order_id)
    assert house.links.recognised(order, link.secret.text, link.printed_code) == link
    other = house.orders.create(1, replace(NEW, accession_number="A-2"))[0]
    house.links.revoke(WHO, link.id)
    for where, secret, code in (
        (order, link.secret.text, link.printed_code),
        (other, link.secret.text, link.printed_code),
        (order, "", link.printed_code),
        (order, link.secret.text, "0000-0000-0000"),
    ):
        with pytest.raises(NotFoundError):
            house.links.recognised(where, secret, code)
    with pytest.raises(NotFoundError):
        house.links.revoke(WHO, 99)
    with pytest.raises(NotFoundError):
        house.links.by_id(99)
