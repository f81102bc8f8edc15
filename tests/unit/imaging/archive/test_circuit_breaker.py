"""The circuit breaker."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from imaging.archive.circuit_breaker import FAILURES_IN_A_ROW, CircuitBreaker, ServerIsDeadError
from imaging.errors import NotFoundError, UnavailableError


@dataclass
class Server:
    """Counts what reaches it."""

    seconds: float = 0.0
    is_dead: bool = True
    asked: int = 0

    def answer(self) -> None:
        self.asked += 1
        if self.is_dead:
            raise UnavailableError("It does not answer.")


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def breaker(server: Server) -> CircuitBreaker:
    return CircuitBreaker("The server", lambda: server.seconds)


def ask(breaker: CircuitBreaker, server: Server) -> None:
    with breaker.request():
        server.answer()


def test_a_dead_server_is_asked_at_most_twice_a_second(breaker: CircuitBreaker, server: Server) -> None:
    for _ in range(6000):
        with pytest.raises(UnavailableError):
            ask(breaker, server)
        server.seconds += 0.01
    assert server.asked <= FAILURES_IN_A_ROW + 2 * 60


def test_an_open_breaker_says_when_to_ask_again(breaker: CircuitBreaker, server: Server) -> None:
    for _ in range(FAILURES_IN_A_ROW):
        with pytest.raises(UnavailableError):
            ask(breaker, server)
    with pytest.raises(ServerIsDeadError) as refused:
        ask(breaker, server)
    assert refused.value.retry_after_seconds == pytest.approx(0.5)


def test_it_closes_when_the_server_is_back(breaker: CircuitBreaker, server: Server) -> None:
    for _ in range(FAILURES_IN_A_ROW):
        with pytest.raises(UnavailableError):
            ask(breaker, server)
    server.is_dead, server.seconds = False, 1.0
    for _ in range(10):
        ask(breaker, server)
    assert not breaker.is_open


def test_what_is_not_there_is_no_failure(breaker: CircuitBreaker) -> None:
    for _ in range(FAILURES_IN_A_ROW + 1):
        with pytest.raises(NotFoundError), breaker.request():
            raise NotFoundError("The bucket holds no such object.")
    assert not breaker.is_open
