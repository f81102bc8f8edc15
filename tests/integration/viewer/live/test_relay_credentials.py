"""coturn, which knows the secret that we know, lets in whom we gave a credential, until its hours are over."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from imaging.settings import Settings
from tests.acceptance.viewer.consult.relays import Relay, relaying
from tests.peers import require
from viewer.live.ice import ice_servers

NOW = datetime.now(UTC)
HOURS = timedelta(hours=12)


@pytest.fixture(scope="module")
def relay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Relay]:
    with relaying(tmp_path_factory.mktemp("relay")) as running:
        yield running


def given(relay: Relay, now: datetime = NOW, secret: str = "") -> dict[str, Any]:
    """What a browser is told of the relay."""
    settings = Settings(turn_url=relay.url, turn_secret=secret or relay.secret)
    (server,) = ice_servers(settings, "connection-1", now)
    return server


def is_let_in(relay: Relay, name: str, password: str) -> bool:
    """Whether the relay's own client is given a place in it, and a word comes through."""
    port = relay.url.rpartition(":")[2]
    options = ("-y", "-c", "-n", "1", "-m", "1", "-L", "127.0.0.1", "-p", port, "-u", name, "-w", password)
    command = [require("turnutils_uclient"), *options, "127.0.0.1"]
    try:
        return subprocess.run(command, capture_output=True, timeout=20, check=False).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def test_a_credential_of_ours_opens_the_relay(relay: Relay) -> None:
    server = given(relay)
    assert server["urls"] == [relay.url]
    assert is_let_in(relay, server["username"], server["credential"])


@pytest.mark.parametrize("since", [HOURS + timedelta(minutes=1), timedelta(days=30)])
def test_it_is_over_after_its_hours(relay: Relay, since: timedelta) -> None:
    server = given(relay, NOW - since)
    assert not is_let_in(relay, server["username"], server["credential"])


def test_nobody_makes_it_hold_for_longer(relay: Relay) -> None:
    """The name says until when, and the password is for that name alone."""
    server = given(relay, NOW - HOURS - timedelta(minutes=1))
    _, _, connection = server["username"].partition(":")
    longer = f"{int((NOW + HOURS).timestamp())}:{connection}"
    assert not is_let_in(relay, longer, server["credential"])
    assert not is_let_in(relay, f"{int((NOW + HOURS).timestamp())}:another", given(relay)["credential"])


def test_who_does_not_know_the_secret_gives_nothing(relay: Relay) -> None:
    server = given(relay, secret="another secret of the same kind")
    assert not is_let_in(relay, server["username"], server["credential"])


def test_each_connection_has_its_own_and_it_says_until_when(relay: Relay) -> None:
    first, again = given(relay), given(relay, NOW + timedelta(seconds=5))
    assert first["username"] == f"{int((NOW + HOURS).timestamp())}:connection-1"
    assert first["credential"] != again["credential"]
