from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from imaging.access.actors import TokenScope
from imaging.access.tokens import Tokens
from imaging.clock import SetClock
from imaging.errors import MalformedError, NotFoundError
from imaging.house import House
from imaging.index.tables import tokens


def test_a_token_opens_what_its_scopes_say(house: House) -> None:
    text = house.tokens.create(1, {TokenScope.READ, TokenScope.WRITE}, "HIS")
    machine = house.tokens.verify(text)
    assert machine is not None
    assert (machine.hospital_id, machine.scopes, machine.label) == (1, frozenset(TokenScope), "HIS")


def test_only_the_hash_is_kept(house: House) -> None:
    text = house.tokens.create(1, {TokenScope.READ})
    with house.index.read() as connection:
        row = connection.execute(select(tokens)).one()
    assert text not in repr(row)
    assert len(text) >= 43 + len("filmless_")


@pytest.mark.parametrize("text", ["", "filmless_", "x" * 10_000, "filmless_\x00", "令牌"])
def test_what_is_no_token_is_nobody(house: House, text: str) -> None:
    assert house.tokens.verify(text) is None


def test_an_expired_token_is_nobody(house: House, clock: SetClock) -> None:
    text = house.tokens.create(1, {TokenScope.READ}, expires_at=clock.now() + timedelta(hours=1))
    assert house.tokens.verify(text) is not None
    clock.advance(timedelta(hours=1))
    assert house.tokens.verify(text) is None


def test_a_revoked_token_ends_here_at_once_and_in_other_processes_within_five_seconds(
    house: House, clock: SetClock
) -> None:
    elsewhere = Tokens(house.index, clock)
    text = house.tokens.create(1, {TokenScope.READ})
    assert elsewhere.verify(text) is not None
    house.tokens.revoke(house.tokens.list()[0].id)
    assert house.tokens.verify(text) is None
    clock.advance(timedelta(seconds=5))
    assert elsewhere.verify(text) is None


def test_another_hospital_can_not_revoke_it(house: House) -> None:
    house.tokens.create(1, {TokenScope.READ})
    with pytest.raises(NotFoundError):
        house.tokens.revoke(house.tokens.list()[0].id, hospital_id=2)


def test_a_token_without_scope_is_refused(house: House) -> None:
    with pytest.raises(MalformedError):
        house.tokens.create(1, set())
